// A shop's server: what a request passes through, from top to bottom.
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { fileURLToPath } from 'node:url';
import { queue } from '@sluice/async';
import { OverloadError, TimeoutError } from '@sluice/core';
import { Guard } from '@sluice/eventproxy';
import createServer, { rejectAmbiguousTargets, requestSignal } from '@sluice/middleware';
import bodyParser from 'body-parser';
import compression from 'compression';
import cookieSession from 'cookie-session';
import helmet from 'helmet';
import morgan from 'morgan';
import serveStatic from 'serve-static';

/**
 * @typedef {import('@sluice/middleware').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {import('./database.mjs').Order} Order
 *
 * @typedef {object} Parts
 * @property {Pick<import('./database.mjs').Database, 'product' | 'addOrder'>} database
 * @property {import('./log.mjs').Log} log
 * @property {string[]} keys - Sign the session cookie; the first signs, all are accepted.
 * @property {number} [timeout] - Milliseconds that a request may take. Default: 5,000.
 * @property {number} [maxWaiting] - Orders that may wait for the database. Default: 200.
 */

/** @param {Parts} parts */
export function createApp({ database, log, keys, timeout = 5_000, maxWaiting = 200 }) {
  // Reads: requests for one product share one query, and its answer serves the next second.
  const products = new Guard({ ttl: 1_000, timeout: 2_000, maxWaiting: 5_000, staleIfError: 60_000 });
  // Writes: one at a time; more than `maxWaiting` are refused at once, which is better than a queue that only grows.
  const orders = queue(
    async (/** @type {Order} */ order) => {
      const number = await database.addOrder(order, log.requestId() ?? '');
      log.info('order written', { order: number });
      return number;
    },
    { concurrency: 1, maxWaiting },
  );
  let isDraining = false;

  // ---- the API, an app of its own
  const api = createServer();
  api.use(bodyParser.json({ limit: '10kb' }));

  api.use('/products', async (req, res) => {
    allow(req, res, 'GET', 'HEAD');
    const id = numberIn(req.url, 'there is no such product');
    // The client who leaves, or whose time is over, stops waiting; the query goes on for the others.
    const signal = requestSignal(req, res);
    const product = await products.run(
      id,
      () => {
        log.info('query', { product: id });
        return database.product(id);
      },
      { signal },
    );
    if (product === undefined) throw problem(404, 'there is no such product');
    sendJson(res, 200, product);
  });

  api.use('/orders', async (/** @type {Request & { body?: unknown, session?: { orders?: number } }} */ req, res) => {
    allow(req, res, 'POST');
    const order = orderIn(req.body);
    // An order that still waits when its client leaves is dropped; one that is being written is finished.
    const number = await orders.pushAsync(order, { signal: requestSignal(req, res) });
    const session = req.session ?? {};
    session.orders = (session.orders ?? 0) + 1;
    sendJson(res, 201, { order: number, yours: session.orders });
  });

  api.use('/health', (_req, res) => {
    const figures = { waiting: orders.length(), reads: products.counters };
    sendJson(res, isDraining ? 503 : 200, { status: isDraining ? 'draining' : 'ok', ...figures });
  });

  // ---- what every request passes
  const app = createServer();

  // An id that the proxy in front has given is kept, so that one id leads through both logs.
  app.use((req, res, next) => {
    const given = req.headers['x-request-id'];
    const requestId = typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
    res.setHeader('X-Request-Id', requestId);
    log.withRequest(requestId, next);
  });
  app.use(rejectAmbiguousTargets());
  app.use(
    morgan((/** @type {any} */ tokens, /** @type {Request} */ req, /** @type {Response} */ res) => {
      log.info('request', {
        method: req.method,
        url: req.originalUrl,
        status: Number(tokens.status(req, res)) || undefined,
        ms: Number(tokens['total-time'](req, res)) || undefined,
      });
      return undefined; // morgan prints nothing itself
    }),
  );
  app.use(helmet());
  app.use(compression());
  app.use(cookieSession({ name: 'shop', keys, sameSite: 'lax' }));

  // Everything behind this layer has `timeout` milliseconds; what watches the request's signal fails when they are over.
  app.use(async (req, res, next) => {
    requestSignal(req, res, { timeout });
    const started = performance.now();
    await next();
    if (performance.now() - started > timeout / 2) log.info('slow', { url: req.originalUrl });
  });

  app.use('/api', api);
  app.use(serveStatic(fileURLToPath(new URL('public', import.meta.url)), { maxAge: '1h' }));
  app.use((req) => {
    throw problem(404, `there is nothing at ${req.originalUrl?.split('?', 1)[0]}`);
  });
  app.use(answerProblem);

  /** @type {import('@sluice/middleware').ErrorLayer<Request>} */
  function answerProblem(error, req, res, _next) {
    if (res.destroyed && error === requestSignal(req, res).reason) return; // the client has left
    const { status, text } = describe(error);
    if (status >= 500) log.error('failed', { status, error: error instanceof Error ? error.stack : String(error) });
    if (res.headersSent) return void res.destroy(); // an answer that broke off must not look whole
    if (status === 503) res.setHeader('Retry-After', '1');
    if (req.headers.accept?.includes('text/html')) sendPage(res, status, text);
    else sendJson(res, status, { error: text, requestId: log.requestId() });
  }

  return {
    app,
    products,
    orders,
    /** From now on the health check says that this process is going, so that no new clients are sent here. */
    drain: () => {
      isDraining = true;
    },
  };
}

// ---- small parts

/** @param {number} status @param {string} message - Shown to the client. */
const problem = (status, message) => Object.assign(new Error(message), { status, expose: true });

/** What the client is told. Only messages that were written for it leave the server. @param {unknown} error */
function describe(error) {
  if (error instanceof OverloadError) return { status: 503, text: 'too many requests are waiting; try again soon' };
  if (error instanceof TimeoutError) return { status: 503, text: 'this took too long; try again soon' };
  // body-parser and serve-static mark theirs in the same way.
  const {
    status = 500,
    expose = false,
    message,
  } = /** @type {{ status?: number, expose?: boolean, message: string }} */ (error ?? {});
  return { status, text: expose ? message : (STATUS_CODES[status] ?? 'failed') };
}

/** @param {Request} req @param {Response} res @param {string[]} methods */
function allow(req, res, ...methods) {
  if (methods.includes(req.method ?? '')) return;
  res.setHeader('Allow', methods.join(', '));
  throw problem(405, `${methods.join(' and ')} only`);
}

/** @param {string | undefined} url - What the mount has left: `/42`. @param {string} otherwise */
function numberIn(url = '', otherwise) {
  const digits = /^\/(\d{1,9})(?:\?|$)/.exec(url)?.[1];
  if (digits === undefined) throw problem(404, otherwise);
  return Number(digits);
}

/** @param {unknown} body @returns {Order} */
function orderIn(body) {
  const { product, quantity = 1 } = /** @type {{ product?: unknown, quantity?: unknown }} */ (body ?? {});
  const isCount = (/** @type {unknown} */ value) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 500;
  if (!isCount(product) || !isCount(quantity)) throw problem(400, 'product and quantity must be from 1 to 500');
  return { product: Number(product), quantity: Number(quantity) };
}

/** @param {Response} res @param {number} status @param {unknown} body */
function sendJson(res, status, body) {
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify(body));
}

/** @param {Response} res @param {number} status @param {string} text */
function sendPage(res, status, text) {
  const escaped = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  res.statusCode = status;
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.end(`<!doctype html><title>${status}</title><h1>${STATUS_CODES[status] ?? status}</h1><p>${escaped}</p>`);
}
