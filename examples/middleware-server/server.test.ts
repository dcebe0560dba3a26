import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { withResolvers } from '@sluice/core';
import { close } from '@sluice/middleware';
import autocannon from 'autocannon';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from './database.mjs';
import { createLog } from './log.mjs';
import { createApp } from './server.mjs';

interface Line {
  message: string;
  requestId?: string;
  [field: string]: unknown;
}
type Shop = ReturnType<typeof createApp> & { origin: string; lines: Line[]; close: () => Promise<number> };

async function open(database: Pick<Database, 'product' | 'addOrder'>, options: object = {}): Promise<Shop> {
  const lines: Line[] = [];
  const log = createLog((line) => void lines.push(JSON.parse(line) as Line));
  const shop = createApp({ database, log, keys: ['secret'], ...options });
  const server = shop.app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { ...shop, origin, lines, close: () => close(server, { timeout: 2_000 }) };
}

const order = (origin: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
  fetch(`${origin}/api/orders`, {
    ...init,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(init.headers as Record<string, string> | undefined) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

// A machine may be busy; nothing here waits longer than it has to.
const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 60_000, interval: 2 });

// What `fetch` would tidy up.
function raw(url: string, headers: object = {}): Promise<{ status: number; headers: object; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const path = url.slice(url.indexOf('/', 8));
    const req = http.get({ hostname, port, path, headers: { ...headers }, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks) }));
    });
    req.on('error', reject);
  });
}

const start = (env: object = {}): { child: ReturnType<typeof spawn>; lines: Line[]; ended: Promise<number | null> } => {
  const file = fileURLToPath(new URL('main.mjs', import.meta.url));
  const child = spawn(process.execPath, [file], { env: { ...process.env, SESSION_KEYS: 'secret', ...env } });
  const lines: Line[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((part) => JSON.parse(part) as Line));
  });
  child.stderr.pipe(process.stderr);
  return { child, lines, ended: once(child, 'close').then(([code]) => code as number | null) };
};
const saying = (lines: Line[], message: string): Promise<Line> =>
  eventually(() => {
    const line = lines.find((each) => each.message === message);
    if (line === undefined) throw new Error(`it does not say "${message}"`);
    return line;
  });

