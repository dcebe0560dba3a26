// A million operations of each kind, each kind in a process of its own: the heap stays flat, and no timer, listener or
// handle is left, so that the process ends by itself. `node proof/leaks.mjs [kind …]`; SLUICE_OPERATIONS=100000 for less.
import { fileURLToPath } from 'node:url';
import { getEventListeners } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, finish, names, prove, root, run, say } from './lib.mjs';

const OPERATIONS = Number(process.env['SLUICE_OPERATIONS'] ?? 1_000_000);
const BATCHES = 25;
/** Growth that is noise of the collector and of compiled code, over a million operations. */
const ALLOWED = 1_000_000;

// As a user's files would, from tests/.
const require = createRequire(join(root, 'tests/package.json'));
/** @param {string} name @returns {any} */
const load = (name) => require(`@sluice/${name}`);

/**
 * A kind of operation: `setup` returns the function that does `n` of them, and one that is asked at the end what is left.
 *
 * @type {Record<string, { needs: string, setup: () => { work: (n: number) => Promise<unknown>, left?: () => unknown } }>}
 */
const kinds = {
  'calls under withTimeout, with one signal for all': {
    needs: 'core',
    setup: () => {
      const { withTimeout } = load('core');
      const { signal } = new AbortController();
      return {
        work: async (n) => {
          for (let i = 0; i < n; i += 1) await withTimeout(async () => i, 60_000, { signal });
        },
        left: () => getEventListeners(signal, 'abort').length,
      };
    },
  },
  'guard flights, two callers each, one in ten failing': {
    needs: 'eventproxy',
    setup: () => {
      const { Guard } = load('eventproxy');
      const guard = new Guard({ timeout: 60_000, maxWaiting: 10 });
      const { signal } = new AbortController();
      return {
        work: async (n) => {
          for (let i = 0; i < n; i += 1) {
            const task = async () => {
              if (i % 10 === 0) throw failure;
              return i;
            };
            await Promise.allSettled([guard.run(i, task, { signal }), guard.run(i, task)]);
          }
        },
        left: () => guard.size + getEventListeners(signal, 'abort').length,
      };
    },
  },
  'guard flights whose values are kept for a while, over ever new keys': {
    needs: 'eventproxy',
    setup: () => {
      const { Guard } = load('eventproxy');
      const guard = new Guard({ ttl: 60_000 });
      return {
        work: async (n) => {
          for (let i = 0; i < n; i += 1) await guard.run({}, async () => 1);
        },
      };
    },
  },
  'barriers of three events on one proxy': {
    needs: 'eventproxy',
    setup: () => {
      const { EventProxy } = load('eventproxy');
      const proxy = new EventProxy();
      let complete = 0;
      return {
        work: async (n) => {
          for (let i = 0; i < n; i += 1) {
            proxy.all('a', 'b', 'c', () => (complete += 1));
            proxy.emit('a', i).emit('b', i).emit('c', i);
          }
          if (complete % n !== 0) throw new Error(`${complete} barriers`);
        },
      };
    },
  },
  'barriers as promises, with one signal for all and a timeout': {
    needs: 'eventproxy',
    setup: () => {
      const { EventProxy } = load('eventproxy');
      const proxy = new EventProxy();
      const { signal } = new AbortController();
      return {
        work: async (n) => {
          for (let i = 0; i < n; i += 1) {
            const both = proxy.all('a', 'b', { signal, timeout: 60_000 });
            proxy.emit('a', i).emit('b', i);
            await both;
          }
        },
        left: () => getEventListeners(signal, 'abort').length,
      };
    },
  },
  'queue jobs with callbacks': {
    needs: 'async',
    setup: () => {
      const { queue } = load('async');
      const jobs = queue(
        (/** @type {number} */ job, /** @type {any} */ callback) => setImmediate(callback, null, job),
        100,
      );
      return {
        work: (n) =>
          new Promise((resolve) => {
            let left = n;
            for (let i = 0; i < n; i += 1) {
              jobs.push(i, () => {
                left -= 1;
                if (left === 0) resolve(undefined);
              });
            }
          }),
        left: () => jobs.length() + jobs.running(),
      };
    },
  },
  'queue jobs as promises, with one signal for all': {
    needs: 'async',
    setup: () => {
      const { queue } = load('async');
      const { signal } = new AbortController();
      const jobs = queue(async (/** @type {number} */ job) => job, 10);
      return {
        work: async (n) => {
          for (let i = 0; i < n; i += 100) {
            await Promise.all(Array.from({ length: 100 }, (_, j) => jobs.push(i + j, { signal })));
          }
        },
        left: () => jobs.length() + jobs.running() + getEventListeners(signal, 'abort').length,
      };
    },
  },
  'items of mapLimit, with one signal for all calls': {
    needs: 'async',
    setup: () => {
      const { mapLimit } = load('async');
      const { signal } = new AbortController();
      const items = Array.from({ length: 1_000 }, (_, i) => i);
      return {
        work: async (n) => {
          for (let i = 0; i < n; i += items.length) {
            await mapLimit(items, 10, async (/** @type {number} */ item) => item + 1, { signal });
          }
        },
        left: () => getEventListeners(signal, 'abort').length,
      };
    },
  },
  'items of mapIterable, with one signal for all streams': {
    needs: 'async',
    setup: () => {
      const { mapIterable } = load('async');
      const { signal } = new AbortController();
      const items = Array.from({ length: 1_000 }, (_, i) => i);
      const options = { concurrency: 10, signal };
      return {
        work: async (n) => {
          for (let i = 0; i < n; i += items.length) {
            let sum = 0;
            for await (const item of mapIterable(items, async (/** @type {number} */ item) => item, options))
              sum += item;
            if (sum !== 499_500) throw new Error(`the sum is ${sum}`);
          }
        },
        left: () => getEventListeners(signal, 'abort').length,
      };
    },
  },
  'calls that are aborted half-way': {
    needs: 'async',
    setup: () => {
      const { mapLimit } = load('async');
      return {
        work: async (n) => {
          // Ten tasks for each call.
          for (let i = 0; i < n; i += 10) {
            const controller = new AbortController();
            let started = 0;
            const task = async () => {
              if ((started += 1) === 10) controller.abort(failure);
            };
            const items = { length: 1_000 };
            const reason = await mapLimit(items, 5, task, { signal: controller.signal }).catch(
              (/** @type {unknown} */ e) => e,
            );
            if (reason !== failure) throw reason;
          }
        },
      };
    },
  },
  'steps of one promise chain f(n) → then(f)': {
    needs: 'deferred',
    setup: () => {
      const { SluicePromise } = load('deferred');
      /** @type {(left: number) => any} */
      const step = (left) => (left === 0 ? 'end' : SluicePromise.resolve(left - 1).then(step));
      return { work: (n) => step(n) };
    },
  },
  'deferreds settled through their Node callback': {
    needs: 'deferred',
    setup: () => {
      const { Deferred } = load('deferred');
      return {
        work: async (n) => {
          for (let i = 0; i < n; i += 1) {
            const deferred = new Deferred();
            setImmediateEvery(i, deferred.makeNodeResolver());
            await deferred.promise.then((/** @type {number} */ value) => value + 1);
          }
        },
      };
    },
  },
  'steps of Step, with a parallel one': {
    needs: 'step',
    setup: () => {
      const { Step } = load('step');
      /** @param {any} resolve */
      const one = (resolve) =>
        Step(
          /** @this {any} */ function () {
            setImmediateEvery(1, this);
          },
          /** @this {any} */ function (/** @type {unknown} */ _error, /** @type {number} */ n) {
            this.parallel()(null, n);
            queueMicrotask(this.parallel());
          },
          () => resolve(),
        );
      return {
        work: async (n) => {
          // Three steps a run.
          for (let i = 0; i < n; i += 3) await new Promise(one);
        },
      };
    },
  },
  'steps of the modern entry, with one signal for all and a timeout': {
    needs: 'step',
    setup: () => {
      const { step } = load('step/promises');
      const { signal } = new AbortController();
      return {
        work: async (n) => {
          // Three steps a run.
          for (let i = 0; i < n; i += 3) {
            await step([() => 1, async (/** @type {any} */ _tools, /** @type {number} */ value) => value, () => 3], {
              signal,
              timeout: 60_000,
            });
          }
        },
        left: () => getEventListeners(signal, 'abort').length,
      };
    },
  },
  'requests through a chain, async layers, one in ten failing': {
    needs: 'middleware',
    setup: () => {
      const connect = load('middleware');
      const { EventEmitter } = require('node:events');
      const app = connect();
      app.use(async (/** @type {any} */ _req, /** @type {any} */ _res, /** @type {any} */ next) => {
        await next();
      });
      app.use('/api', (/** @type {any} */ _req, /** @type {any} */ _res, /** @type {any} */ next) => next());
      app.use('/api', async (/** @type {any} */ req, /** @type {any} */ res) => {
        if (req.fails) throw failure;
        res.writableEnded = true;
        res.emit('finish');
        res.emit('close');
      });
      return {
        work: async (n) => {
          for (let i = 0; i < n; i += 1) {
            await new Promise((resolve) => {
              const req = Object.assign(new EventEmitter(), {
                url: '/api/x',
                method: 'GET',
                headers: {},
                fails: i % 10 === 0,
              });
              const res = Object.assign(new EventEmitter(), { writableEnded: false, headersSent: false });
              res.once('close', resolve);
              app(req, res, resolve);
            });
          }
        },
      };
    },
  },
};

