// An embedded Postgres in a worker thread, filled with a shop's orders.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { nodeResolver } from '@sluice/core';

const SHOPS = 100;
const ORDERS = 60_000;

const SCHEMA = `
  CREATE SEQUENCE report_runs;
  CREATE TABLE orders (id int PRIMARY KEY, shop int NOT NULL, day date NOT NULL, cents int NOT NULL);
  INSERT INTO orders
    SELECT n, n % ${SHOPS} + 1, date '2026-01-01' + (n::bigint * 7919 % 300)::int, (n::bigint * 104729 % 20000)::int
    FROM generate_series(1, ${ORDERS}) AS n;
  ANALYZE orders;`;

// No index helps this one: it ranks the shop among all others. The sequence makes the database count its runs itself.
const REPORT = `
  WITH totals AS (SELECT shop, count(*) AS orders, sum(cents) AS cents FROM orders GROUP BY shop)
  SELECT nextval('report_runs')::int AS run, shop, orders::int, cents::int, rank::int
  FROM (SELECT *, rank() OVER (ORDER BY cents DESC) FROM totals) AS ranked
  WHERE shop = $1`;

/**
 * @typedef {object} Report
 * @property {number} shop
 * @property {number} orders
 * @property {number} cents
 * @property {number} rank - Among all shops, by turnover.
 */

/** Opens the database; takes some seconds. */
export async function openDatabase() {
  const worker = new Worker(new URL('database-worker.mjs', import.meta.url));
  /** @type {Map<number, (error: Error | null, rows?: any[]) => void>} */
  const waiting = new Map();
  let sent = 0;
  /** @param {string} [sql] @param {unknown[]} [parameters] @returns {Promise<any[]>} */
  const send = (sql, parameters) =>
    new Promise((resolve, reject) => {
      sent += 1;
      waiting.set(sent, nodeResolver('database', resolve, reject));
      worker.postMessage({ id: sent, sql, parameters });
    });
  await once(worker, 'message');
  worker.on('message', ({ id, rows, error }) => {
    waiting.get(id)?.(error === undefined ? null : new Error(error), rows);
    waiting.delete(id);
  });
  // A worker that dies answers nobody any more.
  worker.on('error', (error) => {
    for (const callback of waiting.values()) callback(error);
    waiting.clear();
  });
  await send(SCHEMA);

  let latestRun = 0;
  return {
    /**
     * The report of one shop; undefined when there is no such shop. A real 5 to 20 ms of database work.
     * @param {number} shop
     * @returns {Promise<Report | undefined>}
     */
    report: async (shop) => {
      const [row] = await send(REPORT, [shop]);
      if (row === undefined) return undefined;
      const { run, ...report } = row;
      latestRun = Math.max(latestRun, run);
      return report;
    },
    /** The same count as of the last answered report: no query of its own, so it can be read while many are waiting. */
    latestRun: () => latestRun,
    /** How many reports the database has computed so far, by its own count. */
    reportsComputed: async () =>
      (await send(`SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int AS runs FROM report_runs`))[0].runs,
    close: async () => {
      await send();
      await worker.terminate();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openDatabase>>} Database */
