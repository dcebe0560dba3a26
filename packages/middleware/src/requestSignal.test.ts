import { TimeoutError } from '@sluice/core';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { ask, serving } from '../test/serving.js';
import createServer, { requestSignal } from './index.js';

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));

describe('requestSignal', () => {
  it('is aborted when the client leaves before the answer is complete', async () => {
    let signal!: AbortSignal;
    const app = createServer();
    const arrived = new Promise<void>((resolve) => {
      app.use((req, res) => {
        signal = requestSignal(req, res);
        resolve();
      });
    });
    await serving(app, async (port) => {
      const request = http.get({ port, agent: false });
      request.on('error', () => undefined);
      await arrived;
      expect(signal.aborted).toBe(false);
      const reason = aborted(signal);
      request.destroy();
      expect(await reason).toMatchObject({ name: 'AbortError' });
    });
  });

  it('is not aborted when the body has been read, nor when the answer is complete', async () => {
    let signal!: AbortSignal;
    const closed: Promise<unknown>[] = [];
    const app = createServer().use((req, res) => {
      signal = requestSignal(req, res);
      closed.push(new Promise((resolve) => res.once('close', resolve)));
      req.resume();
      // Here Node emits 'close' on the request, though nobody has left.
      req.once('close', () => setImmediate(() => res.end(String(signal.aborted))));
    });
    await serving(app, async (port) => {
      expect((await ask(port, '/', { method: 'POST', body: 'x' })).body).toBe('false');
      await Promise.all(closed);
    });
    expect(signal.aborted).toBe(false);
  });

  it('is one signal for each request', async () => {
    const signals: AbortSignal[] = [];
    const app = createServer().use((req, res) => {
      signals.push(requestSignal(req, res), requestSignal(req, res));
      res.end();
    });
    await serving(app, async (port) => {
      await ask(port);
      await ask(port);
    });
    expect(signals[0]).toBe(signals[1]);
    expect(signals[2]).toBe(signals[3]);
    expect(signals[0]).not.toBe(signals[2]);
  });

  it('is aborted by the earliest deadline, with an error that means 503', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      const app = createServer().use(async (req, res) => {
        requestSignal(req, res, { timeout: 5_000 });
        requestSignal(req, res, { timeout: 1_000 });
        const signal = requestSignal(req, res, { timeout: 9_000 });
        expect(vi.getTimerCount()).toBe(1);
        const reason = aborted(signal);
        vi.advanceTimersByTime(1_000);
        expect(await reason).toBeInstanceOf(TimeoutError);
        signal.throwIfAborted();
      });
      await serving(app, async (port) => expect((await ask(port)).status).toBe(503));
    } finally {
      vi.useRealTimers();
    }
  });

  it('leaves no timer when the answer is complete', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      const app = createServer();
      const closed = new Promise((resolve) => {
        app.use((req, res) => {
          requestSignal(req, res, { timeout: 1_000 });
          res.once('close', resolve);
          res.end();
        });
      });
      await serving(app, async (port) => {
        await ask(port);
        await closed;
      });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is aborted at once when the client has left before it was asked for', async () => {
    const app = createServer();
    const signal = new Promise<AbortSignal>((resolve) => {
      app.use((req, res) => {
        res.once('close', () => resolve(requestSignal(req, res, { timeout: 50 })));
        res.socket?.destroy();
      });
    });
    await serving(app, async (port) => {
      await ask(port).catch(() => undefined);
      expect((await signal).reason).toMatchObject({ name: 'AbortError' });
    });
  });

  it('is aborted when an HTTP/2 stream is cancelled', async () => {
    const app = createServer();
    const signal = new Promise<AbortSignal>((resolve) => {
      app.use((req, res) => resolve(requestSignal(req, res)));
    });
    const server = http2.createServer(app as never);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = session.request({ ':path': '/' });
    stream.on('error', () => undefined);
    const reason = aborted(await signal);
    stream.close(8);
    expect(await reason).toMatchObject({ name: 'AbortError' });
    session.destroy();
    server.close();
  });

  it.each([[-1], [Number.NaN]])('refuses the timeout %s', (timeout) => {
    expect(() => requestSignal({} as never, {} as never, { timeout })).toThrow(RangeError);
  });
});
