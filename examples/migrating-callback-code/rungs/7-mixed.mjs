// Rung 7: mixed. What a file looks like in the middle of its migration: every call at the rung that it has reached.
import { writeFile } from 'node:fs';
import { mapLimit } from '@sluice/async';
import { Deferred } from '@sluice/deferred';
import { EventProxy } from '@sluice/eventproxy';
import Step from '@sluice/step';
import { format, summarize } from '../format.mjs';
import { walk } from './2-step.mjs';
import { hashFile } from './5-deferred.mjs';

/** @typedef {import('../types.js').Hashed} Hashed */

/** @type {import('../types.js').Report} */
export function report({ root, database, target, concurrency }, callback) {
  // excerpt: report
  const proxy = new EventProxy();
  proxy.fail(callback);
  proxy.all('summary', 'written', (summary) => callback(null, summary));
  Step(
    function () {
      walk(root, this); // Step's callback, handed to a function made of Step
    },
    async function (error, /** @type {string[]} */ paths) {
      if (error) throw error;
      return mapLimit(paths, concurrency, hashFile); // an async step, async's bound, tasks that return a Deferred's promise
    },
    function (error, /** @type {Hashed[]} */ files) {
      if (error) throw error;
      /** @type {Deferred<import('../types.js').Names>} */
      const names = new Deferred();
      database.lookUp(
        files.map(({ hash }) => hash),
        names.makeNodeResolver(),
      );
      this.parallel()(null, files);
      this.parallel(names.promise); // a promise as a branch
    },
    proxy.done((/** @type {Hashed[]} */ files, /** @type {import('../types.js').Names} */ names) => {
      writeFile(target, format(root, files, names), proxy.done('written')); // an event of a proxy as Node callback
      proxy.emit('summary', summarize(files, names));
    }),
  );
  // end
}
