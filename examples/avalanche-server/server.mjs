// A middleware server in front of a database, with and without a guard against avalanches.
import { SluiceError } from '@sluice/core';
import { Guard } from '@sluice/eventproxy';
import createServer, { requestSignal } from '@sluice/middleware';

/** @param {import('./database.mjs').Database} database */
export function createApp(database) {
  // Callers who ask for a report while it is being computed share that one query.
  const coalescing = new Guard({ timeout: 10_000, maxWaiting: 10_000 });
  // The same, and the answer serves those who come within the next five seconds.
  const caching = new Guard({ timeout: 10_000, maxWaiting: 10_000, ttl: 5_000 });

  /** @type {Record<string, (shop: number, signal: AbortSignal) => ReturnType<typeof database.report>>} */
  const strategies = {
    unguarded: (shop) => database.report(shop),
    coalesced: (shop, signal) => coalescing.run(shop, () => database.report(shop), { signal }),
    guarded: (shop, signal) => caching.run(shop, () => database.report(shop), { signal }),
  };

  const app = createServer();
  for (const [name, report] of Object.entries(strategies)) {
    app.use(`/${name}/reports`, async (req, res) => {
      if (req.method !== 'GET' && req.method !== 'HEAD') throw problem(405, 'only GET and HEAD are answered here');
      // A client who leaves stops waiting; the query goes on for the others.
      const found = await report(shopOf(req.url ?? ''), requestSignal(req, res));
      if (found === undefined) throw problem(404, 'there is no such shop');
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify(found));
    });
  }
  app.use(answerProblem);
  return { app, guards: { coalescing, caching } };
}

/** @param {string} url - What the mount left of it: `/42`. */
function shopOf(url) {
  let path;
  try {
    path = decodeURIComponent(/** @type {string} */ (url.split('?', 1)[0]));
  } catch {
    throw problem(400, 'the URL is malformed');
  }
  const shop = /^\/(\d{1,9})$/.exec(path)?.[1];
  if (shop === undefined) throw problem(404, 'there is no such report');
  return Number(shop);
}

/** @param {number} status @param {string} message */
const problem = (status, message) => Object.assign(new Error(message), { status });

/** @type {import('@sluice/middleware').ErrorLayer<import('node:http').IncomingMessage, Error & { status?: number }>} */
function answerProblem(error, req, res, _next) {
  if (res.destroyed || res.headersSent) return; // the client has left
  // What the guard refuses or cuts short is a matter of load.
  const status = error.status ?? (error instanceof SluiceError ? 503 : 500);
  if (status === 500) console.error(`${req.method} ${req.url}:`, error);
  res.statusCode = status;
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify({ error: status === 500 ? 'something went wrong here' : error.message }));
}
