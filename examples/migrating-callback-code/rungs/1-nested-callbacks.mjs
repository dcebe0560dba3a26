// Rung 1: nested callbacks, counters and a hand-made pool.
import { readdir, readFile, writeFile } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../fixture.mjs';
import { format, summarize } from '../format.mjs';

// excerpt: walk
/** @param {string} folder @param {(error?: unknown, paths?: string[]) => void} callback */
function walk(folder, callback) {
  readdir(folder, { withFileTypes: true }, (error, entries) => {
    if (error) return callback(error);
    /** @type {string[]} */
    const paths = [];
    let left = entries.length;
    let failed = false;
    if (left === 0) return callback(null, paths);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) {
        paths.push(path);
        left -= 1;
        if (left === 0) callback(null, paths);
        continue;
      }
      walk(path, (walkError, found) => {
        if (failed) return;
        if (walkError) {
          failed = true;
          return callback(walkError);
        }
        paths.push(...(found ?? []));
        left -= 1;
        if (left === 0) callback(null, paths);
      });
    }
  });
}
// end

// excerpt: hash
/**
 * @param {string[]} paths
 * @param {number} concurrency
 * @param {(error?: unknown, files?: import('../types.js').Hashed[]) => void} callback
 */
function hashAll(paths, concurrency, callback) {
  /** @type {import('../types.js').Hashed[]} */
  const files = [];
  let started = 0;
  let finished = 0;
  let failed = false;
  if (paths.length === 0) return callback(null, files);
  const startOne = () => {
    const path = paths[started];
    if (path === undefined || failed) return;
    started += 1;
    readFile(path, (error, content) => {
      if (failed) return;
      if (error) {
        failed = true;
        return callback(error);
      }
      files.push({ path, hash: hashOf(content) });
      finished += 1;
      if (finished === paths.length) callback(null, files);
      else startOne();
    });
  };
  for (let i = 0; i < concurrency; i += 1) startOne();
}
// end

/** @type {import('../types.js').Report} */
export function report({ root, database, target, concurrency }, callback) {
  // excerpt: report
  walk(root, (walkError, paths = []) => {
    if (walkError) return callback(walkError);
    hashAll(paths, concurrency, (hashError, files = []) => {
      if (hashError) return callback(hashError);
      const hashes = files.map(({ hash }) => hash);
      database.lookUp(hashes, (lookUpError, names = new Map()) => {
        if (lookUpError) return callback(lookUpError);
        writeFile(target, format(root, files, names), (writeError) => {
          if (writeError) return callback(writeError);
          callback(null, summarize(files, names));
        });
      });
    });
  });
  // end
}
