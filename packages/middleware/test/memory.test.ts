import { describe, expect, it } from 'vitest';
import createServer from '../src/index.js';
import { ask, serving } from './serving.js';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what is left behind', () => {
  it('is no memory after a hundred thousand dispatches', async () => {
    const app = createServer();
    app.use(async (_req, _res, next) => {
      await next();
    });
    app.use((_req, _res, next) => void queueMicrotask(next as () => void));
    app.use((_req, res) => res.end());
    const call = app as unknown as (req: object, res: object, out: () => void) => void;
    const round = async (): Promise<number> => {
      for (let i = 0; i < 50_000; i += 1) {
        call({ url: '/' }, { writableEnded: true, end: () => undefined }, () => undefined);
        if (i % 100 === 0) await tick();
      }
      await tick();
      (globalThis as unknown as { gc: () => void }).gc();
      return process.memoryUsage().heapUsed;
    };
    const before = await round();
    expect((await round()) - before).toBeLessThan(2_000_000);
  });

  it('is no request: it can be collected after its answer', async () => {
    const app = createServer();
    let held: WeakRef<object> | undefined;
    app.use((req, _res, next) => {
      held ??= new WeakRef(req);
      setImmediate(() => void next());
    });
    app.use((_req, res) => res.end());
    await serving(app, async (port) => {
      await ask(port);
      await ask(port);
    });
    for (let i = 0; i < 20 && held?.deref() !== undefined; i += 1) {
      await tick();
      (globalThis as unknown as { gc: () => void }).gc();
    }
    expect(held?.deref()).toBeUndefined();
  });
});
