// Postgres in a thread of its own: PGlite blocks its thread while a query runs.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const database = await PGlite.create(workerData.folder);
await database.exec(workerData.schema);

// Answers { id, sql, parameters } with { id, rows } or { id, error }, in the order in which they come; `sql: null` ends.
port.on('message', async ({ id, sql, parameters }) => {
  if (sql === null) {
    await database.close();
    port.close();
    return;
  }
  try {
    const { rows } = await database.query(sql, parameters);
    port.postMessage({ id, rows });
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
port.postMessage('ready');
