// The page on which a person releases an avalanche and watches it: /, its files, the live events, and the button.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import createServer, { requestSignal } from '@sluice/middleware';
import { burst } from './burst.mjs';

const require = createRequire(import.meta.url);
const uplot = require.resolve('uplot').replace(/dist.*/, 'dist/');
/** @type {Record<string, [type: string, file: string | URL]>} */
const FILES = {
  '/': ['text/html; charset=utf-8', new URL('page.html', import.meta.url)],
  '/page.js': ['text/javascript', new URL('page.js', import.meta.url)],
  '/uplot.js': ['text/javascript', `${uplot}uPlot.esm.js`],
  '/uplot.css': ['text/css', `${uplot}uPlot.min.css`],
};
const MODES = ['unguarded', 'coalesced', 'guarded'];
const SAMPLE_EVERY = 100; // milliseconds

/**
 * @param {import('./database.mjs').Database} database
 * @param {string} origin - Where the server listens; the load generator goes there like any client.
 */
export function createFace(database, origin) {
  /** @type {Set<import('node:http').ServerResponse>} */
  const watchers = new Set();
  /** @type {{ mode: string, requests: number, began: number, firstRun: number, latencies: number[] } | undefined} */
  let running;

  /** @param {string} event @param {object} data */
  const tell = (event, data) => {
    for (const res of watchers) res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };

  const sample = () => {
    if (running === undefined) return undefined;
    const { mode, requests, began, firstRun, latencies } = running;
    const sorted = latencies.toSorted((a, b) => a - b);
    const at = (/** @type {number} */ share) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
    return {
      mode,
      requests,
      elapsed: (performance.now() - began) / 1000,
      answered: sorted.length,
      queries: database.latestRun() - firstRun,
      p50: at(0.5),
      p99: at(0.99),
    };
  };

  /** @param {string} mode @param {number} requests @param {AbortSignal} signal */
  const release = async (mode, requests, signal) => {
    // A shop that nobody has asked for yet, so that the ttl of an earlier run does not answer.
    const shop = 1 + Math.floor(Math.random() * 100);
    running = { mode, requests, began: performance.now(), firstRun: database.latestRun(), latencies: [] };
    const timer = setInterval(() => tell('sample', sample() ?? {}), SAMPLE_EVERY);
    try {
      const { errors } = await burst(database, `${origin}/${mode}/reports/${shop}`, { requests, signal });
      tell('sample', sample() ?? {});
      tell('done', { mode, errors });
    } catch (error) {
      tell('failed', { mode, message: error instanceof Error ? error.message : String(error) });
    } finally {
      clearInterval(timer);
      running = undefined;
    }
  };

  const stopping = new AbortController();
  const app = createServer();

  // The server's own clock, for every report request of the avalanche under way.
  app.use((req, res, next) => {
    const run = running;
    if (run !== undefined && req.url?.startsWith(`/${run.mode}/reports/`)) {
      const began = performance.now();
      res.once('finish', () => run.latencies.push(performance.now() - began));
    }
    next();
  });

  app.use('/events', (req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    res.write('retry: 1000\n\n');
    watchers.add(res);
    requestSignal(req, res).addEventListener('abort', () => watchers.delete(res));
  });

  app.use('/avalanche', (req, res) => {
    const { searchParams } = new URL(req.originalUrl ?? '', 'http://localhost');
    const mode = searchParams.get('mode') ?? '';
    const requests = Number(searchParams.get('requests') ?? 1000);
    const refusal =
      req.method !== 'POST'
        ? [405, 'an avalanche is released with POST']
        : !MODES.includes(mode)
          ? [400, `mode must be one of ${MODES.join(', ')}`]
          : !(Number.isInteger(requests) && requests >= 1 && requests <= 2000)
            ? [400, 'requests must be an integer from 1 to 2000']
            : running !== undefined
              ? [409, 'an avalanche is under way; wait for it to end']
              : undefined;
    res.setHeader('content-type', 'application/json');
    if (refusal !== undefined) {
      [res.statusCode] = /** @type {[number, string]} */ (refusal);
      res.end(JSON.stringify({ error: refusal[1] }));
      return;
    }
    void release(mode, requests, stopping.signal);
    res.statusCode = 202;
    res.end(JSON.stringify({ mode, requests }));
  });

  app.use(async (req, res, next) => {
    const file = FILES[(req.url ?? '').split('?', 1)[0] ?? ''];
    if (file === undefined || (req.method !== 'GET' && req.method !== 'HEAD')) return void next();
    const body = await readFile(file[1]);
    res.setHeader('content-type', file[0]);
    res.setHeader('content-security-policy', "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:");
    res.end(body);
  });

  /** Ends the live connections and the avalanche under way, so that the server can drain. */
  const stop = () => {
    stopping.abort(new Error('the server is stopping'));
    for (const res of watchers) res.end();
  };
  return { app, stop };
}
