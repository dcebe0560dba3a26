// Middlewares from npm, as they are, each doing its own job over real HTTP.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import createServer, {
  close,
  type ErrorLayer,
  type Layer,
  rejectAmbiguousTargets,
  type Server,
} from '@sluice/middleware';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const require = createRequire(import.meta.url);
type Maker = (...options: unknown[]) => Layer;
const load = (name: string): Maker => {
  const loaded = require(name) as Maker | { readonly default: Maker; readonly call?: never };
  return typeof loaded === 'function' ? loaded : loaded.default;
};
/** What older middlewares leave on the request. */
interface Extras {
  body?: Record<string, string>;
  session?: Record<string, unknown>;
  cookies?: Record<string, string>;
  signedCookies?: Record<string, string>;
  user?: { name: string };
  files?: { originalname: string; buffer: Buffer }[];
  timedout?: boolean;
  vhost?: { 0: string };
}
const extras = (req: http.IncomingMessage): Extras => req as Extras;

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
  text: string;
}

const servers: http.Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => close(server, { timeout: 0 })));
});

async function serve(
  app: Server,
): Promise<(path: string, options?: http.RequestOptions, body?: string | Buffer) => Promise<Answer>> {
  const server = app.listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return (path, options = {}, body) =>
    new Promise((resolve, reject) => {
      const request = http.request({ port, path, agent: false, ...options }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => {
          const whole = Buffer.concat(chunks);
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body: whole, text: whole.toString() });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
}

const chain = (...layers: Layer[]): Server => {
  const app = createServer();
  for (const layer of layers) app.use(layer);
  return app;
};
const json: Layer = (req, res) => res.end(JSON.stringify(extras(req).body ?? null));
const cookieOf = ({ headers }: Answer): string =>
  (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-middlewares-'));
  writeFileSync(join(folder, 'page.txt'), 'a file that is served');
  writeFileSync(join(folder, 'index.html'), '<h1>index</h1>');
  writeFileSync(join(folder, 'favicon.ico'), Buffer.alloc(64, 1));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('middlewares from npm', () => {
  it('helmet sets its headers', async () => {
    const ask = await serve(chain(load('helmet')(), (_req, res) => res.end('ok')));
    const { headers } = await ask('/');
    expect(headers).toMatchObject({ 'x-frame-options': 'SAMEORIGIN', 'strict-transport-security': expect.any(String) });
  });

  it('compression compresses, behind an async layer too', async () => {
    const text = 'compress me '.repeat(1_000);
    const app = chain(load('compression')({ threshold: 0 }), async (_req, res) => {
      await Promise.resolve();
      res.setHeader('content-type', 'text/plain');
      res.end(text);
    });
    const ask = await serve(app);
    const answer = await ask('/', { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(answer.body).toString()).toBe(text);
  });

  it('morgan logs the original url and the status of what follows', async () => {
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    const app = chain(load('morgan')(':method :url :status', { stream }));
    app.use('/shop', (_req, res) => {
      res.statusCode = 201;
      res.end();
    });
    const ask = await serve(app);
    await ask('/shop/item?x');
    await ask('/none');
    await expect.poll(() => lines).toEqual(['GET /shop/item?x 201\n', 'GET /none 404\n']);
  });

  it('cors answers a preflight and marks other answers', async () => {
    const ask = await serve(chain(load('cors')({ origin: 'http://a.test' }), (_req, res) => res.end('ok')));
    const preflight = await ask('/', {
      method: 'OPTIONS',
      headers: { origin: 'http://a.test', 'access-control-request-method': 'PUT' },
    });
    expect(preflight).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-methods': expect.stringContaining('PUT') },
    });
    expect((await ask('/')).headers['access-control-allow-origin']).toBe('http://a.test');
  });

  it('body-parser reads JSON and forms, and its errors keep their status', async () => {
    const parser = require('body-parser') as Record<'json' | 'urlencoded', Maker>;
    const ask = await serve(chain(parser.json(), parser.urlencoded({ extended: false }), json));
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
    expect((await ask('/', post, '{"a":"1"}')).text).toBe('{"a":"1"}');
    const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect((await ask('/', form, 'a=2')).text).toBe('{"a":"2"}');
    expect((await ask('/', post, '{broken')).status).toBe(400);
    expect((await ask('/', post, JSON.stringify({ a: 'x'.repeat(200_000) }))).status).toBe(413);
  });

  it('cookie-session keeps a session in a signed cookie', async () => {
    const app = chain(load('cookie-session')({ keys: ['secret'] }), (req, res) => {
      const session = extras(req).session as { visits?: number };
      session.visits = (session.visits ?? 0) + 1;
      res.end(String(session.visits));
    });
    const ask = await serve(app);
    const first = await ask('/');
    expect(first.text).toBe('1');
    expect((await ask('/', { headers: { cookie: cookieOf(first) } })).text).toBe('2');
  });

  it('express-session keeps a session in its store', async () => {
    const session = load('express-session')({ secret: 's', resave: false, saveUninitialized: true });
    const app = chain(session, (req, res) => {
      const kept = extras(req).session as { visits?: number };
      kept.visits = (kept.visits ?? 0) + 1;
      res.end(String(kept.visits));
    });
    const ask = await serve(app);
    const first = await ask('/');
    expect((await ask('/', { headers: { cookie: cookieOf(first) } })).text).toBe('2');
  });

  it('cookie-parser parses plain and signed cookies', async () => {
    const app = chain(load('cookie-parser')('secret'), (req, res) => res.end(JSON.stringify(extras(req).cookies)));
    expect((await (await serve(app))('/', { headers: { cookie: 'a=1; b=2' } })).text).toBe('{"a":"1","b":"2"}');
  });

  it('serve-static serves files under a mount, and hands on what it has not', async () => {
    const app = createServer().use('/files', load('serve-static')(folder));
    const ask = await serve(app.use((_req, res) => res.end('fallback')));
    expect(await ask('/files/page.txt')).toMatchObject({ status: 200, text: 'a file that is served' });
    expect((await ask('/files/none.txt')).text).toBe('fallback');
    expect(await ask('/files')).toMatchObject({ status: 301, headers: { location: '/files/' } });
    expect((await ask('/files/page.txt', { headers: { range: 'bytes=2-5' } })).text).toBe('file');
  });

  it('sirv serves files', async () => {
    const ask = await serve(createServer().use('/files', load('sirv')(folder, { dev: true })));
    expect((await ask('/files/page.txt')).text).toBe('a file that is served');
    expect((await ask('/files/none.txt')).status).toBe(404);
  });

  it('serve-index lists a folder', async () => {
    const ask = await serve(createServer().use('/list', load('serve-index')(folder)));
    expect((await ask('/list/', { headers: { accept: 'application/json' } })).text).toContain('page.txt');
  });

  it('serve-favicon serves the icon', async () => {
    const ask = await serve(chain(load('serve-favicon')(join(folder, 'favicon.ico'))));
    expect(await ask('/favicon.ico')).toMatchObject({ status: 200, headers: { 'content-type': 'image/x-icon' } });
    expect((await ask('/')).status).toBe(404);
  });

  it('http-proxy-middleware forwards to another server, with the url of its mount', async () => {
    const target = http.createServer((req, res) => res.end(`target ${req.url}`));
    servers.push(target);
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const { createProxyMiddleware } = require('http-proxy-middleware') as { createProxyMiddleware: Maker };
    const proxy = createProxyMiddleware({ target: `http://127.0.0.1:${(target.address() as AddressInfo).port}` });
    const ask = await serve(createServer().use('/api', proxy));
    expect((await ask('/api/users?x')).text).toBe('target /users?x');
  });

  it('multer takes uploads', async () => {
    const multer = require('multer') as (options?: object) => { any: () => Layer };
    const app = chain(multer().any(), (req, res) => {
      const [file] = extras(req).files ?? [];
      res.end(`${file?.originalname} ${file?.buffer.toString()}`);
    });
    const body = '--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nuploaded\r\n--x--\r\n';
    const ask = await serve(app);
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    expect((await ask('/', { method: 'POST', headers }, body)).text).toBe('a.txt uploaded');
  });

  it('passport authenticates with a strategy', async () => {
    const { Passport } = require('passport') as {
      Passport: new () => {
        use: (s: unknown) => void;
        initialize: () => Layer;
        authenticate: (name: string, options: object) => Layer;
      };
    };
    type Verify = (name: string, password: string, done: (error: unknown, user: unknown) => void) => void;
    const { Strategy } = require('passport-local') as { Strategy: new (verify: Verify) => unknown };
    const passport = new Passport();
    passport.use(new Strategy((name, password, done) => done(null, password === 'right' && { name })));
    const parser = require('body-parser') as Record<'json', Maker>;
    const app = chain(
      parser.json(),
      passport.initialize(),
      passport.authenticate('local', { session: false }),
      (req, res) => res.end(extras(req).user?.name),
    );
    const ask = await serve(app);
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
    expect((await ask('/', post, '{"username":"ann","password":"right"}')).text).toBe('ann');
    expect((await ask('/', post, '{"username":"ann","password":"wrong"}')).status).toBe(401);
  });

  it('method-override changes the method', async () => {
    const ask = await serve(chain(load('method-override')(), (req, res) => res.end(req.method)));
    expect((await ask('/', { method: 'POST', headers: { 'x-http-method-override': 'DELETE' } })).text).toBe('DELETE');
  });

  it('response-time measures what follows', async () => {
    const ask = await serve(chain(load('response-time')(), (_req, res) => res.end()));
    expect((await ask('/')).headers['x-response-time']).toMatch(/^[\d.]+ms$/);
  });

  it('errorhandler shows the error of an async layer', async () => {
    const app = createServer();
    app.use(async () => {
      await Promise.resolve();
      throw Object.assign(new Error('shown'), { status: 418 });
    });
    app.use(load('errorhandler')({ log: false }) as unknown as ErrorLayer);
    const answer = await (await serve(app))('/', { headers: { accept: 'application/json' } });
    expect(answer.status).toBe(418);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { message: 'shown' } });
  });

  it('connect-timeout ends a request that takes too long', async () => {
    const ask = await serve(chain(load('connect-timeout')('10ms'), () => undefined));
    expect((await ask('/')).status).toBe(503);
  });

  it('connect-history-api-fallback rewrites navigation to the index', async () => {
    const app = chain(load('connect-history-api-fallback')(), load('serve-static')(folder));
    const answer = await (await serve(app))('/some/page', { headers: { accept: 'text/html' } });
    expect(answer.text).toBe('<h1>index</h1>');
  });

  it('express-rate-limit refuses the third request', async () => {
    const limit = load('express-rate-limit')({
      limit: 2,
      windowMs: 60_000,
      validate: false,
      keyGenerator: () => 'everybody',
      handler: (_req: unknown, res: http.ServerResponse) => {
        res.statusCode = 429;
        res.end();
      },
    });
    const ask = await serve(chain(limit, (_req, res) => res.end()));
    expect([(await ask('/')).status, (await ask('/')).status, (await ask('/')).status]).toEqual([200, 200, 429]);
  });

  it('vhost sends hosts to their apps', async () => {
    const inner = chain((req, res) => res.end(`host ${extras(req).vhost?.[0]}`));
    const ask = await serve(chain(load('vhost')('*.example.test', inner), (_req, res) => res.end('other')));
    expect((await ask('/', { headers: { host: 'a.example.test' } })).text).toBe('host a');
    expect((await ask('/', { headers: { host: 'b.test' } })).text).toBe('other');
  });

  it('an Express 5 app and router are mounted as they are, and their errors come back', async () => {
    const express = require('express') as Maker & { Router: Maker };
    type Router = Layer & { get: (path: string, handler: (...args: never[]) => unknown) => void };
    const inner = express() as unknown as Router & { handle: Layer };
    inner.get('/user/:id', (req: { params: { id: string }; baseUrl: string }, res: { json: (body: unknown) => void }) =>
      res.json(req.params),
    );
    inner.get('/fail', () => Promise.reject(Object.assign(new Error('inside'), { status: 409 })));
    const app = createServer().use('/express', inner);
    const conflict: ErrorLayer<http.IncomingMessage, Error & { status: number }> = (err, _req, res, _next) => {
      res.statusCode = err.status;
      res.end(`outer ${err.message}`);
    };
    app.use(conflict);
    const ask = await serve(app);
    expect((await ask('/express/user/7')).text).toBe('{"id":"7"}');
    expect(await ask('/express/fail')).toMatchObject({ status: 409, text: 'outer inside' });
    expect((await ask('/express/none')).status).toBe(404);
  });

  it('connect from npm is mounted in ours, and ours in it', async () => {
    const connect = require('connect') as () => Server;
    const inner = connect().use((req, res) => res.end(`connect ${req.url}`));
    const outer = connect();
    outer.use('/ours', createServer().use('/theirs', inner));
    expect((await (await serve(outer as never))('/ours/theirs/x')).text).toBe('connect /x');
  });
});

