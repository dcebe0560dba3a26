import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import * as tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { ask } from '../test/serving.js';
import createServer, { close, type Layer } from './index.js';

const listening = (server: http.Server | http2.Http2Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

// An app that answers when it is told to.
function held(): { app: ReturnType<typeof createServer>; arrived: Promise<void>; release: () => void } {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  const app = createServer();
  const arrived = new Promise<void>((resolve) => {
    const layer: Layer = async (_req, res) => {
      resolve();
      await released;
      res.end('done');
    };
    app.use(layer);
  });
  return { app, arrived, release };
}

describe('close', () => {
  it('waits for requests in flight, answers them with Connection: close, and refuses new connections', async () => {
    const { app, arrived, release } = held();
    const server = http.createServer(app);
    const port = await listening(server);
    const agent = new http.Agent({ keepAlive: true });
    const answer = ask(port, '/', { agent });
    await arrived;
    const closing = close(server);
    await expect(ask(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    release();
    expect(await answer).toMatchObject({ status: 200, body: 'done', headers: { connection: 'close' } });
    expect(await closing).toBe(0);
    expect(server.listening).toBe(false);
    agent.destroy();
  });

  it('closes every server of an app', async () => {
    const app = createServer().use((_req, res) => res.end('ok'));
    const own = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => own.once('listening', resolve));
    const other = http.createServer(app);
    await ask(await listening(other));
    expect(await close(app)).toBe(0);
    expect(own.listening).toBe(false);
    expect(other.listening).toBe(false);
  });

  it('answers a request that comes on an open connection meanwhile, with Connection: close', async () => {
    const app = createServer().use((_req, res) => res.end('ok'));
    const server = http.createServer(app);
    const port = await listening(server);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask(port, '/', { agent })).headers.connection).toBe('keep-alive');
    const closing = close(server);
    expect(await ask(port, '/', { agent })).toMatchObject({ status: 200, headers: { connection: 'close' } });
    expect(await closing).toBe(0);
    agent.destroy();
  });

  it('closes idle connections', async () => {
    const app = createServer().use((_req, res) => res.end('ok'));
    const server = http.createServer(app);
    const port = await listening(server);
    const agent = new http.Agent({ keepAlive: true });
    await ask(port, '/', { agent });
    expect(await close(server)).toBe(0);
    agent.destroy();
  });

  it.each([
    ['an app that listens', true],
    ['a server that no request has come to', false],
  ])('closes a connection that has never sent anything after a short grace: %s', async (_name, isOwn) => {
    const app = createServer().use((_req, res) => res.end('ok'));
    const server = isOwn ? app.listen(0, '127.0.0.1') : http.createServer(app);
    const accepted = new Promise((resolve) => server.once('connection', resolve));
    if (isOwn) await new Promise((resolve) => server.once('listening', resolve));
    const port = isOwn ? (server.address() as AddressInfo).port : await listening(server);
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    await accepted;
    // With a timeout longer than that of a test, only the grace can have ended it.
    expect(await close(isOwn ? app : server, { timeout: 60_000 })).toBe(0);
    await gone;
  });

  it.each([
    ['a server that has served the app', true],
    ['a server that no request has come to', false],
  ])('closes a TLS connection that has never sent a request after a short grace: %s', async (_name, isKnown) => {
    // These ciphers need no certificate.
    const anonymous = {
      ciphers: 'aNULL:@SECLEVEL=0',
      maxVersion: 'TLSv1.2',
      checkServerIdentity: () => undefined,
    } as const;
    const app = createServer().use((_req, res) => res.end('ok'));
    const server = https.createServer(anonymous, app);
    const port = await listening(server);
    const options = { ...anonymous, port, host: '127.0.0.1', rejectUnauthorized: false };
    if (isKnown) {
      await new Promise((resolve) => {
        https.get({ ...options, agent: false }, (res) => res.resume().once('end', resolve));
      });
    }
    const socket = tls.connect(options);
    socket.on('error', () => undefined);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    expect(await close(server, { timeout: 60_000 })).toBe(0);
    await gone;
  });

  it('cuts what is left after the timeout, and says how many', async () => {
    const { app, arrived } = held();
    const server = http.createServer(app);
    const answer = ask(await listening(server));
    const failure = expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
    await arrived;
    expect(await close(server, { timeout: 0 })).toBe(1);
    await failure;
  });

  it('cuts a connection that was taken over', async () => {
    const app = createServer();
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const upgraded = new Promise((resolve) => server.once('upgrade', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    await upgraded;
    expect(await close(app, { timeout: 0 })).toBe(1);
    await gone;
  });

  it('ends HTTP/2 sessions when their streams are done', async () => {
    const { app, arrived, release } = held();
    const server = http2.createServer(app as never);
    const session = http2.connect(`http://127.0.0.1:${await listening(server)}`);
    const stream = session.request({ ':path': '/' });
    let body = '';
    stream.on('data', (chunk: Buffer) => (body += chunk.toString()));
    const ended = new Promise((resolve) => stream.once('end', resolve));
    await arrived;
    const closing = close(server);
    release();
    await ended;
    expect(body).toBe('done');
    expect(await closing).toBe(0);
    expect(session.closed).toBe(true);
  });

  it('may be called twice, and for a server that never listened', async () => {
    const server = http.createServer(createServer());
    await listening(server);
    expect(await Promise.all([close(server), close(server)])).toEqual([0, 0]);
    expect(await close(http.createServer())).toBe(0);
  });

  it('loses no request of keep-alive clients that never pause', async () => {
    const app = createServer().use(async (_req, res) => {
      await new Promise((resolve) => setImmediate(resolve));
      res.end('ok');
    });
    const server = http.createServer(app);
    const port = await listening(server);
    const outcomes: string[] = [];
    const clients = Array.from({ length: 8 }, async () => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      for (;;) {
        try {
          outcomes.push((await ask(port, '/', { agent })).body);
        } catch (error) {
          outcomes.push((error as { code: string }).code);
          break;
        }
      }
      agent.destroy();
    });
    while (outcomes.length < 50) await new Promise((resolve) => setImmediate(resolve));
    expect(await close(server)).toBe(0);
    await Promise.all(clients);
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'ECONNREFUSED']));
  });

  it('refuses what is neither an app nor a server', async () => {
    await expect(close({} as never)).rejects.toThrow(TypeError);
    await expect(close(http.createServer(), { timeout: -1 })).rejects.toThrow(RangeError);
  });
});
