// Postgres in this thread: PGlite blocks its thread while a query runs, so the server keeps its own free.
import { parentPort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const database = await PGlite.create();

// Each message is answered once, in the order in which they came: { id, sql, parameters } → { id, rows } or { id, error }.
port.on('message', async ({ id, sql, parameters }) => {
  try {
    if (sql === undefined) {
      await database.close();
      port.postMessage({ id, rows: [] });
      port.close();
      return;
    }
    const { rows } = parameters
      ? await database.query(sql, parameters)
      : ((await database.exec(sql)).at(-1) ?? { rows: [] });
    port.postMessage({ id, rows });
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
port.postMessage({ ready: true });
