import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer as createNetServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import createServer, { close } from '@sluice/middleware';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { burst } from './burst.mjs';
import { type Database, openDatabase } from './database.mjs';
import { createFace } from './face.mjs';
import { createApp } from './server.mjs';

let database: Database;
let app: ReturnType<typeof createApp>;
let face: ReturnType<typeof createFace>;
let origin = '';
let server: ReturnType<ReturnType<typeof createServer>['listen']>;
let overlapping = 0;

beforeAll(async () => {
  database = await openDatabase();
  // Watches what the guard must prevent: two queries of one shop under way at a time.
  const underWay = new Set<number>();
  const watched: Database = {
    ...database,
    report: async (shop) => {
      if (underWay.has(shop)) overlapping += 1;
      underWay.add(shop);
      try {
        return await database.report(shop);
      } finally {
        underWay.delete(shop);
      }
    },
  };
  app = createApp(watched);
  const outer = createServer();
  server = outer.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  face = createFace(watched, origin);
  outer.use(face.app).use(app.app);
});

afterAll(async () => {
  face.stop();
  await close(server, { timeout: 2_000 });
  await database.close();
});

describe('an avalanche of requests for one cold report', () => {
  it('reaches the database request by request when nothing guards it', async () => {
    const outcome = await burst(database, `${origin}/unguarded/reports/1`, { requests: 200 });
    expect(outcome).toMatchObject({ answered: 200, errors: 0, queries: 200 });
  });

  it('is one query with a ttl, for a thousand requests over HTTP', async () => {
    const outcome = await burst(database, `${origin}/guarded/reports/2`, { requests: 1000 });
    expect(outcome).toMatchObject({ answered: 1000, errors: 0, queries: 1 });
  });

  it('is a few queries with coalescing only, and no two of them overlap', async () => {
    overlapping = 0;
    const { started } = app.guards.coalescing.counters;
    const outcome = await burst(database, `${origin}/coalesced/reports/3`, { requests: 1000 });
    expect(outcome).toMatchObject({ answered: 1000, errors: 0 });
    expect(outcome.queries).toBe(app.guards.coalescing.counters.started - started);
    expect(outcome.queries).toBeLessThan(200);
    expect(overlapping).toBe(0);
  });

  it('is exactly one query for a thousand callers of one turn, without a ttl', async () => {
    const before = await database.reportsComputed();
    const load = (): ReturnType<Database['report']> => database.report(4);
    const answers = await Promise.all(Array.from({ length: 1000 }, () => app.guards.coalescing.run(4, load)));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatchObject({ shop: 4, orders: 600 });
    expect((await database.reportsComputed()) - before).toBe(1);
  });
});

describe('the server', () => {
  it.each([
    ['/guarded/reports/5', 200, { shop: 5 }],
    ['/guarded/reports/100000', 404, { error: 'there is no such shop' }],
    ['/guarded/reports/five', 404, { error: 'there is no such report' }],
    ['/guarded/reports/%E0%A4%A', 400, { error: 'the URL is malformed' }],
  ])('answers %s with %i', async (path, status, body) => {
    const answer = await fetch(origin + path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject(body);
  });

  it('answers other methods with 405, other paths with 404', async () => {
    expect((await fetch(`${origin}/guarded/reports/5`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${origin}/nowhere`)).status).toBe(404);
  });

  it('lets a client leave who does not wait any longer', async () => {
    const { size } = app.guards.coalescing;
    const queued = Promise.all(Array.from({ length: 20 }, () => database.report(6)));
    const left = fetch(`${origin}/coalesced/reports/7`, { signal: AbortSignal.timeout(30) }).catch(
      (error: unknown) => (error as Error).name,
    );
    await vi.waitFor(() => expect(app.guards.coalescing.size).toBe(size + 1), { interval: 2 });
    expect(await left).toBe('TimeoutError');
    await vi.waitFor(() => expect(app.guards.coalescing.size).toBe(size), { interval: 2 });
    await queued;
    expect((await fetch(`${origin}/coalesced/reports/7`)).status).toBe(200);
  });

  it.each([
    ['GET', 'mode=guarded', 405],
    ['POST', 'mode=other', 400],
    ['POST', 'mode=guarded&requests=0', 400],
    ['POST', 'mode=guarded&requests=many', 400],
  ])('refuses %s /avalanche?%s with %i', async (method, query, status) => {
    const answer = await fetch(`${origin}/avalanche?${query}`, { method });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toHaveProperty('error');
  });
});

describe('npm start', () => {
  const demo = (args: string[], env: object = {}): Promise<{ code: number | null; output: string }> =>
    new Promise((done) => {
      const file = fileURLToPath(new URL('demo.mjs', import.meta.url));
      const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, ...env } });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          output += chunk;
          if (chunk.includes('Serving until')) child.kill('SIGINT');
        });
      }
      child.on('close', (code) => done({ code, output }));
    });

  it('prints the table, serves, and drains on Ctrl-C', async () => {
    const { code, output } = await demo(['--requests', '50']);
    expect(output).toMatch(/unguarded'? *│ 50 *│ 50 /);
    expect(output).toMatch(/guarded, ttl of 5 s'? *│ 50 *│ 1 /);
    expect(output).toContain('Draining');
    expect(code).toBe(0);
  });

  it('says so when its port is taken', async () => {
    const other = createNetServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, output } = await demo(['--once'], { PORT: String(port) });
    other.close();
    expect(output).toContain(`Port ${port} is in use. Set PORT to another one`);
    expect(code).toBe(1);
  });
});

const browsers = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path !== undefined && existsSync(path));

describe.skipIf(executablePath === undefined)(
  'the page in Chromium (set CHROMIUM to its path when it is not found)',
  () => {
    it('releases an avalanche from the keyboard, at the width of a phone, and shows what it cost', async () => {
      const browser = await chromium.launch({
        executablePath: executablePath ?? '',
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
      });
      try {
        const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
        const problems: string[] = [];
        page.on('pageerror', (error) => problems.push(error.message));
        page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
        await page.goto(origin);
        await page.getByText('Ready. Release an avalanche.').waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
        await page.keyboard.press('Tab');
        await page.keyboard.type('200');
        for (const _mode of ['unguarded', 'coalesced', 'guarded']) await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.getByText(/^Guarded, ttl 5 s: 200 requests answered with 1 database query/).waitFor();
        expect(await page.locator('[data-mode=guarded] [data-fact=errors]').textContent()).toBe('0');
        expect(problems).toEqual([]);
        if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'], fullPage: true });
      } finally {
        await browser.close();
      }
    });
  },
);
