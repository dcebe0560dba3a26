// Releases an avalanche: starts the load generator in a process of its own and reads the database's count around it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from '@sluice/core';

const run = promisify(
  (
    /** @type {string[]} */ args,
    /** @type {import('node:child_process').ExecFileOptions} */ options,
    /** @type {(error: Error | null, stdout: string) => void} */ callback,
  ) => execFile(process.execPath, args, { ...options, encoding: 'utf8' }, callback),
);
const generator = fileURLToPath(new URL('load.mjs', import.meta.url));

/**
 * @typedef {object} Outcome
 * @property {number} answered - Requests answered with 200.
 * @property {number} errors - Requests that failed in any way.
 * @property {number} queries - Reports that the database computed for them.
 * @property {number} p50 - Milliseconds.
 * @property {number} p99 - Milliseconds.
 * @property {number} seconds - Wall time of the burst.
 */

/**
 * @param {import('./database.mjs').Database} database
 * @param {string} url
 * @param {{ requests?: number, signal?: AbortSignal }} [options]
 * @returns {Promise<Outcome>}
 */
export async function burst(database, url, { requests = 1000, signal } = {}) {
  const before = await database.reportsComputed();
  const output = await run([generator, url, String(requests)], { ...(signal && { signal }) });
  return { ...JSON.parse(output), queries: (await database.reportsComputed()) - before };
}
