// Starts the server, and stops it without losing a request. Settings come from the environment: PORT, HOST, DATA (a
// folder for the database; in memory without it) and SESSION_KEYS (separated by commas).
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import createServer, { close } from '@sluice/middleware';
import { openDatabase } from './database.mjs';
import { createLog } from './log.mjs';
import { createApp } from './server.mjs';

const { PORT = '0', HOST = '127.0.0.1', DATA, SESSION_KEYS } = process.env;
const log = createLog();

// The port comes first: when it is taken, nobody waits for the database.
let isReady = false;
const front = createServer();
front.use((_req, res, next) => {
  if (isReady) return next();
  res.writeHead(503, { 'Retry-After': '1' }).end('starting\n');
});
const server = front.listen(Number(PORT), HOST);
try {
  await once(server, 'listening');
} catch (error) {
  log.error('could not listen', { port: PORT, error: String(error) });
  process.exit(1);
}
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
log.info('listening', { url: `http://${HOST}:${port}` });

if (SESSION_KEYS === undefined) log.info('SESSION_KEYS is not set: sessions end with this process');
const keys = SESSION_KEYS?.split(',') ?? [randomUUID()];
const database = await openDatabase(DATA);
const { app, orders, drain } = createApp({ database, log, keys });
front.use(app);
isReady = true;
log.info('ready');

let isStopping = false;
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));

/** @param {string} signal */
async function stop(signal) {
  if (isStopping) process.exit(1); // whoever asks twice does not want to wait
  isStopping = true;
  log.info('draining', { signal });
  drain();
  const cut = await close(server, { timeout: 10_000 });
  await orders.onIdle();
  log.info('stopped', { cut, orders: await database.countOrders() });
  await database.close();
  process.exitCode = cut === 0 ? 0 : 1;
}
