// What is sent when no layer answers, and how little of it a hostile error or client can decide.
import { AsyncLocalStorage } from 'node:async_hooks';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import createServer, { type Layer } from '../src/index.js';
import { ask, exchange, serving, warningsDuring } from './serving.js';

const failing = (error: unknown): ReturnType<typeof createServer> =>
  createServer().use((_req, _res, next) => void next(error));

describe('the final handler', () => {
  it('answers 404 with the escaped path', async () => {
    await serving(createServer(), async (port) => {
      const answer = await ask(port, '/<b>?q=<i>');
      expect(answer).toMatchObject({ status: 404, statusMessage: 'Not Found' });
      expect(answer.body).toContain('<pre>Cannot GET /%3Cb%3E</pre>');
      expect(answer.headers).toMatchObject({
        'content-security-policy': "default-src 'none'",
        'x-content-type-options': 'nosniff',
        'content-type': 'text/html; charset=utf-8',
        'content-length': String(Buffer.byteLength(answer.body)),
      });
    });
  });

  it('sends no body for HEAD', async () => {
    await serving(createServer(), async (port) => {
      const answer = await ask(port, '/', { method: 'HEAD' });
      expect(answer.body).toBe('');
      expect(Number(answer.headers['content-length'])).toBeGreaterThan(0);
    });
  });

  it('takes status and own headers of an error', async () => {
    const headers = Object.assign(Object.create({ inherited: 'no' }) as object, { 'retry-after': '5', bad: 'a\r\nb' });
    await serving(failing({ status: 503, headers }), async (port) => {
      const answer = await ask(port);
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
      expect(answer.headers).not.toHaveProperty('inherited');
      expect(answer.headers).not.toHaveProperty('bad');
    });
  });

  it.each([
    ['a null prototype', Object.create(null)],
    [
      'getters that throw',
      {
        get status() {
          throw new Error('status');
        },
        get stack() {
          throw new Error('stack');
        },
        get headers() {
          throw new Error('headers');
        },
      },
    ],
    [
      'a toString that throws',
      {
        toString() {
          throw new Error('toString');
        },
      },
    ],
    ['a symbol', Symbol('error')],
    [
      'a proxy that refuses everything',
      new Proxy(
        {},
        {
          get() {
            throw new Error('refused');
          },
        },
      ),
    ],
    ['a stack that is no string', { stack: { toString: () => 5 } }],
    ['headers that refuse', { status: 400, headers: new Proxy({}, { ownKeys: () => ['a'] }) }],
  ])('survives an error with %s', async (_name, error) => {
    await serving(failing(error), async (port) => {
      expect((await ask(port)).status).toBeGreaterThanOrEqual(400);
    });
  });

  it.each(['development', 'production'])('logs a hostile error and hides what it must in %s', async (env) => {
    vi.stubEnv('NODE_ENV', env);
    vi.resetModules();
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      const { default: create } = await import('../src/index.js');
      const app = create();
      const secret: Layer = () => {
        throw new Error('the password is 1234 <script>');
      };
      app.use('/secret', secret);
      app.use((_req, _res, next) => void next(Object.create(null)));
      await serving(app, async (port) => {
        const { body } = await ask(port, '/secret');
        const shown = env === 'production' ? '<pre>Internal Server Error</pre>' : 'is 1234 &lt;script&gt;';
        expect(body).toContain(shown);
        expect((await ask(port)).status).toBe(500);
      });
      await vi.waitFor(() => expect(logged.mock.calls).toHaveLength(2));
    } finally {
      logged.mockRestore();
      vi.unstubAllEnvs();
      vi.resetModules();
    }
  });

  it('does not cut an answer that is finished when an error comes', async () => {
    const body = Buffer.alloc(20_000_000, 'x');
    const app = createServer().use((_req, res, next) => {
      res.end(body);
      void next(new Error('late'));
    });
    await serving(app, async (port) => {
      expect((await ask(port)).body).toHaveLength(body.length);
    });
  });

  it('cuts an answer that is under way when an error comes, so that it does not look whole', async () => {
    const app = createServer().use(async (_req, res) => {
      res.write('half');
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('broken');
    });
    await serving(app, async (port) => {
      await expect(ask(port)).rejects.toThrow();
    });
  });

  it('lets the rest of a request body through before it answers', async () => {
    await serving(createServer(), async (port) => {
      const answer = await ask(port, '/', { method: 'POST', body: Buffer.alloc(1_000_000) });
      expect(answer).toMatchObject({ status: 404, headers: { connection: 'close' } });
    });
  });

  it('answers with Connection: close when a body does not end in time', async () => {
    const seen: number[] = [];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await serving(createServer(), async (port, server) => {
        const response = new Promise<string>((resolve) => {
          let text = '';
          const socket = connect(port, '127.0.0.1');
          socket.on('data', (chunk) => (text += chunk.toString()));
          socket.on('close', () => resolve(text));
          socket.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nslow');
        });
        await new Promise((resolve) => server.once('request', resolve));
        for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
        vi.advanceTimersByTime(5_000);
        const text = await response;
        expect(text).toMatch(/^HTTP\/1.1 404 /);
        expect(text).toMatch(/connection: close/i);
        seen.push(1);
      });
    } finally {
      vi.useRealTimers();
    }
    expect(seen).toHaveLength(1);
  });

  it('answers the forms that a target may have', async () => {
    const app = createServer();
    app.use('/p', (req, res) => res.end(`${req.url} of ${req.originalUrl}`));
    const target = async (port: number, form: string): Promise<string> =>
      (await exchange(port, `GET ${form} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)).split('\r\n\r\n')[1] ?? '';
    await serving(app, async (port) => {
      expect(await target(port, 'http://h/p/x?y')).toBe('http://h/x?y of http://h/p/x?y');
      expect(await target(port, '/P')).toBe('/ of /P');
      expect(await target(port, '/p?x')).toBe('/?x of /p?x');
      expect(await target(port, '/p.json')).toBe('/.json of /p.json');
      expect(await target(port, '/p/http://h/p')).toBe('/http://h/p of /p/http://h/p');
      expect(await target(port, '/?x=://h/p')).toContain('Cannot GET /');
      expect(await target(port, '//p')).toContain('Cannot GET //p');
      expect(await target(port, '/ps')).toContain('Cannot GET /ps');
      expect(await target(port, 'http://h?/p')).toContain('Cannot GET /');
    });
  });
});

describe('HTTP/2', () => {
  it('answers without a warning, and cuts only the stream of an unfinished answer', async () => {
    const app = createServer();
    app.use('/ok', (_req, res) => res.end('ok'));
    app.use('/cut', async (_req, res) => {
      res.write('half');
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('broken');
    });
    app.use('/fail', () => {
      throw Object.assign(new Error('fails'), { status: 418 });
    });
    const server = http2.createServer(app as never);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const get = (path: string): Promise<{ status: unknown; body: string }> =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ':path': path });
        let status: unknown;
        let body = '';
        stream.on('response', (headers) => (status = headers[':status']));
        stream.on('data', (chunk: Buffer) => (body += chunk.toString()));
        stream.on('error', reject);
        stream.on('end', () => resolve({ status, body }));
      });
    const warnings = await warningsDuring(async () => {
      expect(await get('/ok')).toEqual({ status: 200, body: 'ok' });
      await expect(get('/cut')).rejects.toThrow(/INTERNAL_ERROR/);
      expect((await get('/none')).status).toBe(404);
      expect((await get('/fail')).status).toBe(418);
    });
    expect(warnings).toEqual([]);
    session.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('the asynchronous context', () => {
  it('is kept when next is called from an event of the request', async () => {
    const store = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const app = createServer();
    app.use((_req, _res, next) => void store.run('mine', next));
    app.use((req, _res, next) => {
      req.resume();
      req.on('end', () => void next());
    });
    app.use((_req, _res, next) => void setImmediate(() => void next()));
    app.use((req, _res, next) => {
      seen.push(store.getStore());
      void store.run('inner', () => void Promise.resolve().then(() => next()));
      void req;
    });
    app.use((_req, res) => {
      seen.push(store.getStore());
      res.end();
    });
    await serving(app, (port) => ask(port, '/', { method: 'POST', body: 'text' }));
    expect(seen).toEqual(['mine', 'inner']);
  });

  it('is kept below the depth at which the call stack is unwound', async () => {
    const store = new AsyncLocalStorage<number>();
    const app = createServer();
    for (let i = 0; i < 3_000; i += 1) app.use((_req, _res, next) => void store.run(i, next));
    app.use((_req, res) => res.end(String(store.getStore())));
    await serving(app, async (port) => expect((await ask(port)).body).toBe('2999'));
  });
});

it('touches no global', async () => {
  const before = [globalThis.Request, globalThis.Response, globalThis.fetch, http.IncomingMessage.prototype.emit];
  await serving(failing(new Error('x')), (port) => ask(port));
  expect([globalThis.Request, globalThis.Response, globalThis.fetch, http.IncomingMessage.prototype.emit]).toEqual(
    before,
  );
});

it('pollutes no prototype with what a client or an error says', async () => {
  await serving(
    failing({ status: 400, headers: JSON.parse('{"__proto__":{"polluted":"yes"}}') as object }),
    async (port) => {
      await ask(port, '/__proto__/polluted');
      expect(({} as { polluted?: string }).polluted).toBeUndefined();
    },
  );
});
