// Rung 8: async functions. What is left of the libraries is the bound, the timeout and the edge to callers with callbacks.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mapLimit } from '@sluice/async';
import { callbackify, withTimeout } from '@sluice/core';
import { hashOf } from '../fixture.mjs';
import { format, summarize } from '../format.mjs';

// excerpt: walk
/** @param {string} folder @returns {Promise<string[]>} */
export async function walk(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : path;
  });
  return (await Promise.all(found)).flat();
}
// end

// excerpt: report
/** @param {import('../types.js').Job & { signal?: AbortSignal }} job */
export async function makeReport({ root, database, target, concurrency, signal }) {
  const hashFile = async (/** @type {string} */ path) => ({ path, hash: hashOf(await readFile(path, { signal })) });
  const files = await mapLimit(await walk(root), concurrency, hashFile, { signal });
  const names = await withTimeout(database.findNames(files.map(({ hash }) => hash)), 10_000, { signal });
  await writeFile(target, format(root, files, names), { signal });
  return summarize(files, names);
}

/** @type {import('../types.js').Report} */
export const report = callbackify(makeReport);
// end
