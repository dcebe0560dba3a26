import { bindContext, throwLater } from '@sluice/core';
import { hooks } from './internal/hooks.js';
import {
  defer as makeDeferred,
  fulfilled,
  nbind as bindMethod,
  nfbind as bindFunction,
  qAll,
  qAny,
  QPromise,
  qRace,
  rejected,
  toQ,
} from './internal/QPromise.js';
import { enqueue, setSchedule } from './internal/queue.js';
import {
  getUnhandledReasons as reasons,
  installReports,
  resetUnhandledRejections as resetReports,
  stopUnhandledRejectionTracking as stopReports,
} from './internal/rejections.js';
import type { QDeferred, QPromiseOf, QState, QStatic, Whenable } from './QStatic.js';

type List = unknown[];
type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Q's function and namespace, on the promises of this package.
 *
 * `Q(value)` gives a promise of `value`; its properties are Q's: `Q.defer`, `Q.all`, `Q.nfcall` … They may be replaced, and
 * `Q.onerror` and `Q.nextTick` take effect when they are.
 *
 * @example
 * ```ts
 * import Q from '@sluice/deferred/q';
 *
 * const deferred = Q.defer<number>();
 * deferred.resolve(20);
 * await Q.all([deferred.promise, 22]).spread((a: number, b: number) => a + b); // => 42
 * ```
 */
const Q: QStatic = function (value?: unknown) {
  return toQ(value);
} as never;

// eslint-disable-next-line @typescript-eslint/no-namespace -- types of Q: Q.Promise<T>, as with @types/q
declare namespace Q {
  /** A promise of Q. */
  export type Promise<T> = QPromiseOf<T>;
  /** What `Q.defer()` gives. */
  export type Deferred<T> = QDeferred<T>;
  /** What `inspect()` gives. */
  export type PromiseState<T> = QState<T>;
  /** A value or a promise of it. */
  export type IWhenable<T> = Whenable<T>;
  /** Any thenable. */
  export type IPromise<T> = PromiseLike<T>;
}
export default Q;

const isPromise = (value: unknown): value is QPromise => value instanceof QPromise;

function newPromise(resolver: unknown): QPromise {
  if (typeof resolver !== 'function') throw new TypeError('resolver must be a function.');
  const deferred = makeDeferred();
  try {
    (resolver as AnyFunction)(deferred.resolve, deferred.reject, deferred.notify);
  } catch (error) {
    deferred.reject(error);
  }
  return deferred.promise;
}
Object.assign(newPromise, { race: qRace, all: qAll, reject: rejected, resolve: toQ });

// Only its prototype is of use: promises made of a message handler are left out.
const fromDescriptor = function (): never {
  throw new TypeError('Q.makePromise: promises made of a message handler are not supported');
};
fromDescriptor.prototype = QPromise.prototype;

// In Node from `nextTick`, as Q does: a microtask would escape the domain that is entered.
const escape = (error: unknown): void => {
  const { process: host } = globalThis as { process?: { nextTick?: (task: () => void) => void } };
  if (typeof host?.nextTick !== 'function') throwLater(error);
  else {
    host.nextTick(() => {
      throw error;
    });
  }
};

const tick = (task: () => void): void => {
  // The escape belongs to the context too.
  const run = bindContext(() => {
    try {
      task();
    } catch (error) {
      escape(error);
    }
  });
  enqueue(run, undefined);
};

function makeAsync(makeGenerator: AnyFunction): AnyFunction {
  return function (this: unknown, ...args) {
    const generator = makeGenerator.apply(this, args) as Generator;
    const step = (verb: 'next' | 'throw', value?: unknown): unknown => {
      let result: IteratorResult<unknown>;
      try {
        result = generator[verb](value);
      } catch (error) {
        return rejected(error);
      }
      if (result.done) return toQ(result.value);
      return toQ(result.value).then(
        (next) => step('next', next),
        (reason: unknown) => step('throw', reason),
      );
    };
    return step('next');
  };
}

