// Rung 5: Deferred. Results are values that can be kept, combined and waited for; callbacks remain at the edges.
import { readdir, readFile, writeFile } from 'node:fs';
import { join } from 'node:path';
import { Deferred, map } from '@sluice/deferred';
import { hashOf } from '../fixture.mjs';
import { format, summarize } from '../format.mjs';

// excerpt: walk
/** @param {string} folder @returns {PromiseLike<string[]>} */
function walk(folder) {
  /** @type {Deferred<import('node:fs').Dirent[]>} */
  const entries = new Deferred();
  readdir(folder, { withFileTypes: true }, entries.makeNodeResolver());
  return entries.promise
    .then((list) =>
      map(list, (entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? walk(path) : [path];
      }),
    )
    .then((found) => found.flat());
}
// end

// excerpt: hash
/** @param {string} path */
export function hashFile(path) {
  /** @type {Deferred<Buffer>} */
  const content = new Deferred();
  readFile(path, content.makeNodeResolver());
  return content.promise.then((bytes) => ({ path, hash: hashOf(bytes) }));
}
// end

/** @type {import('../types.js').Report} */
export function report({ root, database, target, concurrency }, callback) {
  // excerpt: report
  map(walk(root), hashFile, { concurrency })
    .then((files) => {
      /** @type {Deferred<import('../types.js').Names>} */
      const names = new Deferred();
      database.lookUp(
        files.map(({ hash }) => hash),
        names.makeNodeResolver(),
      );
      return names.promise.then((found) => ({ files, names: found }));
    })
    .then(({ files, names }) => {
      /** @type {Deferred<void>} */
      const written = new Deferred();
      writeFile(target, format(root, files, names), written.makeNodeResolver());
      return written.promise.then(() => summarize(files, names));
    })
    .nodeify(callback);
  // end
}