const failure = new Error('one in ten');
const CONTROL = 'control';
/** @type {typeof kinds[string]} */
const control = {
  needs: 'core',
  setup: () => {
    /** @type {object[]} */
    const kept = [];
    return {
      work: async (n) => {
        for (let i = 0; i < n; i += 1) kept.push({ i });
      },
    };
  },
};

/** Mostly at once, sometimes in another turn. @param {number} i @param {(error: null, value: number) => void} callback */
function setImmediateEvery(i, callback) {
  if (i % 100 === 0) setImmediate(callback, null, i);
  else callback(null, i);
}

/** @param {string[]} wanted */
async function all(wanted) {
  say(`${OPERATIONS.toLocaleString('en')} operations of each kind`);
  if (!(await prove('the packages build', build))) finish('leaks');
  for (const [name, { needs }] of Object.entries(kinds)) {
    if (!names.includes(needs) || (wanted.length > 0 && !wanted.some((word) => name.includes(word)))) continue;
    const args = ['--expose-gc', fileURLToPath(import.meta.url), '--measure', name];
    await prove(name, async () => (await run(process.execPath, args, { timeout: 600_000 })).trim());
  }
  await prove('a leak of one small object for each operation would be found', async () => {
    const args = ['--expose-gc', fileURLToPath(import.meta.url), '--measure', CONTROL];
    const error = await run(process.execPath, args, { timeout: 600_000 }).catch((reason) => reason);
    if (!/the heap grew by/.test(error.message)) throw new Error('it was not');
  });
  finish('leaks');
}