// `Q.method(object, …args)` for the methods of the promise.
const METHODS = [
  'allSettled allResolved spread tap join thenResolve thenReject fail catch progress fin finally done timeout dispatch',
  'get set del delete mapply post send mcall invoke fapply try fcall keys nfapply nfcall nmapply npost nsend nmcall',
  'ninvoke nodeify fbind',
];
const api: Record<string, unknown> = {};
for (const name of METHODS.join(' ').split(' ')) {
  const method = name === 'try' ? 'fcall' : name;
  api[name] = (object: unknown, ...args: List) =>
    (toQ(object) as unknown as Record<string, AnyFunction>)[method]?.(...args);
}
const { allResolved: resolvedQuietly } = api as { allResolved: AnyFunction };
Object.assign(api, {
  resolve: toQ,
  fulfill: fulfilled,
  reject: rejected,
  defer: makeDeferred,
  Promise: newPromise,
  promise: newPromise,
  makePromise: fromDescriptor,
  all: qAll,
  any: qAny,
  race: qRace,
  allResolved: (list: unknown) => {
    console.warn('allResolved is deprecated, use allSettled instead.');
    return resolvedQuietly(list);
  },
  when: (value: unknown, ...handlers: never[]) => toQ(value).then(...handlers),
  delay: (value: unknown, ms?: number) => (ms === undefined ? toQ().delay(value as number) : toQ(value).delay(ms)),
  nfbind: bindFunction,
  denodeify: bindFunction,
  nbind: bindMethod,
  async: makeAsync,
  spawn: (makeGenerator: AnyFunction) => {
    (makeAsync(makeGenerator)() as QPromise).done();
  },
  return: (value: unknown) => {
    throw Object.assign(Object.create(null) as object, { value });
  },
  promised: (callback: AnyFunction) =>
    function (this: unknown, ...args: List) {
      return qAll([this, qAll(args)]).then((both) => {
        const [self, values] = both as [unknown, List];
        return callback.apply(self, values);
      });
    },
  isPromise,
  isPromiseAlike: (value: unknown) =>
    value === Object(value) && typeof (value as { then?: unknown }).then === 'function',
  isPending: (value: unknown) => isPromise(value) && value.isPending(),
  isFulfilled: (value: unknown) => !isPromise(value) || value.isFulfilled(),
  isRejected: (value: unknown) => isPromise(value) && value.isRejected(),
  nearer: (value: unknown) => (isPromise(value) ? value.valueOf() : value),
  passByCopy: (value: unknown) => value,
  master: toQ,
  getUnhandledReasons: reasons,
  resetUnhandledRejections: resetReports,
  stopUnhandledRejectionTracking: stopReports,
  noConflict: () => {
    throw new Error('Q.noConflict only works when Q is used as a global');
  },
  longStackSupport: false,
});
Object.assign(Q, api);

let nextTickNow = tick;
Object.defineProperty(Q, 'nextTick', {
  get: () => nextTickNow,
  // Whoever replaces it decides when handlers run, as in Q.
  set: (task: typeof tick) => {
    nextTickNow = task;
    setSchedule(task === tick ? undefined : task);
  },
  enumerable: true,
  configurable: true,
});

hooks.onError = (error) => {
  const { onerror } = Q as { onerror?: ((error: unknown) => void) | null };
  if (!onerror) {
    escape(error);
    return;
  }
  try {
    onerror(error);
  } catch (thrown) {
    escape(thrown);
  }
};
installReports();

