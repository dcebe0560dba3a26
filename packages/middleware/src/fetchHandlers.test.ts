import * as http from 'node:http';
import { describe, expect, it } from 'vitest';
import { ask, exchange, serving } from '../test/serving.js';
import createServer, { fromFetchHandler, requestSignal, toFetchHandler } from './index.js';

describe('fromFetchHandler', () => {
  it('gives the handler a Request and sends its Response', async () => {
    const app = createServer();
    app.use(
      '/api',
      fromFetchHandler(async (request) => {
        const headers = new Headers({ 'x-url': request.url, 'x-name': request.headers.get('x-name') ?? '' });
        headers.append('set-cookie', 'a=1');
        headers.append('set-cookie', 'b=2');
        return new Response(`${request.method} ${await request.text()}`, { status: 201, headers });
      }),
    );
    await serving(app, async (port) => {
      const answer = await ask(port, '/api/x?y', { method: 'PUT', body: 'body', headers: { 'x-name': 'ann' } });
      expect(answer).toMatchObject({ status: 201, body: 'PUT body' });
      expect(answer.headers).toMatchObject({
        'x-url': `http://localhost:${port}/x?y`,
        'x-name': 'ann',
        'set-cookie': ['a=1', 'b=2'],
      });
    });
  });

  it('goes on when the handler returns nothing, and fails when it fails', async () => {
    const app = createServer();
    app.use(
      '/skip',
      fromFetchHandler(() => undefined),
    );
    app.use(
      '/fail',
      fromFetchHandler(() => Promise.reject(Object.assign(new Error('no'), { status: 418 }))),
    );
    app.use((_req, res) => res.end('next'));
    await serving(app, async (port) => {
      expect((await ask(port, '/skip')).body).toBe('next');
      expect((await ask(port, '/fail')).status).toBe(418);
    });
  });

  it('sends no body for HEAD and 204', async () => {
    const app = createServer().use(
      fromFetchHandler((request) =>
        request.method === 'HEAD' ? new Response('text') : new Response(null, { status: 204 }),
      ),
    );
    await serving(app, async (port) => {
      expect(await ask(port, '/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
      expect(await ask(port)).toMatchObject({ status: 204, body: '' });
    });
  });

  it('streams a large body and cuts one that fails half-way', async () => {
    const app = createServer();
    const stream = (chunks: number, fail: boolean): ReadableStream =>
      new ReadableStream({
        pull(controller) {
          chunks -= 1;
          if (chunks >= 0) controller.enqueue(new Uint8Array(100_000));
          else if (fail) controller.error(new Error('broken'));
          else controller.close();
        },
      });
    app.use(
      '/whole',
      fromFetchHandler(() => new Response(stream(100, false))),
    );
    app.use(
      '/half',
      fromFetchHandler(() => new Response(stream(3, true))),
    );
    await serving(app, async (port) => {
      expect((await ask(port, '/whole')).body).toHaveLength(10_000_000);
      await expect(ask(port, '/half')).rejects.toThrow();
    });
  });

  it('cancels the body and aborts the signal when the client leaves', async () => {
    const app = createServer();
    let signal!: AbortSignal;
    const cancelled = new Promise((resolve) => {
      app.use(
        fromFetchHandler((request) => {
          ({ signal } = request);
          const body = new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(1_000_000)),
            cancel: resolve,
          });
          return new Response(body);
        }),
      );
    });
    await serving(app, async (port) => {
      const request = http.get({ port, agent: false }, (res) => {
        res.on('error', () => undefined);
        res.once('data', () => request.destroy());
      });
      request.on('error', () => undefined);
      await cancelled;
    });
    expect(signal.aborted).toBe(true);
  });

  it.each(['/x/../secret', '/x/%2e%2e/secret', '/x\\..\\secret', 'foo://h'])(
    'answers 400 to %s, which a URL would rewrite',
    async (target) => {
      const app = createServer().use(fromFetchHandler((request) => new Response(request.url)));
      await serving(app, async (port) => {
        const text = await exchange(port, `GET ${target} HTTP/1.1\r\nHost: h/y\r\nConnection: close\r\n\r\n`);
        expect(text).toMatch(/^HTTP\/1.1 400 /);
      });
    },
  );

  it('sends the status text of a Response, and the name of its status where there is none', async () => {
    const app = createServer();
    app.use(
      '/named',
      fromFetchHandler(() => new Response('x', { status: 404, statusText: 'Gone Fishing' })),
    );
    app.use(fromFetchHandler(() => new Response('x', { status: 404 })));
    await serving(app, async (port) => {
      expect((await ask(port, '/named')).statusMessage).toBe('Gone Fishing');
      expect((await ask(port, '/x')).statusMessage).toBe('Not Found');
    });
  });

  it.each(['/x/..', '/x/.', '/%2E%2e', '/x/%2e'])(
    'answers 400 to %s, which a URL would make another path',
    async (path) => {
      const app = createServer().use(fromFetchHandler(({ url }) => new Response(url)));
      await serving(app, async (port) => {
        const { status, body } = await ask(port, path);
        expect(status).toBe(400);
        expect(body).toContain('fromFetchHandler: the target is malformed');
      });
    },
  );

  it('takes the host from the header and never from the path', async () => {
    const app = createServer().use(fromFetchHandler((request) => new Response(request.url)));
    await serving(app, async (port) => {
      expect((await ask(port, '//evil/x', { headers: { host: 'good' } })).body).toBe('http://good//evil/x');
      expect((await ask(port, '/', { headers: { host: 'a/b?' } })).status).toBe(400);
    });
  });
});