/** @param {typeof kinds[string]} kind */
async function measure({ setup }) {
  const { gc } = /** @type {{ gc: () => void }} */ (/** @type {unknown} */ (globalThis));
  const settle = async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
    gc();
    return process.memoryUsage().heapUsed;
  };
  const begin = Date.now();
  const { work, left } = setup();
  const size = Math.ceil(OPERATIONS / BATCHES);
  /** @type {number[]} */
  const heap = [];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    await work(size);
    heap.push(await settle());
  }
  // The first fifth compiles and fills what is bounded.
  const [first, last] = [heap.slice(BATCHES / 5, (BATCHES * 2) / 5), heap.slice((-BATCHES * 1) / 5)].map(median);
  const growth = Number(last) - Number(first);
  if (growth > ALLOWED) {
    const curve = heap.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ');
    throw new Error(`the heap grew by ${growth} bytes; after each batch, in MB: ${curve}`);
  }
  const remaining = left?.() ?? 0;
  if (remaining !== 0) throw new Error(`${String(remaining)} listeners, jobs or keys are left`);
  const after = handles();
  if (after.length > 0) throw new Error(`handles left: ${after.join(', ')}`);
  const seconds = Math.round((Date.now() - begin) / 1000);
  const rate = `${(growth / OPERATIONS).toFixed(3)} bytes of heap an operation`;
  console.log(`${rate}, ${(Number(last) / 1e6).toFixed(1)} MB at the end, no handle left, ${seconds} s`);
  // No process.exit: a timer or socket that was left would keep the process, and fail the run.
}

/** What keeps the process alive, but for its output. */
const handles = () =>
  process
    .getActiveResourcesInfo()
    .filter((kind) => !/^(TTYWrap|PipeWrap|FS|Pipe)/.test(kind))
    .sort();

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const [, , mode, kind] = process.argv;
if (mode === '--measure') await measure(kinds[String(kind)] ?? control);
else await all(process.argv.slice(2));
