// Rung 2: Step. The pyramid lies down; groups count for us.
import { readdir, readFile, writeFile } from 'node:fs';
import { join } from 'node:path';
import Step from '@sluice/step';
import { hashOf } from '../fixture.mjs';
import { format, summarize } from '../format.mjs';

/** @typedef {import('../types.js').Hashed} Hashed */

// excerpt: walk
/** @param {string} folder @param {(error?: unknown, paths?: string[]) => void} callback */
export function walk(folder, callback) {
  Step(
    function () {
      readdir(folder, { withFileTypes: true }, this);
    },
    function (error, /** @type {import('node:fs').Dirent[]} */ entries) {
      if (error) throw error;
      const group = this.group();
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) walk(path, group());
        else group()(null, path);
      }
    },
    function (error, /** @type {(string | string[])[]} */ found) {
      if (error) throw error;
      return found.flat();
    },
    callback,
  );
}
// end

// excerpt: hash
// Step has no bound of its own: a batch after the other.
/** @param {string[]} paths @param {number} size @param {(error?: unknown, files?: Hashed[]) => void} callback */
function hashAll(paths, size, callback) {
  const batch = paths.slice(0, size);
  const rest = paths.slice(size);
  Step(
    function () {
      const group = this.group();
      for (const path of batch) readFile(path, group());
    },
    function (error, /** @type {Buffer[]} */ contents) {
      if (error) throw error;
      const files = batch.map((path, i) => ({ path, hash: hashOf(contents[i] ?? '') }));
      this.parallel()(null, files);
      if (rest.length > 0) hashAll(rest, size, this.parallel());
    },
    (error, /** @type {Hashed[]} */ files, /** @type {Hashed[]} */ others = []) => {
      if (error) throw error;
      return [...files, ...others];
    },
    callback,
  );
}
// end

/** @type {import('../types.js').Report} */
export function report({ root, database, target, concurrency }, callback) {
  // excerpt: report
  Step(
    function () {
      walk(root, this);
    },
    function (error, /** @type {string[]} */ paths) {
      if (error) throw error;
      hashAll(paths, concurrency, this);
    },
    function (error, /** @type {Hashed[]} */ files) {
      if (error) throw error;
      this['files'] = files;
      database.lookUp(
        files.map(({ hash }) => hash),
        this,
      );
    },
    function (error, /** @type {import('../types.js').Names} */ names) {
      if (error) throw error;
      const files = /** @type {Hashed[]} */ (this['files']);
      this.parallel()(null, summarize(files, names));
      writeFile(target, format(root, files, names), this.parallel());
    },
    callback,
  );
  // end
}