export const resolve: QStatic['resolve'] = Q.resolve;
export const fulfill: QStatic['fulfill'] = Q.fulfill;
export const reject: QStatic['reject'] = Q.reject;
export const defer: QStatic['defer'] = Q.defer;
export const promise: QStatic['promise'] = Q.promise;
export const makePromise: QStatic['makePromise'] = Q.makePromise;
export const all: QStatic['all'] = Q.all;
export const any: QStatic['any'] = Q.any;
export const race: QStatic['race'] = Q.race;
export const allSettled: QStatic['allSettled'] = Q.allSettled;
export const allResolved: QStatic['allResolved'] = Q.allResolved;
export const when: QStatic['when'] = Q.when;
export const delay: QStatic['delay'] = Q.delay;
export const timeout: QStatic['timeout'] = Q.timeout;
export const spread: QStatic['spread'] = Q.spread;
export const tap: QStatic['tap'] = Q.tap;
export const join: QStatic['join'] = Q.join;
export const thenResolve: QStatic['thenResolve'] = Q.thenResolve;
export const thenReject: QStatic['thenReject'] = Q.thenReject;
export const fail: QStatic['fail'] = Q.fail;
export const progress: QStatic['progress'] = Q.progress;
export const fin: QStatic['fin'] = Q.fin;
export const done: QStatic['done'] = Q.done;
export const dispatch: QStatic['dispatch'] = Q.dispatch;
export const get: QStatic['get'] = Q.get;
export const set: QStatic['set'] = Q.set;
export const del: QStatic['del'] = Q.del;
export const mapply: QStatic['mapply'] = Q.mapply;
export const post: QStatic['post'] = Q.post;
export const send: QStatic['send'] = Q.send;
export const mcall: QStatic['mcall'] = Q.mcall;
export const invoke: QStatic['invoke'] = Q.invoke;
export const fapply: QStatic['fapply'] = Q.fapply;
export const fcall: QStatic['fcall'] = Q.fcall;
export const fbind: QStatic['fbind'] = Q.fbind;
export const keys: QStatic['keys'] = Q.keys;
export const nfapply: QStatic['nfapply'] = Q.nfapply;
export const nfcall: QStatic['nfcall'] = Q.nfcall;
export const nfbind: QStatic['nfbind'] = Q.nfbind;
export const denodeify: QStatic['denodeify'] = Q.denodeify;
export const nbind: QStatic['nbind'] = Q.nbind;
export const nmapply: QStatic['nmapply'] = Q.nmapply;
export const npost: QStatic['npost'] = Q.npost;
export const nsend: QStatic['nsend'] = Q.nsend;
export const nmcall: QStatic['nmcall'] = Q.nmcall;
export const ninvoke: QStatic['ninvoke'] = Q.ninvoke;
export const nodeify: QStatic['nodeify'] = Q.nodeify;
export const async: QStatic['async'] = Q.async;
export const spawn: QStatic['spawn'] = Q.spawn;
export const promised: QStatic['promised'] = Q.promised;
export const isPromiseAlike: QStatic['isPromiseAlike'] = Q.isPromiseAlike;
export const isPending: QStatic['isPending'] = Q.isPending;
export const isFulfilled: QStatic['isFulfilled'] = Q.isFulfilled;
export const isRejected: QStatic['isRejected'] = Q.isRejected;
export const nearer: QStatic['nearer'] = Q.nearer;
export const passByCopy: QStatic['passByCopy'] = Q.passByCopy;
export const getUnhandledReasons: QStatic['getUnhandledReasons'] = Q.getUnhandledReasons;
export const resetUnhandledRejections: QStatic['resetUnhandledRejections'] = Q.resetUnhandledRejections;
export const stopUnhandledRejectionTracking: QStatic['stopUnhandledRejectionTracking'] =
  Q.stopUnhandledRejectionTracking;
export const noConflict: QStatic['noConflict'] = Q.noConflict;
export const nextTick: QStatic['nextTick'] = Q.nextTick;
const promiseClass: QStatic['Promise'] = Q.Promise;
const isQPromise: QStatic['isPromise'] = Q.isPromise;
const caught: QStatic['catch'] = Q.catch;
const eventually: QStatic['finally'] = Q.finally;
const deleted: QStatic['delete'] = Q.delete;
const tried: QStatic['try'] = Q.try;
const returned: QStatic['return'] = Q.return;
export {
  caught as catch,
  deleted as delete,
  eventually as finally,
  isQPromise as isPromise,
  promiseClass as Promise,
  returned as return,
  tried as try,
};
