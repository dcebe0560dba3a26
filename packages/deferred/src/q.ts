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
import { setSchedule } from './internal/queue.js';
import {
  getUnhandledReasons as reasons,
  installReports,
  resetUnhandledRejections as resetReports,
  stopUnhandledRejectionTracking as stopReports,
} from './internal/rejections.js';
import { later } from './SluicePromise.js';
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
  later(run);
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

// Whoever imports the default only does not carry the names along.
const pick = <K extends keyof QStatic>(name: K): QStatic[K] => Q[name];

export const resolve: QStatic['resolve'] = /* @__PURE__ */ pick('resolve');
export const fulfill: QStatic['fulfill'] = /* @__PURE__ */ pick('fulfill');
export const reject: QStatic['reject'] = /* @__PURE__ */ pick('reject');
export const defer: QStatic['defer'] = /* @__PURE__ */ pick('defer');
export const promise: QStatic['promise'] = /* @__PURE__ */ pick('promise');
export const makePromise: QStatic['makePromise'] = /* @__PURE__ */ pick('makePromise');
export const all: QStatic['all'] = /* @__PURE__ */ pick('all');
export const any: QStatic['any'] = /* @__PURE__ */ pick('any');
export const race: QStatic['race'] = /* @__PURE__ */ pick('race');
export const allSettled: QStatic['allSettled'] = /* @__PURE__ */ pick('allSettled');
export const allResolved: QStatic['allResolved'] = /* @__PURE__ */ pick('allResolved');
export const when: QStatic['when'] = /* @__PURE__ */ pick('when');
export const delay: QStatic['delay'] = /* @__PURE__ */ pick('delay');
export const timeout: QStatic['timeout'] = /* @__PURE__ */ pick('timeout');
export const spread: QStatic['spread'] = /* @__PURE__ */ pick('spread');
export const tap: QStatic['tap'] = /* @__PURE__ */ pick('tap');
export const join: QStatic['join'] = /* @__PURE__ */ pick('join');
export const thenResolve: QStatic['thenResolve'] = /* @__PURE__ */ pick('thenResolve');
export const thenReject: QStatic['thenReject'] = /* @__PURE__ */ pick('thenReject');
export const fail: QStatic['fail'] = /* @__PURE__ */ pick('fail');
export const progress: QStatic['progress'] = /* @__PURE__ */ pick('progress');
export const fin: QStatic['fin'] = /* @__PURE__ */ pick('fin');
export const done: QStatic['done'] = /* @__PURE__ */ pick('done');
export const dispatch: QStatic['dispatch'] = /* @__PURE__ */ pick('dispatch');
export const get: QStatic['get'] = /* @__PURE__ */ pick('get');
export const set: QStatic['set'] = /* @__PURE__ */ pick('set');
export const del: QStatic['del'] = /* @__PURE__ */ pick('del');
export const mapply: QStatic['mapply'] = /* @__PURE__ */ pick('mapply');
export const post: QStatic['post'] = /* @__PURE__ */ pick('post');
export const send: QStatic['send'] = /* @__PURE__ */ pick('send');
export const mcall: QStatic['mcall'] = /* @__PURE__ */ pick('mcall');
export const invoke: QStatic['invoke'] = /* @__PURE__ */ pick('invoke');
export const fapply: QStatic['fapply'] = /* @__PURE__ */ pick('fapply');
export const fcall: QStatic['fcall'] = /* @__PURE__ */ pick('fcall');
export const fbind: QStatic['fbind'] = /* @__PURE__ */ pick('fbind');
export const keys: QStatic['keys'] = /* @__PURE__ */ pick('keys');
export const nfapply: QStatic['nfapply'] = /* @__PURE__ */ pick('nfapply');
export const nfcall: QStatic['nfcall'] = /* @__PURE__ */ pick('nfcall');
export const nfbind: QStatic['nfbind'] = /* @__PURE__ */ pick('nfbind');
export const denodeify: QStatic['denodeify'] = /* @__PURE__ */ pick('denodeify');
export const nbind: QStatic['nbind'] = /* @__PURE__ */ pick('nbind');
export const nmapply: QStatic['nmapply'] = /* @__PURE__ */ pick('nmapply');
export const npost: QStatic['npost'] = /* @__PURE__ */ pick('npost');
export const nsend: QStatic['nsend'] = /* @__PURE__ */ pick('nsend');
export const nmcall: QStatic['nmcall'] = /* @__PURE__ */ pick('nmcall');
export const ninvoke: QStatic['ninvoke'] = /* @__PURE__ */ pick('ninvoke');
export const nodeify: QStatic['nodeify'] = /* @__PURE__ */ pick('nodeify');
export const async: QStatic['async'] = /* @__PURE__ */ pick('async');
export const spawn: QStatic['spawn'] = /* @__PURE__ */ pick('spawn');
export const promised: QStatic['promised'] = /* @__PURE__ */ pick('promised');
export const isPromiseAlike: QStatic['isPromiseAlike'] = /* @__PURE__ */ pick('isPromiseAlike');
export const isPending: QStatic['isPending'] = /* @__PURE__ */ pick('isPending');
export const isFulfilled: QStatic['isFulfilled'] = /* @__PURE__ */ pick('isFulfilled');
export const isRejected: QStatic['isRejected'] = /* @__PURE__ */ pick('isRejected');
export const nearer: QStatic['nearer'] = /* @__PURE__ */ pick('nearer');
export const passByCopy: QStatic['passByCopy'] = /* @__PURE__ */ pick('passByCopy');
export const getUnhandledReasons: QStatic['getUnhandledReasons'] = /* @__PURE__ */ pick('getUnhandledReasons');
export const resetUnhandledRejections: QStatic['resetUnhandledRejections'] =
  /* @__PURE__ */ pick('resetUnhandledRejections');
export const stopUnhandledRejectionTracking: QStatic['stopUnhandledRejectionTracking'] = /* @__PURE__ */ pick(
  'stopUnhandledRejectionTracking',
);
export const noConflict: QStatic['noConflict'] = /* @__PURE__ */ pick('noConflict');
export const nextTick: QStatic['nextTick'] = /* @__PURE__ */ pick('nextTick');
const promiseClass: QStatic['Promise'] = /* @__PURE__ */ pick('Promise');
const isQPromise: QStatic['isPromise'] = /* @__PURE__ */ pick('isPromise');
const caught: QStatic['catch'] = /* @__PURE__ */ pick('catch');
const eventually: QStatic['finally'] = /* @__PURE__ */ pick('finally');
const deleted: QStatic['delete'] = /* @__PURE__ */ pick('delete');
const tried: QStatic['try'] = /* @__PURE__ */ pick('try');
const returned: QStatic['return'] = /* @__PURE__ */ pick('return');
export {
  caught as catch,
  deleted as delete,
  eventually as finally,
  isQPromise as isPromise,
  promiseClass as Promise,
  returned as return,
  tried as try,
};
