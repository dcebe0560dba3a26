// Deferred and its promise against native promises, bluebird, q, when and es6-promise. Every row is measured outside and
// inside AsyncLocalStorage.run. Only native promises and ours keep the context of `then`; `@sluice/deferred, no context` is
// ours with `configure({ asyncContext: false })`, which does the work that the other libraries do.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const ours = '@sluice/deferred';

const names = [
  'create + resolve',
  'chain of 10 then',
  'reject + catch',
  'all of 1,000',
  'parallel: 1,000 promisified calls',
  'sequence of 20 promisified calls',
  'callbackify round trip',
  'await of a settled promise',
  'await of a pending promise',
];
const memory = ['bytes per pending promise', 'bytes per pending promise with one then'];
const INSIDE = ' (inside AsyncLocalStorage.run)';
const NO_CONTEXT = '@sluice/deferred, no context';

export const rows = Object.fromEntries([
  ...names.flatMap((name) => [name, name + INSIDE].map((row) => [row, { floor: [NO_CONTEXT] }])),
  ...memory.map((name) => [name, { floor: [NO_CONTEXT] }]),
]);

/**
 * @typedef {object} Library
 * @property {() => { promise: any, resolve: (value: any) => void, reject: (reason: any) => void }} defer
 * @property {(value: any) => any} resolve
 * @property {(reason: any) => any} reject
 * @property {(list: any[]) => any} all
 * @property {(fn: any) => (...args: any[]) => any} promisify
 * @property {(fn: any) => (...args: any[]) => void} callbackify
 */

/** @param {number} n */
const addOne = (n) => n + 1;
const pass = () => {};
const storage = new AsyncLocalStorage();
const BOOM = new Error('boom');
// Keeps results from being optimised away.
/** @type {unknown} */
export let sink;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** What Node's own APIs look like: the callback comes in a later turn; one turn serves all that wait.
 * @type {(() => void)[]} */
let waiting = [];
/** @param {number} value @param {(error: null, value: number) => void} callback */
function nodeCall(value, callback) {
  if (waiting.length === 0) {
    setImmediate(() => {
      const now = waiting;
      waiting = [];
      for (const call of now) call();
    });
  }
  waiting.push(() => callback(null, value));
}

/** @param {Library} library */
function rowsOf({ defer, resolve, reject, all, promisify, callbackify }) {
  const promised = promisify(nodeCall);
  const called = callbackify((/** @type {number} */ n) => resolve(n));
  const list = Array.from({ length: 1000 }, (_, i) => i);
  /** @type {Record<string, () => { run: () => unknown, operations: number }>} */
  const timed = {
    'create + resolve': () => ({
      operations: 1000,
      run: () => {
        for (let i = 0; i < 1000; i += 1) {
          const deferred = defer();
          deferred.resolve(i);
          sink = deferred.promise;
        }
      },
    }),
    'chain of 10 then': () => ({
      operations: 1000,
      run: async () => {
        for (let i = 0; i < 100; i += 1) {
          const deferred = defer();
          let { promise } = deferred;
          for (let k = 0; k < 10; k += 1) promise = promise.then(addOne);
          deferred.resolve(0);
        }
        await turn();
      },
    }),
    'reject + catch': () => ({
      operations: 1000,
      run: async () => {
        for (let i = 0; i < 1000; i += 1) reject(BOOM).then(undefined, pass);
        await turn();
      },
    }),
    'all of 1,000': () => ({
      operations: 1000,
      run: async () => {
        const deferreds = list.map(() => defer());
        const result = all(deferreds.map(({ promise }) => promise));
        for (const deferred of deferreds) deferred.resolve(1);
        await result;
      },
    }),
    'parallel: 1,000 promisified calls': () => ({
      operations: 1000,
      run: async () => {
        await all(list.map((n) => promised(n)));
      },
    }),
    'sequence of 20 promisified calls': () => ({
      operations: 1000,
      run: async () => {
        await all(
          Array.from({ length: 50 }, () => {
            let promise = promised(0);
            for (let i = 1; i < 20; i += 1) promise = promise.then(promised);
            return promise;
          }),
        );
      },
    }),
    'callbackify round trip': () => ({
      operations: 1000,
      run: async () => {
        for (let i = 0; i < 1000; i += 1) called(i, pass);
        await turn();
      },
    }),
    'await of a settled promise': () => ({
      operations: 100,
      run: async () => {
        const promise = resolve(1);
        for (let i = 0; i < 100; i += 1) await promise;
      },
    }),
    'await of a pending promise': () => ({
      operations: 100,
      run: async () => {
        for (let i = 0; i < 100; i += 1) {
          const deferred = defer();
          queueMicrotask(() => deferred.resolve(1));
          await deferred.promise;
        }
      },
    }),
  };
  /** @type {Record<string, () => unknown>} */
  const result = {};
  for (const [name, make] of Object.entries(timed)) {
    result[name] = make;
    result[name + INSIDE] = () => {
      const { run, operations } = make();
      return { operations, run: () => storage.run({}, run) };
    };
  }
  for (const [i, name] of memory.entries()) {
    result[name] = async () => {
      const count = 100_000;
      const kept = new Array(count);
      const before = await heap();
      for (let k = 0; k < count; k += 1) {
        kept[k] = defer();
        if (i === 1) kept[k].promise.then(addOne);
      }
      const value = ((await heap()) - before) / count;
      return { value: kept.length > 0 ? value : 0, unit: 'bytes' };
    };
  }
  return result;
}

