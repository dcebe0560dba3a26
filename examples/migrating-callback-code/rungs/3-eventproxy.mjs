// Rung 3: EventProxy. Each result is an event; nobody nests, and errors have one place.
import { readdir, readFile, writeFile } from 'node:fs';
import { join } from 'node:path';
import { EventProxy } from '@sluice/eventproxy';
import { hashOf } from '../fixture.mjs';
import { format, summarize } from '../format.mjs';

/** @typedef {import('../types.js').Hashed} Hashed */

// excerpt: walk
/** @param {string} folder @param {(error?: unknown, paths?: string[]) => void} callback */
function walk(folder, callback) {
  const proxy = new EventProxy();
  proxy.fail(callback);
  readdir(
    folder,
    { withFileTypes: true },
    proxy.done((entries) => {
      proxy.after('found', entries.length, (/** @type {(string | string[])[]} */ found) =>
        callback(null, found.flat()),
      );
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) walk(path, proxy.done('found'));
        else proxy.emit('found', path);
      }
    }),
  );
}
// end

// excerpt: hash
/** @param {string[]} paths @param {number} concurrency @param {(error?: unknown, files?: Hashed[]) => void} callback */
export function hashAll(paths, concurrency, callback) {
  const proxy = new EventProxy();
  const waiting = [...paths];
  const startOne = () => {
    const path = waiting.shift();
    if (path === undefined) return;
    readFile(
      path,
      proxy.done((content) => proxy.emit('hashed', { path, hash: hashOf(content) })),
    );
  };
  proxy.fail(callback);
  proxy.after('hashed', paths.length, (/** @type {Hashed[]} */ files) => callback(null, files));
  proxy.on('hashed', startOne);
  for (let i = 0; i < concurrency; i += 1) startOne();
}
// end

/** @type {import('../types.js').Report} */
export function report({ root, database, target, concurrency }, callback) {
  // excerpt: report
  const proxy = new EventProxy();
  proxy.fail(callback);
  proxy.once('paths', (paths) => hashAll(paths, concurrency, proxy.done('files')));
  proxy.once('files', (/** @type {Hashed[]} */ files) => {
    database.lookUp(
      files.map(({ hash }) => hash),
      proxy.done('names'),
    );
  });
  proxy.all('files', 'names', (files, names) => {
    writeFile(target, format(root, files, names), proxy.done('written'));
  });
  proxy.all('files', 'names', 'written', (files, names) => callback(null, summarize(files, names)));
  walk(root, proxy.done('paths'));
  // end
}