describe('node main.mjs', () => {
  let main: ReturnType<typeof start>;
  let shop: { origin: string; lines: Line[] };
  beforeAll(async () => {
    main = start();
    const { lines } = main;
    shop = { origin: (await saying(lines, 'listening'))['url'] as string, lines };
    expect((await raw(`${shop.origin}/api/health`)).status).toBe(503); // the database is being opened
    await saying(lines, 'ready');
  });
  afterAll(() => void main.child.kill('SIGKILL'));

  it('serves files, compressed where the client takes it, with helmet’s headers, and answers 304', async () => {
    const plain = await raw(`${shop.origin}/shop.js`);
    expect(plain.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=3600',
    });
    const zipped = await raw(`${shop.origin}/shop.js`, { 'Accept-Encoding': 'gzip' });
    expect(zipped.headers).toHaveProperty('content-encoding', 'gzip');
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    const { etag } = plain.headers as { etag: string };
    expect((await raw(`${shop.origin}/shop.js`, { 'If-None-Match': etag })).status).toBe(304);
    expect((await fetch(`${shop.origin}/`)).status).toBe(200);
  });

  it('takes orders, counts them in a signed cookie, and shows them with the product', async () => {
    const first = await order(shop.origin, { product: 7, quantity: 3 });
    expect(first.status).toBe(201);
    expect(await first.json()).toMatchObject({ yours: 1 });
    const cookie = first.headers.getSetCookie().map((each) => each.split(';', 1)[0]);
    expect(cookie).toHaveLength(2);
    const second = await order(shop.origin, { product: 7 }, { headers: { Cookie: cookie.join('; ') } });
    expect(await second.json()).toMatchObject({ yours: 2 });
    const forged = cookie.map((each) => each?.replace('shop.sig=', 'shop.sig=x')).join('; ');
    expect(await (await order(shop.origin, { product: 7 }, { headers: { Cookie: forged } })).json()).toMatchObject({
      yours: 1,
    });
    const product = await fetch(`${shop.origin}/api/products/7`);
    expect(await product.json()).toEqual({ id: 7, name: 'product 7', cents: expect.any(Number), sold: 5, rank: 1 });
  });

  it.each([
    ['a product that does not exist', '/api/products/501', 404, 'there is no such product'],
    ['a product that is no number', '/api/products/five', 404, 'there is no such product'],
    ['a path that nobody serves', '/nowhere?x=1', 404, 'there is nothing at /nowhere'],
    ['a write by GET', '/api/orders', 405, 'POST only'],
  ])('answers %s with a reason', async (_name, path, status, error) => {
    const answer = await fetch(shop.origin + path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error, requestId: answer.headers.get('x-request-id') });
  });

  it.each([
    ['broken JSON', '{"product"', 400],
    ['a product out of range', { product: 501 }, 400],
    ['a quantity that is no number', { product: 1, quantity: 'all' }, 400],
    ['no body', '', 400],
    ['a body of 20 kB', `{"product":${' '.repeat(20_000)}1}`, 413],
  ])('refuses an order with %s', async (_name, body, status) => {
    const answer = await order(shop.origin, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toHaveProperty('error');
  });

  it('shows browsers an error page, in which nothing of the request is markup', async () => {
    const { status, headers, body } = await raw(`${shop.origin}/<b>"'&`, { Accept: 'text/html' });
    expect(status).toBe(404);
    expect(headers).toHaveProperty('content-type', 'text/html; charset=utf-8');
    expect(body.toString()).toContain('there is nothing at /&#60;b&#62;&#34;&#39;&#38;');
  });

  it('refuses targets that the layers might read in different ways', async () => {
    for (const path of ['//api/orders', '/%61pi/health', '/x/../api/health', '/api%2Fhealth']) {
      expect((await raw(shop.origin + path)).status).toBe(400);
    }
  });

  it('answers five hundred requests for one product with one query a second', async () => {
    const about = (message: string): number =>
      shop.lines.filter(
        (line) => line.message === message && (line['product'] === 9 || line['url'] === '/api/products/9'),
      ).length;
    const started = performance.now();
    const result = await autocannon({ url: `${shop.origin}/api/products/9`, connections: 50, amount: 500 });
    expect(result).toMatchObject({ '2xx': 500, errors: 0, non2xx: 0 });
    const seconds = (performance.now() - started) / 1_000;
    await eventually(() => expect(about('request')).toBe(500));
    expect(about('query')).toBeLessThanOrEqual(1 + Math.floor(seconds));
  });

  it('keeps the id of a request through guard, queue, database and access log, whatever runs at the same time', async () => {
    const ids = Array.from({ length: 30 }, (_, i) => `request-${i}-given`);
    const answers = await Promise.all(
      ids.map(async (id, i) => {
        const answer = await order(shop.origin, { product: i + 100 }, { headers: { 'X-Request-Id': id } });
        const { order: number } = (await answer.json()) as { order: number };
        await (await fetch(`${shop.origin}/api/products/${i + 100}`, { headers: { 'X-Request-Id': id } })).text();
        return { id: answer.headers.get('x-request-id'), number };
      }),
    );
    expect(answers.map(({ id }) => id)).toEqual(ids);
    await eventually(() => {
      for (const [i, { id, number }] of answers.entries()) {
        const lines = shop.lines.filter(({ requestId }) => requestId === id);
        expect(lines.map(({ message }) => message).sort()).toEqual(['order written', 'query', 'request', 'request']);
        expect(lines).toContainEqual(expect.objectContaining({ message: 'order written', order: number }));
        expect(lines).toContainEqual(expect.objectContaining({ message: 'query', product: i + 100 }));
      }
    });
  });

  it('makes an id where none, or none to be trusted, was given', async () => {
    const made = /^[\da-f]{8}-[\da-f-]{27}$/;
    expect((await fetch(shop.origin)).headers.get('x-request-id')).toMatch(made);
    const odd = await fetch(shop.origin, { headers: { 'X-Request-Id': 'x"}\t{' } });
    expect(odd.headers.get('x-request-id')).toMatch(made);
  });

  it('loses no request when it is stopped under load', async () => {
    const written = (): number => shop.lines.filter(({ message }) => message === 'order written').length;
    const before = written();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
    let acknowledged = 0;
    const lost: unknown[] = [];
    // Each client keeps its connection, and sends until the server closes it politely.
    const client = async (): Promise<void> => {
      for (let goesOn = true; goesOn;) {
        goesOn = await new Promise<boolean>((resolve) => {
          const headers = { 'Content-Type': 'application/json' };
          const req = http.request(`${shop.origin}/api/orders`, { method: 'POST', agent, headers }, (res) => {
            if (res.statusCode === 201) acknowledged += 1;
            else lost.push(res.statusCode);
            res.resume().on('end', () => resolve(res.headers.connection !== 'close'));
          });
          req.on('error', (error) => {
            lost.push(error);
            resolve(false);
          });
          req.end('{"product":1}');
        });
      }
    };
    const clients = Promise.all(Array.from({ length: 20 }, client));
    await eventually(() => expect(acknowledged).toBeGreaterThan(100));
    main.child.kill('SIGTERM');
    await clients;
    expect(lost).toEqual([]);
    expect(await main.ended).toBe(0);
    // What was acknowledged has been written, and nothing else.
    expect(written() - before).toBe(acknowledged);
    expect(shop.lines.at(-1)).toMatchObject({ message: 'stopped', cut: 0, orders: written() });
    agent.destroy();
  });
});

