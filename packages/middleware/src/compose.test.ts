import { describe, expect, it } from 'vitest';
import { ask, serving } from '../test/serving.js';
import createServer, { compose, type ComposeLayer } from './index.js';

describe('compose', () => {
  it('runs the layers from the outside in and back', async () => {
    const layer =
      (name: string): ComposeLayer<string[]> =>
      async (log, next) => {
        log.push(`${name} in`);
        await next();
        log.push(`${name} out`);
      };
    const log: string[] = [];
    await compose<string[]>([layer('a'), [layer('b')]])(log, () => log.push('last'));
    expect(log).toEqual(['a in', 'b in', 'last', 'b out', 'a out']);
  });

  it('rejects with the failure of a layer, unchanged, a falsy one included', async () => {
    const error = new Error('broken');
    await expect(
      compose([
        () => {
          throw error;
        },
      ])({}),
    ).rejects.toBe(error);
    await expect(compose([() => Promise.reject(undefined as never)])({})).rejects.toBeUndefined();
  });

  it('lets a layer catch what fails behind it', async () => {
    const seen: unknown[] = [];
    await compose([
      async (_context, next) => {
        await next().catch((error: unknown) => seen.push(error));
      },
      () => Promise.reject(new Error('behind')),
    ])({});
    expect(seen).toEqual([new Error('behind')]);
  });

  it('rejects a second next()', async () => {
    await expect(
      compose([
        async (_context, next) => {
          await next();
          await next();
        },
      ])({}),
    ).rejects.toThrow('next() called multiple times');
  });

  it('runs 100,000 layers', async () => {
    const context = { count: 0 };
    const layer: ComposeLayer<typeof context> = (c, next) => {
      c.count += 1;
      return next();
    };
    await compose(Array.from({ length: 100_000 }, () => layer))(context);
    expect(context.count).toBe(100_000);
  });

  it('keeps the array as it was', async () => {
    const list: ComposeLayer<string[]>[] = [(log) => log.push('first')];
    const run = compose(list);
    list.push((log) => log.push('second'));
    const log: string[] = [];
    await run(log);
    expect(log).toEqual(['first']);
  });

  it('fits into a chain', async () => {
    const app = createServer();
    const timing = compose<{ res: { setHeader: (name: string, value: string) => unknown } }>([
      async ({ res }, next) => {
        res.setHeader('x-composed', 'yes');
        await next();
      },
    ]);
    app.use((req, res, next) => timing({ res }, () => next()));
    app.use((_req, res) => res.end('ok'));
    await serving(app, async (port) => {
      expect(await ask(port)).toMatchObject({ body: 'ok', headers: { 'x-composed': 'yes' } });
    });
  });

  it('refuses what is no array of functions', () => {
    expect(() => compose({} as never)).toThrow(TypeError);
    expect(() => compose([5 as never])).toThrow(TypeError);
  });
});
