import * as http from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { exchange, serving } from '../test/serving.js';
import createServer, { type Accept, type IncomingMessage, type Layer, toUpgradeListener } from './index.js';

const request = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\nCookie: user=ann\r\n\r\n`;

function serverFor(accept: Accept): http.Server {
  const app = createServer();
  const session: Layer = (req, _res, next) => {
    Object.assign(req, { user: req.headers.cookie });
    void next();
  };
  app.use(session);
  app.use('/private', (_req, res) => {
    res.statusCode = 401;
    res.end('who are you?');
  });
  app.use('/broken', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    throw Object.assign(new Error('no'), { status: 403 });
  });
  const server = http.createServer(app);
  server.on('upgrade', toUpgradeListener(app, accept));
  return server;
}

const echo: Accept = (req, socket) => {
  const { user } = req as IncomingMessage & { user: string };
  socket.end(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n${req.url} ${user}`);
};

describe('toUpgradeListener', () => {
  it('accepts what no layer has answered, with the request as the layers left it', async () => {
    await serving(serverFor(echo), async (port) => {
      const text = await exchange(port, request('/chat'));
      expect(text).toMatch(/^HTTP\/1.1 101 /);
      expect(text).toMatch(/\/chat user=ann$/);
    });
  });

  it('refuses with the answer of a layer, or of a failure', async () => {
    await serving(serverFor(echo), async (port) => {
      const refused = await exchange(port, request('/private'));
      expect(refused).toMatch(/^HTTP\/1.1 401 /);
      expect(refused).toMatch(/connection: close/i);
      expect(refused).toMatch(/who are you\?/);
      expect(await exchange(port, request('/broken'))).toMatch(/^HTTP\/1.1 403 /);
    });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('refused');
      },
    ],
    ['rejects', () => Promise.reject(new Error('refused'))],
  ])('closes the connection when accepting it %s', async (_name, accept) => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await serving(serverFor(accept), async (port) => {
      expect(await exchange(port, request('/chat'))).toBe('');
    });
    logged.mockRestore();
  });

  it('survives a client that leaves while the layers run', async () => {
    const app = createServer();
    const left = new Promise((resolve) => {
      app.use((req, res, next) => {
        res.once('close', () => {
          resolve(undefined);
          void next();
        });
        req.socket.destroy(new Error('reset'));
      });
    });
    const server = http.createServer();
    let accepted = 0;
    server.on(
      'upgrade',
      toUpgradeListener(app, () => (accepted += 1)),
    );
    await serving(server, async (port) => {
      await exchange(port, request('/')).catch(() => undefined);
      await left;
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect(accepted).toBe(0);
  });

  it('refuses what is no function', () => {
    expect(() => toUpgradeListener(undefined as never, echo)).toThrow(TypeError);
    expect(() => toUpgradeListener(createServer(), undefined as never)).toThrow(TypeError);
  });
});