describe('toFetchHandler', () => {
  it('answers a Request through the chain', async () => {
    const app = createServer();
    app.use('/echo', async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      res.statusCode = 202;
      res.setHeader('set-cookie', ['a=1', 'b=2']);
      res.end(`${req.method} ${req.url} ${req.headers.host} ${Buffer.concat(chunks).toString()}`);
    });
    const handle = toFetchHandler(app);
    const response = await handle(new Request('http://example.test/echo/x?y', { method: 'POST', body: 'text' }));
    expect(response.status).toBe(202);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('POST /x?y example.test text');
    expect((await handle(new Request('http://h/none'))).status).toBe(404);
    expect(await (await handle(new Request('http://h/echo', { method: 'HEAD' }))).text()).toBe('');
  });

  it('tells the scheme as TLS sockets do', async () => {
    const app = createServer().use((req, res) => res.end(String((req.socket as { encrypted?: boolean }).encrypted)));
    expect(await (await toFetchHandler(app)(new Request('https://h/'))).text()).toBe('true');
  });

  it('streams large bodies both ways', async () => {
    const app = createServer().use((req, res) => req.pipe(res));
    const body = new Uint8Array(5_000_000).fill(7);
    const response = await toFetchHandler(app)(new Request('http://h/', { method: 'POST', body }));
    expect((await response.arrayBuffer()).byteLength).toBe(body.length);
  });

  it('is a client that leaves when the request is aborted', async () => {
    const app = createServer();
    const signal = new Promise<AbortSignal>((resolve) => {
      app.use((req, res) => resolve(requestSignal(req, res)));
    });
    const controller = new AbortController();
    const answer = toFetchHandler(app)(new Request('http://h/', { signal: controller.signal }));
    const failure = expect(answer).rejects.toThrow('enough');
    const inner = await signal;
    const aborted = new Promise((resolve) => inner.addEventListener('abort', resolve));
    controller.abort(new Error('enough'));
    await failure;
    await aborted;
  });

  it('fails the body when the chain cuts its answer', async () => {
    const app = createServer().use(async (_req, res) => {
      res.write('half');
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('broken');
    });
    const response = await toFetchHandler(app)(new Request('http://h/'));
    await expect(response.text()).rejects.toThrow();
  });

  it('comes back through fromFetchHandler', async () => {
    const inner = createServer().use((req, res) => res.end(`inner ${req.url}`));
    const outer = createServer().use('/in', fromFetchHandler(toFetchHandler(inner)));
    await serving(outer, async (port) => expect((await ask(port, '/in/x')).body).toBe('inner /x'));
  });
});