async function heap() {
  const gc = /** @type {() => void} */ (/** @type {any} */ (globalThis).gc);
  await turn();
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

/** @param {any} constructor */
const deferOf = (constructor) => () => {
  /** @type {any} */
  let resolve;
  /** @type {any} */
  let reject;
  const promise = new constructor((/** @type {any} */ yes, /** @type {any} */ no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};

/** @param {boolean} asyncContext */
const sluice = async (asyncContext) => {
  const { callbackify, configure, Deferred, promisify, SluicePromise } = await import('@sluice/deferred');
  configure({ asyncContext });
  return rowsOf({
    defer: () => new Deferred(),
    resolve: (value) => SluicePromise.resolve(value),
    reject: (reason) => SluicePromise.reject(reason),
    all: (list) => SluicePromise.all(list),
    promisify,
    callbackify,
  });
};

export const contenders = {
  [ours]: () => sluice(true),
  [NO_CONTEXT]: () => sluice(false),
  native: async () => {
    const { callbackify, promisify } = await import('node:util');
    return rowsOf({
      defer: deferOf(Promise),
      resolve: (value) => Promise.resolve(value),
      reject: (reason) => Promise.reject(reason),
      all: (list) => Promise.all(list),
      promisify,
      callbackify,
    });
  },
  bluebird: async () => {
    const Bluebird = require('bluebird');
    return rowsOf({
      defer: () => Bluebird.defer(),
      resolve: Bluebird.resolve,
      reject: Bluebird.reject,
      all: Bluebird.all,
      promisify: Bluebird.promisify,
      callbackify: (fn) => (value, callback) => fn(value).asCallback(callback),
    });
  },
  q: async () => {
    const Q = require('q');
    Q.stopUnhandledRejectionTracking();
    return rowsOf({
      defer: Q.defer,
      resolve: Q,
      reject: Q.reject,
      all: Q.all,
      promisify: Q.denodeify,
      callbackify: (fn) => (value, callback) => fn(value).nodeify(callback),
    });
  },
  when: async () => {
    const when = require('when');
    const node = require('when/node');
    return rowsOf({
      defer: when.defer,
      resolve: when.resolve,
      reject: when.reject,
      all: when.all,
      promisify: node.lift,
      callbackify: (fn) => (value, callback) => node.bindCallback(fn(value), callback),
    });
  },
  'es6-promise': async () => {
    const { Promise: Es6 } = require('es6-promise');
    return rowsOf({
      defer: deferOf(Es6),
      resolve: (value) => Es6.resolve(value),
      reject: (reason) => Es6.reject(reason),
      all: (list) => Es6.all(list),
      promisify:
        (fn) =>
        (...args) =>
          new Es6((/** @type {any} */ yes, /** @type {any} */ no) => {
            fn(...args, (/** @type {any} */ error, /** @type {any} */ value) => (error ? no(error) : yes(value)));
          }),
      callbackify: (fn) => (value, callback) => {
        fn(value).then((/** @type {any} */ result) => callback(null, result), callback);
      },
    });
  },
};