describe('the server, when its database is in trouble', () => {
  const held: ReturnType<typeof withResolvers<number>>[] = [];
  const database = {
    product: vi.fn<Database['product']>(() => new Promise(() => {})),
    addOrder: vi.fn(() => {
      const resolvers = withResolvers<number>();
      held.push(resolvers);
      return resolvers.promise;
    }),
  };
  let shop: Shop;
  beforeEach(async () => {
    held.length = 0;
    database.addOrder.mockClear();
    shop = await open(database, { maxWaiting: 2, timeout: 60_000 });
  });
  afterEach(async () => expect(await shop.close()).toBe(0));

  it('refuses at once with 503 and Retry-After when too many orders wait', async () => {
    const answers = [1, 2, 3].map((product) => order(shop.origin, { product }));
    await eventually(() => expect(shop.orders.length()).toBe(2));
    const refused = await order(shop.origin, { product: 4 });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ error: 'too many requests are waiting; try again soon' });
    for (const number of [1, 2, 3]) {
      await eventually(() => expect(held).toHaveLength(number));
      held.at(-1)?.resolve(number);
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([201, 201, 201]);
  });

  it('answers 503 when the time of a request is over', async () => {
    const hasty = await open(database, { timeout: 50 });
    const answers = await Promise.all([fetch(`${hasty.origin}/api/products/1`), order(hasty.origin, { product: 1 })]);
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toMatchObject({ error: 'this took too long; try again soon' });
    }
    expect(hasty.lines).toContainEqual(expect.objectContaining({ message: 'failed', status: 503 }));
    expect(await hasty.close()).toBe(0);
  });

  it('answers with what it knew when the database fails', async () => {
    const known = { id: 1, name: 'product 1', cents: 100, sold: 3, rank: 7 };
    vi.useFakeTimers({ toFake: ['Date'] });
    database.product.mockResolvedValueOnce(known);
    expect(await (await fetch(`${shop.origin}/api/products/1`)).json()).toEqual(known);
    for (const [after, status] of [
      [5_000, 200],
      [70_000, 500],
    ] as const) {
      vi.setSystemTime(Date.now() + after);
      database.product.mockRejectedValueOnce(new Error('connection refused'));
      const answer = await fetch(`${shop.origin}/api/products/1`);
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject(status === 200 ? known : { error: 'Internal Server Error' });
    }
    vi.useRealTimers();
  });

  it('drops the waiting order of a client who leaves', async () => {
    const first = order(shop.origin, { product: 1 });
    await eventually(() => expect(held).toHaveLength(1));
    const leaving = http.request(`${shop.origin}/api/orders`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      agent: false,
    });
    leaving.on('error', () => {}).end('{"product":2}');
    await eventually(() => expect(shop.orders.length()).toBe(1));
    leaving.destroy();
    await eventually(() => expect(shop.orders.length()).toBe(0));
    held[0]?.resolve(1);
    expect((await first).status).toBe(201);
    expect(database.addOrder).toHaveBeenCalledTimes(1);
    expect(shop.lines).not.toContainEqual(expect.objectContaining({ message: 'failed' }));
  });

  it('says nothing of what went wrong inside, except to the log', async () => {
    const answer = order(shop.origin, { product: 1 });
    await eventually(() => expect(held).toHaveLength(1));
    held[0]?.reject(new Error('password of the database'));
    expect((await answer).status).toBe(500);
    expect(await (await answer).json()).toMatchObject({ error: 'Internal Server Error' });
    const failed = shop.lines.find(({ message }) => message === 'failed');
    expect(failed?.['error']).toContain('password of the database');
    expect(failed?.requestId).toBe((await answer).headers.get('x-request-id'));
  });

  it('says in its health check when it is going', async () => {
    expect((await fetch(`${shop.origin}/api/health`)).status).toBe(200);
    shop.drain();
    const answer = await fetch(`${shop.origin}/api/health`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ status: 'draining', waiting: 0 });
  });
});

it('main.mjs ends with the reason when its port is taken', async () => {
  const blocker = http.createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { lines, ended } = start({ PORT: String((blocker.address() as AddressInfo).port) });
  expect(await ended).toBe(1);
  expect(lines.at(-1)).toMatchObject({ message: 'could not listen', error: expect.stringContaining('EADDRINUSE') });
  blocker.close();
});
