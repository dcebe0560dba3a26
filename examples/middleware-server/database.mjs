// The shop's tables in an embedded Postgres. Against a Postgres server, this is the one file that changes.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { withResolvers } from '@sluice/core';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS products (id int PRIMARY KEY, name text NOT NULL, cents int NOT NULL);
  CREATE TABLE IF NOT EXISTS orders (
    id serial PRIMARY KEY, product int NOT NULL REFERENCES products, quantity int NOT NULL, request_id text NOT NULL
  );
  INSERT INTO products SELECT n, 'product ' || n, 100 + n * 7919 % 9900 FROM generate_series(1, 500) AS n
  ON CONFLICT DO NOTHING;`;

// What the shop shows of a product: how many were sold, and its rank among all of them.
const PRODUCT = `
  WITH sales AS (
    SELECT p.id, p.name, p.cents, coalesce(sum(o.quantity), 0)::int AS sold
    FROM products p LEFT JOIN orders o ON o.product = p.id GROUP BY p.id
  )
  SELECT * FROM (SELECT *, rank() OVER (ORDER BY sold DESC, cents)::int AS rank FROM sales) AS ranked WHERE id = $1`;

const ORDER = 'INSERT INTO orders (product, quantity, request_id) VALUES ($1, $2, $3) RETURNING id';

/**
 * @typedef {{ id: number, name: string, cents: number, sold: number, rank: number }} Product
 * @typedef {{ product: number, quantity: number }} Order
 */

/** @param {string} [folder] - Where the data is kept. Default: in memory. */
export async function openDatabase(folder) {
  const worker = new Worker(new URL('database-worker.mjs', import.meta.url), {
    workerData: { folder, schema: SCHEMA },
  });
  /** @type {Map<number, import('@sluice/core').Resolvers<any[]>>} */
  const waiting = new Map();
  let sent = 0;
  await once(worker, 'message');

  worker.on('message', ({ id, rows, error }) => {
    const query = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) query?.resolve(rows);
    else query?.reject(new Error(error));
  });
  // A thread that has ended answers nobody any more.
  worker.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the database is closed'));
    waiting.clear();
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });

  /** @param {string} sql @param {unknown[]} [parameters] @returns {Promise<any[]>} */
  const query = (sql, parameters) => {
    const answer = withResolvers();
    sent += 1;
    waiting.set(sent, /** @type {import('@sluice/core').Resolvers<any>} */ (answer));
    worker.postMessage({ id: sent, sql, parameters });
    return /** @type {Promise<any[]>} */ (answer.promise);
  };

  return {
    /** @param {number} id @returns {Promise<Product | undefined>} */
    product: async (id) => (await query(PRODUCT, [id]))[0],
    /**
     * @param {Order} order
     * @param {string} requestId - Kept with the order, so that a row leads back to the log.
     * @returns {Promise<number>} Its number.
     */
    addOrder: async ({ product, quantity }, requestId) => (await query(ORDER, [product, quantity, requestId]))[0].id,
    /** @returns {Promise<number>} */
    countOrders: async () => (await query('SELECT count(*)::int AS orders FROM orders'))[0].orders,
    close: async () => {
      const ended = once(worker, 'exit');
      worker.postMessage({ sql: null });
      await ended;
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openDatabase>>} Database */
