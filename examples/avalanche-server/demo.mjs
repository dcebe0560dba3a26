// npm start: opens the database, starts the server, releases three avalanches, prints what they cost, and serves on.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { close } from '@sluice/middleware';
import { burst } from './burst.mjs';
import { openDatabase } from './database.mjs';
import { createApp } from './server.mjs';

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
const port = Number(process.env['PORT'] ?? 0);
const REQUESTS = 1000;
const SHOP = 42;

console.log('Opening an embedded Postgres and filling it with orders …');
const database = await openDatabase();
const { app } = createApp(database);
const server = app.listen(port, '127.0.0.1');
try {
  await once(server, 'listening');
} catch (error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  console.error(
    code === 'EADDRINUSE'
      ? `Port ${port} is in use. Set PORT to another one, or leave it out for a free one.`
      : `Could not listen on port ${process.env['PORT']}: ${message}`,
  );
  await database.close();
  process.exit(1);
}
const { port: listening } = /** @type {import('node:net').AddressInfo} */ (server.address());
const origin = `http://127.0.0.1:${listening}`;

let draining = false;
const drain = async () => {
  if (draining) return;
  draining = true;
  console.log('\nDraining: no new connections, requests under way are finished …');
  await close(server, { timeout: 5_000 });
  await database.close();
  process.exit(0);
};
process.on('SIGINT', drain);
process.on('SIGTERM', drain);

console.log(`${REQUESTS.toLocaleString('en')} requests at once for one report that nobody has computed yet:\n`);
/** @type {[title: string, path: string][]} */
const runs = [
  ['unguarded', 'unguarded'],
  ['coalescing only', 'coalesced'],
  ['guarded, ttl of 5 s', 'guarded'],
];
/** @type {Record<string, object>} */
const table = {};
for (const [title, path] of runs) {
  const result = await burst(database, `${origin}/${path}/reports/${SHOP}`, { requests: REQUESTS });
  table[title] = {
    requests: result.answered,
    queries: result.queries,
    'p50 ms': result.p50,
    'p99 ms': result.p99,
    errors: result.errors,
    'wall s': result.seconds,
  };
}
console.table(table);
console.log('Queries are the count of the database itself, latencies those of the load generator.');

if (values.once) await drain();
else {
  console.log(`\nServing on ${origin} until Ctrl-C; try`);
  for (const [, path] of runs) console.log(`  ${origin}/${path}/reports/${SHOP}`);
}