describe('a guard on a path, in front of a file server that decodes', () => {
  const targets = ['/%73ecret/f.txt', '//secret/f.txt', '/./secret/f.txt', '/x/../secret/f.txt', '/secret%2Ff.txt'];
  const absolute = ['http://h//secret/f.txt', 'http://h/%73ecret/f.txt'];

  it('sees the file served past it, unless ambiguous targets are rejected', async () => {
    mkdirSync(join(folder, 'secret'), { recursive: true });
    writeFileSync(join(folder, 'secret/f.txt'), 'secret');
    const guarded = (...first: Layer[]): Server => {
      const app = chain(...first);
      app.use('/secret', (_req, res) => {
        res.statusCode = 401;
        res.end();
      });
      return app.use(load('serve-static')(folder));
    };
    const open = await serve(guarded());
    const safe = await serve(guarded(rejectAmbiguousTargets()));
    for (const path of ['/secret/f.txt', '/SECRET/f.txt', 'http://h/secret/f.txt']) {
      expect((await open(path)).status).toBe(401);
      expect((await safe(path)).status).toBe(401);
    }
    // As in connect: mounts compare the raw path.
    const passed = await Promise.all([...targets, ...absolute].map(async (path) => (await open(path)).text));
    expect(passed).toContain('secret');
    for (const path of [...targets, ...absolute]) expect((await safe(path)).status).toBe(400);
    expect((await safe('/page.txt')).text).toBe('a file that is served');
  });
});

describe('the Vite dev server', () => {
  it('works in the chain, and its middlewares are a chain that takes ours', async () => {
    writeFileSync(join(folder, 'main.ts'), 'export const answer: number = 42;');
    const { createServer: createVite } = await import('vite');
    const vite = await createVite({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      server: { middlewareMode: true, hmr: false, ws: false, watch: null },
      optimizeDeps: { noDiscovery: true },
      appType: 'spa',
    });
    try {
      const app = createServer();
      app.use('/api', async (_req, res) => {
        await Promise.resolve();
        res.end('api');
      });
      app.use(vite.middlewares as never);
      const ask = await serve(app);
      expect((await ask('/api')).text).toBe('api');
      const script = await ask('/main.ts');
      expect(script.headers['content-type']).toContain('javascript');
      expect(script.text).toContain('const answer = 42');
      expect((await ask('/', { headers: { accept: 'text/html' } })).text).toContain('<h1>index</h1>');
    } finally {
      await vite.close();
    }
  });
});
