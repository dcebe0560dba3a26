// Rung 4: async. The counters and the pool become arguments.
import { readdir, readFile, writeFile } from 'node:fs';
import { join } from 'node:path';
import { concat, mapLimit, waterfall } from '@sluice/async';
import { hashOf } from '../fixture.mjs';
import { format, summarize } from '../format.mjs';

/** @typedef {import('../types.js').Hashed} Hashed */

// excerpt: walk
/** @param {string} folder @param {(error?: unknown, paths?: string[]) => void} callback */
export function walk(folder, callback) {
  readdir(folder, { withFileTypes: true }, (error, entries) => {
    if (error) return callback(error);
    /** @param {import('node:fs').Dirent} entry @param {(error?: unknown, paths?: string[]) => void} next */
    const visit = (entry, next) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path, next);
      else next(null, [path]);
    };
    concat(entries, visit, callback);
  });
}
// end

// excerpt: hash
/** @param {string} path @param {(error?: unknown, file?: Hashed) => void} callback */
export function hashFile(path, callback) {
  readFile(path, (error, content) => {
    if (error) callback(error);
    else callback(null, { path, hash: hashOf(content) });
  });
}
// end

/** @type {import('../types.js').Report} */
export function report({ root, database, target, concurrency }, callback) {
  // excerpt: report
  /** @type {Hashed[]} */
  let files = [];
  waterfall(
    [
      (/** @type {(error?: unknown, paths?: string[]) => void} */ next) => walk(root, next),
      (/** @type {string[]} */ paths, /** @type {(error?: unknown, hashed?: Hashed[]) => void} */ next) =>
        mapLimit(paths, concurrency, hashFile, next),
      (
        /** @type {Hashed[]} */ hashed,
        /** @type {(error?: unknown, names?: import('../types.js').Names) => void} */ next,
      ) => {
        files = hashed;
        database.lookUp(
          hashed.map(({ hash }) => hash),
          next,
        );
      },
      (
        /** @type {import('../types.js').Names} */ names,
        /** @type {(error?: unknown, summary?: import('../types.js').Summary) => void} */ next,
      ) => {
        writeFile(target, format(root, files, names), (error) => next(error, summarize(files, names)));
      },
    ],
    callback,
  );
  // end
}
