import * as http from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { ask, serving, warningsDuring } from '../test/serving.js';
import createServer, { type ErrorLayer, type IncomingMessage, type Layer, type Next } from './index.js';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createServer', () => {
  it('makes a callable app with a public stack, the methods of an emitter and no instance state', () => {
    const app = createServer();
    expect(app).toHaveLength(3);
    expect(app.name).toBe('app');
    expect(app.route).toBe('/');
    expect(app.stack).toEqual([]);
    expect({ ...app }).toMatchObject({ _events: undefined, _eventsCount: 0 });
    let heard = 0;
    app.on('event', () => (heard += 1));
    app.emit('event');
    expect(heard).toBe(1);
  });

  it('returns undefined from a call', () => {
    const app = createServer();
    const call = app as unknown as (...args: unknown[]) => unknown;
    expect(call({ url: '/' }, { end() {} }, () => undefined)).toBeUndefined();
  });

  it('keeps the function of a layer as its handle and cuts one trailing slash off the route', () => {
    const app = createServer();
    const layer: Layer = () => undefined;
    app.use(layer).use('/blog/', layer).use('/shop//', layer);
    expect(app.stack).toEqual([
      { route: '', handle: layer },
      { route: '/blog', handle: layer },
      { route: '/shop/', handle: layer },
    ]);
  });

  it('sets the route of a sub-app as it was given, and calls its handle at the time of the request', async () => {
    const app = createServer();
    const sub = createServer();
    app.use('/sub/', sub);
    expect(sub.route).toBe('/sub/');
    sub.handle = (_req, res) => void res.end('late');
    await serving(app, async (port) => {
      expect(await ask(port, '/sub')).toMatchObject({ status: 200, body: 'late' });
    });
  });

  it('mounts the request listener of a server', async () => {
    const app = createServer();
    app.use(
      '/old',
      http.createServer((req, res) => res.end(req.url)),
    );
    await serving(app, async (port) => {
      expect(await ask(port, '/old/page?x')).toMatchObject({ body: '/page?x' });
    });
  });

  it.each([[undefined], [null]])('throws for the layer %s', (layer) => {
    const message = `use: a layer must be a function, received ${layer}`;
    for (const args of [[layer], ['/x', layer]]) {
      const use = (): unknown => (createServer().use as (...args: unknown[]) => unknown).apply(createServer(), args);
      expect(use).toThrow(TypeError);
      expect(use).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT', message }));
    }
  });

  it('throws for a server without a request listener', () => {
    const message = 'use: the server must have a request listener, received an instance of Server';
    expect(() => createServer().use(http.createServer())).toThrow(expect.objectContaining({ message }));
  });

  it('takes the original url once, for the outermost app, and only from a request that has none', async () => {
    const app = createServer();
    app.use(
      '/a',
      createServer().use('/b', (req, res) => res.end(`${req.url} of ${req.originalUrl}`)),
    );
    await serving(app, async (port) => expect((await ask(port, '/a/b/c')).body).toBe('/c of /a/b/c'));
    await serving(
      (req, res) => app(Object.assign(req, { originalUrl: '/before' }), res),
      async (port) => expect((await ask(port, '/a/b')).body).toBe('/ of /before'),
    );
  });

  it('accepts what is no function and skips it', async () => {
    const app = createServer();
    app.use(5 as never).use(((_req, res) => res.end('ok')) as Layer);
    await serving(app, async (port) => {
      expect(await ask(port)).toMatchObject({ body: 'ok' });
    });
  });

  it('answers at the stack as it is edited during a request', async () => {
    const app = createServer();
    const seen: string[] = [];
    const layer =
      (name: string): Layer =>
      (_req, _res, next) => {
        seen.push(name);
        void next();
      };
    app.use((_req, _res, next) => {
      app.stack.splice(1, 1);
      app.stack.push({ route: '', handle: layer('pushed') as never });
      (app.stack[1] as { handle: unknown }).handle = layer('replaced');
      void next();
    });
    app.use(layer('removed'));
    app.use(layer('kept'));
    app.use('/elsewhere', layer('elsewhere'));
    app.use('/x', layer('mounted'));
    await serving(app, async (port) => {
      await ask(port, '/x');
      expect(seen).toEqual(['replaced', 'mounted', 'pushed']);
      seen.length = 0;
      app.stack = [{ route: '', handle: layer('new stack') as never }];
      await ask(port, '/x');
      expect(seen).toEqual(['new stack']);
    });
  });

  it('notices a route, a handle or a layer that is changed between requests', async () => {
    const app = createServer();
    app.use('/a', (_req, res) => res.end('a')).use('/b', (_req, res) => res.end('b'));
    await serving(app, async (port) => {
      expect((await ask(port, '/b')).body).toBe('b');
      (app.stack[0] as { route: string }).route = '/b';
      expect((await ask(port, '/b')).body).toBe('a');
      expect((await ask(port, '/a')).status).toBe(404);
      (app.stack[0] as { handle: unknown }).handle = (_req: unknown, res: http.ServerResponse) => res.end('new');
      expect((await ask(port, '/b')).body).toBe('new');
      app.stack[0] = { route: '/c', handle: () => undefined };
      expect((await ask(port, '/b')).body).toBe('b');
      const first: Layer = (_req, res) => res.end('first');
      app.stack.unshift({ route: '', handle: first as never });
      expect((await ask(port, '/b')).body).toBe('first');
    });
  });

  it('compares a mount that it has passed before with every path that may be under it', async () => {
    const app = createServer();
    const seen: string[] = [];
    for (const route of ['/kiosk', '/shop', '/shop/cart', '/\u00e9t\u00e9', 'odd']) {
      app.use(route, (_req, _res, next) => {
        seen.push(route);
        void next();
      });
    }
    const visit = async (url: string): Promise<string[]> => {
      seen.length = 0;
      const call = app as unknown as (req: object, res: object, out: () => void) => void;
      await new Promise<void>((resolve) => call({ url }, {}, resolve));
      return [...seen];
    };
    for (let round = 0; round < 3; round += 1) {
      expect(await visit('/elsewhere')).toEqual([]);
      expect(await visit('/shopping')).toEqual([]);
      expect(await visit('/SHOP/cart?x')).toEqual(['/shop', '/shop/cart']);
      expect(await visit('/shop.json')).toEqual(['/shop']);
      expect(await visit('/\u00c9T\u00c9/x')).toEqual(['/\u00e9t\u00e9']);
      // The Kelvin sign, whose lower case is the letter k.
      expect(await visit('/\u212aiosk')).toEqual(['/kiosk']);
      expect(await visit('odd')).toEqual(['odd']);
      expect(await visit('http://h/kiosk/x')).toEqual(['/kiosk']);
    }
    (app.stack[1] as { route: string }).route = '';
    expect(await visit('/kiosk')).toEqual(['/kiosk', '/shop']);
    (app.stack[1] as { route: string }).route = '/elsewhere';
    expect(await visit('/elsewhere/x')).toEqual(['/shop']);
  });

  it('spells the url as a mount does that matches, also when its layer is for errors only', async () => {
    const app = createServer();
    const onError: ErrorLayer = (err, _req, _res, next) => void next(err);
    app.use('/blog', onError);
    app.use((req, res) => res.end(req.url));
    await serving(app, async (port) => expect((await ask(port, '/BLOG/x')).body).toBe('/blog/x'));
  });

  it('ends at a hole in the stack, one that is made behind the current layer included', async () => {
    const app = createServer();
    let go: Next | undefined;
    app.use((_req, _res, next) => void next());
    app.use((_req, _res, next) => void (go = next));
    app.use((_req, res) => res.end('behind'));
    await serving(app, async (port) => {
      const answer = ask(port);
      while (go === undefined) await tick();
      (app.stack as unknown[])[0] = null;
      void go();
      expect((await answer).body).toBe('behind');
      expect((await ask(port)).status).toBe(404);
    });
  });

  it('survives a stack that holds anything', async () => {
    const app = createServer();
    const items = [
      { route: ['/a'], handle: () => undefined },
      { handle: () => undefined },
      { route: '', handle: null },
    ];
    app.stack.push(...(items as never[]));
    app.stack.push({
      get route(): string {
        throw new Error('no route');
      },
      handle: () => undefined,
    });
    const answer: ErrorLayer = (_err, _req, res, _next) => res.end('error layer');
    app.use(answer);
    await serving(app, async (port) => {
      expect((await ask(port)).status).toBe(500);
      app.stack.splice(3, 1);
      expect((await ask(port)).body).toBe('error layer');
    });
  });

  describe('async layers', () => {
    it.each([
      ['an error', new Error('broken')],
      ['undefined', undefined],
      ['null', null],
      ['0', 0],
      ['the empty string', ''],
    ])('treats a rejection with %s as an error', async (_name, reason) => {
      const app = createServer();
      const seen: unknown[] = [];
      app.use(async () => {
        await tick();
        throw reason;
      });
      const record: ErrorLayer = (err, _req, res, _next) => {
        seen.push(err);
        res.statusCode = 500;
        res.end();
      };
      app.use(record);
      await serving(app, async (port) => {
        expect((await ask(port)).status).toBe(500);
      });
      expect(seen[0]).toBeTruthy();
      expect(reason ? seen[0] : (seen[0] as { reason: unknown }).reason).toBe(reason);
    });

    it.each([[undefined], [null], [0], [false]])('treats a thrown %s as an error', async (reason) => {
      const app = createServer();
      app.use(() => {
        throw reason;
      });
      app.use((_req, res) => res.end('went on'));
      await serving(app, async (port) => {
        expect((await ask(port)).status).toBe(500);
      });
    });

    it('reports a rejection after next() and keeps the answer', async () => {
      const app = createServer();
      app.use(async (_req, _res, next) => {
        await next();
        throw new Error('too late');
      });
      app.use((_req, res) => res.end('fine'));
      const warnings = await warningsDuring(() =>
        serving(app, async (port) => expect(await ask(port)).toMatchObject({ status: 200, body: 'fine' })),
      );
      expect(warnings).toEqual([
        expect.objectContaining({ code: 'ERR_SLUICE_CALLBACK_TWICE', message: expect.stringContaining('too late') }),
      ]);
    });

    it('leaves a lazy thenable alone', async () => {
      const app = createServer();
      let started = 0;
      const query = { then: () => (started += 1) };
      app.use((_req, res) => {
        res.end('ok');
        return query;
      });
      await serving(app, (port) => ask(port));
      expect(started).toBe(0);
    });
  });

  describe('next()', () => {
    it('counts once for each layer; the second call is reported and changes nothing', async () => {
      const app = createServer();
      let runs = 0;
      app.use(function session(_req, _res, next) {
        void next();
        setImmediate(() => void next());
      });
      app.use(async (_req, res) => {
        runs += 1;
        await tick();
        await tick();
        await tick();
        res.end('answer');
      });
      const warnings = await warningsDuring(() =>
        serving(app, async (port) => {
          expect(await ask(port)).toMatchObject({ status: 200, body: 'answer' });
          expect(await ask(port)).toMatchObject({ status: 200, body: 'answer' });
        }),
      );
      expect(runs).toBe(2);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatchObject({ code: 'ERR_SLUICE_CALLBACK_TWICE' });
      expect(warnings[0]?.message).toBe(
        'middleware: next() called again in "session" (route "/"); missing return before next()?',
      );
    });

    it('takes an error that comes later while nothing is answered, as connect-timeout needs it', async () => {
      const app = createServer();
      let go: Next | undefined;
      app.use(function deadline(_req, _res, next) {
        void next();
        setImmediate(() => setImmediate(() => void next(Object.assign(new Error('too slow'), { status: 503 }))));
      });
      app.use((_req, _res, next) => void (go = next));
      const warnings = await warningsDuring(() =>
        serving(app, async (port) => {
          expect((await ask(port)).status).toBe(503);
          void go?.();
        }),
      );
      expect(warnings).toEqual([]);
    });

    it('ignores an error that follows in the same call', async () => {
      const app = createServer();
      app.use((_req, _res, next) => {
        void next();
        void next(new Error('second'));
      });
      app.use(async (_req, res) => {
        await tick();
        res.end('answer');
      });
      const warnings = await warningsDuring(() =>
        serving(app, async (port) => expect((await ask(port)).body).toBe('answer')),
      );
      expect(warnings).toHaveLength(1);
    });

    it('counts once also where the next layer runs when the call stack has unwound, or there is none', async () => {
      const app = createServer();
      app.stack = Array.from({ length: 1_500 }, () => ({
        route: '',
        handle: ((_req, _res, next) => {
          void next();
          void next();
        }) as Layer as never,
      }));
      let ends = 0;
      const warnings = await warningsDuring(async () => {
        const call = app as unknown as (req: object, res: object, out: () => void) => void;
        call({ url: '/' }, {}, () => (ends += 1));
        await tick();
        await tick();
      });
      expect(ends).toBe(1);
      expect(warnings).toHaveLength(1_500);
    });

    it('goes on when it is called while a layer in front is still running', async () => {
      const app = createServer();
      const log: string[] = [];
      let go: Next | undefined;
      app.use(async (_req, _res, next) => {
        await next();
        log.push('over');
      });
      app.use((_req, _res, next) => {
        void next();
        void go?.();
        log.push('front');
      });
      app.use(async (_req, _res, next) => {
        go = next;
        await tick();
        await tick();
        log.push('waiter');
      });
      app.use((_req, res) => {
        log.push('answer');
        res.end();
      });
      await serving(app, async (port) => {
        await ask(port);
        while (log.length < 4) await tick();
      });
      expect(log.slice(0, 2)).toEqual(['answer', 'front']);
      expect(log).toContain('waiter');
    });

    it('may be awaited: it fulfils when the layers behind have called on and fulfilled', async () => {
      const app = createServer();
      const log: string[] = [];
      app.use(async (_req, _res, next) => {
        log.push('1 in');
        await next();
        log.push('1 out');
      });
      app.use((_req, _res, next) => {
        log.push('2 in');
        setImmediate(() => {
          void next();
          log.push('2 out');
        });
      });
      app.use(async (_req, _res, next) => {
        log.push('3 in');
        void next();
        await tick();
        await tick();
        log.push('3 out');
      });
      app.use((_req, res) => {
        log.push('4');
        res.end();
      });
      await serving(app, async (port) => {
        for (let round = 0; round < 2; round += 1) {
          log.length = 0;
          await ask(port);
          while (log.length < 7) await tick();
          expect(log).toEqual(['1 in', '2 in', '3 in', '4', '2 out', '3 out', '1 out']);
        }
      });
    });

    it('fulfils when the response ends, for a layer behind that answers later', async () => {
      const app = createServer();
      let after: boolean | undefined;
      app.use(async (_req, res, next) => {
        await next();
        after = res.writableEnded;
      });
      app.use((_req, res) => void setImmediate(() => res.end()));
      await serving(app, async (port) => {
        await ask(port);
        while (after === undefined) await tick();
      });
      expect(after).toBe(true);
    });

    it('fulfils when the client leaves, and after the final answer', async () => {
      const app = createServer();
      const statuses: number[] = [];
      let arrived!: () => void;
      const arrival = new Promise<void>((resolve) => (arrived = resolve));
      app.use(async (_req, res, next) => {
        await next();
        statuses.push(res.statusCode);
      });
      app.use('/hang', () => arrived());
      await serving(app, async (port) => {
        await ask(port, '/nothing');
        while (statuses.length < 1) await tick();
        const request = http.get({ port, path: '/hang', agent: false });
        request.on('error', () => undefined);
        await arrival;
        request.destroy();
        while (statuses.length < 2) await tick();
      });
      expect(statuses).toEqual([404, 200]);
    });

    it('never rejects: failures behind go to the error layers', async () => {
      const app = createServer();
      const log: string[] = [];
      app.use(async (_req, _res, next) => {
        await next();
        log.push('after');
      });
      app.use(async () => {
        await tick();
        throw new Error('broken');
      });
      const record: ErrorLayer<IncomingMessage, Error> = (err, _req, res, _next) => {
        log.push(err.message);
        res.end();
      };
      app.use(record);
      await serving(app, async (port) => {
        await ask(port);
        while (log.length < 2) await tick();
      });
      expect(log).toEqual(['broken', 'after']);
    });

    it('waits through a mounted app for what is behind it', async () => {
      const app = createServer();
      const sub = createServer();
      const log: string[] = [];
      sub.use(async (_req, _res, next) => {
        await next();
        log.push('sub out');
      });
      app.use(async (_req, _res, next) => {
        await next();
        log.push('out');
      });
      app.use('/sub', sub);
      app.use(async (_req, res) => {
        await tick();
        log.push('answer');
        res.end();
      });
      await serving(app, async (port) => {
        await ask(port, '/sub');
        while (log.length < 3) await tick();
      });
      expect(log[0]).toBe('answer');
      expect(log).toHaveLength(3);
    });
  });

  describe('the wait for a layer that has not called on when it returns', () => {
    // What happens on a response that tells when it closes, and only then, in the order in which it happens.
    const run = async (behind: Layer, close = false): Promise<string[]> => {
      const log: string[] = [];
      const listeners: (() => void)[] = [];
      const res = {
        writableEnded: false,
        once: (_event: string, listener: () => void) => listeners.push(listener),
        end: () => (res.writableEnded = true),
      };
      const app = createServer();
      app.use(async (_req, _res, next) => {
        await next();
        log.push('out');
      });
      app.use(behind);
      app.use(() => void log.push('next layer'));
      const onError: ErrorLayer<IncomingMessage, Error> = (err, _req, _res, _next) => void log.push(err.message);
      app.use(onError);
      const warnings = await warningsDuring(async () => {
        (app as unknown as (...args: unknown[]) => void)({ url: '/' }, res, () => log.push('end'));
        for (let i = 0; i < 6; i += 1) await tick();
        if (close) {
          log.push('close');
          for (const listener of listeners) listener();
        }
      });
      return [...log, ...warnings.map(({ message }) => /answered: Error: (.*)/.exec(message)?.[1] ?? message)];
    };

    it('is over when the layer has answered and fulfilled, before the response closes', async () => {
      const answer: Layer = async (_req, res) => {
        await tick();
        res.end();
      };
      expect(await run(answer)).toEqual(['out']);
      expect(await run((_req, res) => void res.end())).toEqual(['out']);
    });

    it('goes on until the response closes where the layer has fulfilled without an answer', async () => {
      expect(await run(async () => tick())).toEqual([]);
      expect(await run(async () => tick(), true)).toEqual(['close', 'out']);
      expect(await run(() => undefined, true)).toEqual(['close', 'out']);
    });

    it('is for the error layers where the layer fails, and a failure after the answer is reported', async () => {
      const fail: Layer = async () => {
        await tick();
        throw new Error('failed');
      };
      expect(await run(fail, true)).toEqual(['failed', 'close', 'out']);
      const failLate: Layer = async (_req, res) => {
        res.end();
        await tick();
        throw new Error('late');
      };
      expect(await run(failLate)).toEqual(['out', 'late']);
    });

    it('is for what is behind where the layer calls on, and fails only then', async () => {
      const failBehind: Layer = async (_req, _res, next) => {
        await tick();
        void next();
        await tick();
        throw new Error('late');
      };
      expect(await run(failBehind, true)).toEqual(['next layer', 'close', 'out', 'late']);
    });
  });

  describe('the first wait that anybody looks at', () => {
    const fresh = async (): Promise<typeof createServer> => {
      vi.resetModules();
      return (await import('./index.js')).default;
    };

    it('is for everything behind as well', async () => {
      const app = (await fresh())();
      const log: string[] = [];
      for (const name of ['first', 'second', 'third']) {
        app.use(async (_req, _res, next) => {
          const wait = next();
          if (name === 'first') await wait;
          else {
            await tick();
            await tick();
          }
          log.push(name);
        });
      }
      app.use(async (_req, res) => {
        for (let i = 0; i < 5; i += 1) await tick();
        log.push('answer');
        res.end();
      });
      await serving(app, async (port) => {
        await ask(port);
        while (log.length < 4) await tick();
      });
      expect(log).toEqual(['third', 'second', 'answer', 'first']);
    });

    it('is for a layer behind a mounted app that has called on', async () => {
      const create = await fresh();
      const app = create();
      const sub = create();
      const log: string[] = [];
      sub.use(async (_req, _res, next) => {
        await next();
        log.push('sub out');
      });
      app.use('/sub', sub);
      app.use(async (_req, _res, next) => {
        void next();
        for (let i = 0; i < 5; i += 1) await tick();
        log.push('behind');
      });
      app.use((_req, res) => res.end());
      await serving(app, async (port) => {
        await ask(port, '/sub');
        while (log.length < 2) await tick();
      });
      expect(log).toEqual(['behind', 'sub out']);
    });

    it('fulfils, as every later one, when a layer behind has failed late and all behind that one is over', async () => {
      const app = (await fresh())();
      const log: string[] = [];
      app.use(async (_req, _res, next) => {
        await next();
        log.push('out');
      });
      app.use(async (_req, _res, next) => {
        void next();
        throw new Error('late');
      });
      app.use(async (_req, res) => {
        await tick();
        await tick();
        log.push('answer');
        res.end();
      });
      const warnings = await warningsDuring(() =>
        serving(app, async (port) => {
          for (let round = 1; round <= 2; round += 1) {
            await ask(port);
            while (log.length < 2 * round) await tick();
          }
        }),
      );
      expect(log).toEqual(['answer', 'out', 'answer', 'out']);
      expect(warnings).toHaveLength(2);
    });
  });

  describe('depth', () => {
    it('runs 3,000 layers, mounts that match and mounts that do not, with the url that each must see', async () => {
      const app = createServer();
      const seen: unknown[] = [];
      const see: Layer = (req, _res, next) => {
        seen.push(req.url);
        void next();
      };
      app.stack = Array.from({ length: 3_000 }, (_, i) => ({
        route: ['', '/m', '/n'][i % 3] as string,
        handle: see as never,
      }));
      app.use((req, res) => res.end(req.url));
      await serving(app, async (port) => expect((await ask(port, '/m/x')).body).toBe('/m/x'));
      expect(seen).toEqual(Array.from({ length: 2_000 }, (_, i) => (i % 2 ? '/x' : '/m/x')));
    });

    it('runs 1,500 layers that fail one after the other', async () => {
      const app = createServer();
      let count = 0;
      const fail = (_err: unknown, _req: unknown, _res: unknown, _next: unknown): never => {
        count += 1;
        throw new Error(`failure ${count}`);
      };
      app.use(() => {
        throw new Error('first');
      });
      app.stack.push(...Array.from({ length: 1_500 }, () => ({ route: '', handle: fail })));
      await serving(app, async (port) => expect((await ask(port)).body).toContain('failure 1500'));
    });

    it('nests as deep as a usual chain needs: what follows next() runs after what is behind', async () => {
      const app = createServer();
      const log: number[] = [];
      for (let i = 0; i < 500; i += 1) {
        app.use((_req, _res, next) => {
          void next();
          log.push(i);
        });
      }
      app.use((_req, res) => res.end());
      await serving(app, (port) => ask(port));
      expect(log).toEqual(Array.from({ length: 500 }, (_, i) => 499 - i));
    });
  });

  it('takes a result that cannot be looked at for a failure of its layer', async () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('refused');
        },
      },
    );
    const app = createServer();
    app.use('/first', () => hostile);
    app.use('/second', (_req, _res, next) => {
      void next();
      return hostile;
    });
    app.use((_req, res) => res.end('ok'));
    await serving(app, async (port) => {
      expect((await ask(port, '/first')).status).toBe(500);
      expect((await ask(port, '/second')).body).toBe('ok');
      // The count of nested layers is still right: a long stack runs to its end.
      app.stack.unshift(
        ...(Array.from({ length: 20_000 }, () => ({
          route: '',
          handle: (_q: unknown, _s: unknown, next: () => void) => next(),
        })) as never[]),
      );
      expect((await ask(port, '/')).body).toBe('ok');
    });
  });

  it('throws nothing out of a call for a request without a url', async () => {
    const app = createServer();
    const errors: unknown[] = [];
    app.use(() => undefined);
    (app as unknown as (...args: unknown[]) => void)({}, {}, (err: unknown) => errors.push(err));
    await tick();
    expect(errors).toEqual([expect.any(TypeError)]);
  });

  it('answers 500 when the function at the end of the chain throws or rejects', async () => {
    const app = createServer();
    await serving(
      (req, res) =>
        app(req, res, () => {
          throw new Error('out');
        }),
      async (port) => expect((await ask(port)).status).toBe(500),
    );
    await serving(
      (req, res) => app(req, res, () => Promise.reject(new Error('out'))),
      async (port) => expect((await ask(port)).status).toBe(500),
    );
  });
});
