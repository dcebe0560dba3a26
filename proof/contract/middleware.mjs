// @ts-nocheck -- the packages are used here as plain JavaScript does
import assert from 'node:assert/strict';
import * as http from 'node:http';
import * as middleware from '@sluice/middleware';

const { createServer, close, compose, requestSignal, fromFetchHandler, toFetchHandler, toUpgradeListener } = middleware;

/** Serves the app while `visit` runs. */
async function serving(app, visit) {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await visit(server.address().port, server);
  } finally {
    await close(server, { timeout: 1000 });
  }
}
const get = (port, path = '/', options = {}) =>
  new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
    });
    request.on('error', reject);
  });

export const name = 'middleware';
export const module = middleware;

export const uses = {
  default: () => assert.equal(middleware.default, createServer),
  close: async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    assert.equal(await close(server), 0);
    assert.equal(server.listening, false);
  },
  compose: async () => {
    const log = [];
    const app = compose([
      async (context, next) => {
        log.push('in');
        await next();
        log.push('out');
      },
      () => log.push('inner'),
    ]);
    await app({});
    assert.deepEqual(log, ['in', 'inner', 'out']);
  },
  createServer: async () => {
    const app = createServer().use('/hello', (req, res) => res.end(`hello ${req.url}`));
    assert.equal(await serving(app, async (port) => (await get(port, '/hello/you')).body), 'hello /you');
  },
  fromFetchHandler: async () => {
    const app = createServer().use(fromFetchHandler((request) => new Response(new URL(request.url).pathname)));
    assert.equal(await serving(app, async (port) => (await get(port, '/path')).body), '/path');
  },
  rejectAmbiguousTargets: async () => {
    const app = createServer()
      .use(middleware.rejectAmbiguousTargets())
      .use((req, res) => res.end('in'));
    const statuses = await serving(app, async (port) => [
      (await get(port, '/a//b')).status,
      (await get(port, '/%2e%2e/b')).status,
      (await get(port, '/a/b')).status,
    ]);
    assert.deepEqual(statuses, [400, 400, 200]);
  },
  requestSignal: async () => {
    let signal;
    const left = new Promise((resolve) => {
      const app = createServer().use((req, res) => {
        signal = requestSignal(req, res);
        signal.addEventListener('abort', () => resolve(signal.reason));
        res.write('begin');
      });
      void serving(
        app,
        (port) =>
          new Promise((done) => {
            const request = http.get({ host: '127.0.0.1', port, agent: false }, (response) => {
              response.once('data', () => {
                request.destroy();
                setTimeout(done, 50);
              });
              response.on('error', () => {});
            });
            request.on('error', () => {});
          }),
      );
    });
    assert.equal((await left).name, 'AbortError');
  },
  toFetchHandler: async () => {
    const handle = toFetchHandler(createServer().use((req, res) => res.end(`asked for ${req.url}`)));
    const response = await handle(new Request('http://localhost/page'));
    assert.equal(await response.text(), 'asked for /page');
  },
  toUpgradeListener: () => assert.equal(typeof toUpgradeListener(createServer(), () => {}), 'function'),
};

export const checks = {
  'a rejected layer, and one that throws a falsy value, end in the error page and not in a hang': async () => {
    const errors = [];
    const log = console.error;
    console.error = (error) => errors.push(error);
    try {
      for (const reason of [new Error('no'), undefined]) {
        const app = createServer().use(async () => Promise.reject(reason));
        assert.equal(await serving(app, async (port) => (await get(port)).status), 500);
      }
    } finally {
      console.error = log;
    }
  },
  'an error layer has four parameters; next() clears the error': async () => {
    const app = createServer()
      .use((req, res, next) => next(new Error('first')))
      .use((error, req, res, next) => {
        res.setHeader('x-error', error.message);
        next();
      })
      .use((req, res) => res.end('went on'));
    const { body, headers } = await serving(app, (port) => get(port));
    assert.deepEqual([body, headers['x-error']], ['went on', 'first']);
  },
  'a mount sees its own part of the url, which is restored behind it': async () => {
    const seen = [];
    const inner = createServer().use((req, res, next) => {
      seen.push(req.url, req.originalUrl);
      next();
    });
    const app = createServer()
      .use('/blog', inner)
      .use((req, res) => {
        seen.push(req.url);
        res.end();
      });
    await serving(app, (port) => get(port, '/blog/post?x=1'));
    assert.deepEqual(seen, ['/post?x=1', '/blog/post?x=1', '/blog/post?x=1']);
  },
  'the stack is public and live': async () => {
    const app = createServer().use(function named(req, res) {
      res.end('old');
    });
    const layer = app.stack.find(({ handle }) => handle.name === 'named');
    layer.handle = (req, res) => res.end('new');
    assert.equal(await serving(app, async (port) => (await get(port)).body), 'new');
  },
  'nobody answers: 404 with the path, escaped': async () => {
    const { status, body } = await serving(createServer(), (port) => get(port, '/<script>'));
    assert.equal(status, 404);
    assert.equal(body.includes('<script>'), false);
  },
  'ten thousand synchronous layers do not overflow the stack': async () => {
    const app = createServer();
    for (let i = 0; i < 10_000; i += 1) app.use((req, res, next) => next());
    app.use((req, res) => res.end('end'));
    assert.equal(await serving(app, async (port) => (await get(port)).body), 'end');
  },
};
