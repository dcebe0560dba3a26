// npm start: opens the database, starts the server, releases three avalanches, prints what they cost, and serves on.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import createServer, { close } from '@sluice/middleware';
import { burst } from './burst.mjs';
import { openDatabase } from './database.mjs';
import { createFace } from './face.mjs';
import { createApp } from './server.mjs';

const { values } = parseArgs({
  options: { once: { type: 'boolean', default: false }, requests: { type: 'string', default: '1000' } },
});
const requests = Number(values.requests);
const shop = 42;

// The port comes first: when it is taken, nobody waits for the database.
const app = createServer();
const server = app.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1');
try {
  await once(server, 'listening');
} catch (error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  const taken = `Port ${process.env['PORT']} is in use. Set PORT to another one, or leave it out for a free one.`;
  console.error(code === 'EADDRINUSE' ? taken : `Could not listen on port ${process.env['PORT']}: ${message}`);
  process.exit(1);
}
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const origin = `http://127.0.0.1:${port}`;

console.log('Opening an embedded Postgres and filling it with orders …');
const database = await openDatabase();
const face = createFace(database, origin);
app.use(face.app).use(createApp(database).app);

let draining = false;
const drain = async () => {
  if (draining) return;
  draining = true;
  console.log('\nDraining: no new connections, requests under way are finished …');
  face.stop();
  await close(server, { timeout: 5_000 });
  await database.close();
  process.exit(0);
};
process.on('SIGINT', drain);
process.on('SIGTERM', drain);

console.log(`${requests.toLocaleString('en')} requests at once for one report that nobody has computed yet:\n`);
/** @type {Record<string, object>} */
const table = {};
for (const [title, path] of /** @type {const} */ ([
  ['unguarded', 'unguarded'],
  ['coalescing only', 'coalesced'],
  ['guarded, ttl of 5 s', 'guarded'],
])) {
  const result = await burst(database, `${origin}/${path}/reports/${shop}`, { requests });
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
else console.log(`\nRelease an avalanche yourself, and watch it: ${origin}\nServing until Ctrl-C.`);
