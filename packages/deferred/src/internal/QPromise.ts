/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- then of this class gives promises of this class */
import {
  create,
  isUnhandled,
  listen,
  notifyPromise,
  rejectPromise,
  resolvePromise,
  settle,
  SluicePromise,
  trust,
} from '../SluicePromise.js';
import { isObject } from './capability.js';

// The promises of the entry for Q: the class with Q's methods on it. Loosely typed inside; `QStatic.ts` has the types.

type AnyFunction = (...args: unknown[]) => unknown;
type List = unknown[];

/** Q's deferred: plain own functions, as code that copies or compares them expects. */
export interface QDeferredLike {
  promise: QPromise;
  resolve: (value?: unknown) => void;
  fulfill: (value?: unknown) => void;
  reject: (reason?: unknown) => void;
  notify: (progress?: unknown) => void;
  makeNodeResolver: () => AnyFunction;
}

const operations: Record<string, (value: never, ...args: never[]) => unknown> = {
  when: (value) => value,
  get: (value: Record<PropertyKey, unknown>, name: PropertyKey) => value[name],
  set: (value: Record<PropertyKey, unknown>, name: PropertyKey, to: unknown) => {
    value[name] = to;
  },
  delete: (value: Record<PropertyKey, unknown>, name: PropertyKey) => {
    Reflect.deleteProperty(value, name);
  },
  // Without a name the value itself is the function.
  post: (value: unknown, name: PropertyKey | null | undefined, args: List) =>
    Reflect.apply(
      (name === null || name === undefined ? value : (value as never)[name]) as AnyFunction,
      name === null || name === undefined ? undefined : value,
      args ?? [],
    ),
  apply: (value: AnyFunction, self: unknown, args: List) => value.apply(self, args),
  keys: (value: object) => Object.keys(value),
};

export class QPromise extends SluicePromise<unknown> {
  dispatch(op: string, args: List = []): QPromise {
    return this.then((value) => {
      const operation = Object.hasOwn(operations, op) ? operations[op] : undefined;
      if (operation === undefined) throw new Error(`Promise does not support operation: ${op}`);
      return operation(value as never, ...(args as never[]));
    }) as QPromise;
  }

  promiseDispatch(resolve: ((result: unknown) => void) | undefined, op: string, args: List = []): void {
    const result = op === 'when' ? this.then(undefined, args[0] as never, args[1] as never) : this.dispatch(op, args);
    resolve?.(result);
  }

  override get(name: never): never {
    return this.dispatch('get', [name]) as never;
  }

  set(name: unknown, value: unknown): QPromise {
    return this.dispatch('set', [name, value]);
  }

  delete(name: unknown): QPromise {
    return this.dispatch('delete', [name]);
  }

  post(name: unknown, args: List): QPromise {
    return this.dispatch('post', [name, args]);
  }

  invoke(name: unknown, ...args: List): QPromise {
    return this.dispatch('post', [name, args]);
  }

  fapply(args: List): QPromise {
    return this.dispatch('apply', [undefined, args]);
  }

  fcall(...args: List): QPromise {
    return this.dispatch('apply', [undefined, args]);
  }

  fbind(...args: List): AnyFunction {
    const send = (self: unknown, rest: List): QPromise => this.dispatch('apply', [self, [...args, ...rest]]);
    return function fbound(this: unknown, ...rest) {
      return send(this, rest);
    };
  }

  keys(): QPromise {
    return this.dispatch('keys');
  }

  all(): QPromise {
    return qAll(this);
  }

  any(): QPromise {
    return this.then((list) => qAny(list as List)) as QPromise;
  }

  race(): QPromise {
    return this.then((list) => qRace(list as List)) as QPromise;
  }

  allSettled(): QPromise {
    return this.then((list) =>
      qAll(
        Array.prototype.map.call(list, (item: unknown) => {
          const promise = toQ(item);
          const snapshot = (): unknown => promise.inspect();
          return promise.then(snapshot, snapshot);
        }),
      ),
    ) as QPromise;
  }

  allResolved(): QPromise {
    return this.then((list) => {
      const promises = Array.prototype.map.call(list, toQ) as QPromise[];
      const ignore = (): void => undefined;
      return qAll(promises.map((promise) => promise.then(ignore, ignore))).then(() => promises);
    }) as QPromise;
  }

  join(other: unknown): QPromise {
    return qAll([this, other]).then((pair) => {
      const [x, y] = pair as List;
      if (x === y) return x;
      throw new Error(`Q can't join: not the same: ${String(x)} ${String(y)}`);
    }) as QPromise;
  }

  override spread(fulfilled: never, rejected?: never): never {
    return this.all().then(
      (values) => Reflect.apply(fulfilled as AnyFunction, undefined, values as List),
      rejected,
    ) as never;
  }

  override tap(callback: unknown): never {
    const promised = toQ(callback);
    return this.then((value) => promised.fcall(value).thenResolve(value)) as never;
  }

  override finally(callback: unknown): never {
    if (!callback || typeof (callback as AnyFunction).apply !== 'function') {
      throw new Error("Q can't apply finally callback");
    }
    const promised = toQ(callback);
    return this.then(
      (value) => promised.fcall().thenResolve(value),
      (reason: unknown) => promised.fcall().thenReject(reason),
    ) as never;
  }

  thenResolve(value: unknown): QPromise {
    return this.then(() => value) as QPromise;
  }

  thenReject(reason: unknown): QPromise {
    return this.then(() => {
      throw reason;
    }) as QPromise;
  }

  isPending(): boolean {
    return this.inspect().state === 'pending';
  }

  isFulfilled(): boolean {
    return this.inspect().state === 'fulfilled';
  }

  isRejected(): boolean {
    return this.inspect().state === 'rejected';
  }

  override valueOf(): never {
    const snapshot = this.inspect();
    return (snapshot.state === 'fulfilled' ? snapshot.value : this) as never;
  }

  // Deprecated in Q, but read by old code.
  get exception(): unknown {
    const snapshot = this.inspect();
    return snapshot.state === 'rejected' ? snapshot.reason : undefined;
  }

  override toString(): string {
    return '[object Promise]';
  }

  passByCopy(): this {
    return this;
  }

  nfapply(args: List): QPromise {
    const deferred = defer();
    this.fapply([...args, deferred.makeNodeResolver()]).fail(deferred.reject);
    return deferred.promise;
  }

  nfcall(...args: List): QPromise {
    return this.nfapply(args);
  }

  nfbind(...args: List): AnyFunction {
    return nfbind(this, ...args);
  }

  nbind(self: unknown, ...args: List): AnyFunction {
    return nbind(this as never, self, ...args);
  }

  npost(name: unknown, args?: List): QPromise {
    const deferred = defer();
    this.post(name, [...(args ?? []), deferred.makeNodeResolver()]).fail(deferred.reject);
    return deferred.promise;
  }

  ninvoke(name: unknown, ...args: List): QPromise {
    return this.npost(name, args);
  }

  override nodeify(callback?: unknown): never {
    if (!callback) return this as never;
    super.nodeify(callback as never);
    return undefined as never;
  }

  static {
    trust(this as never);
    const { prototype } = this as unknown as { prototype: Record<string, unknown> };
    const aliases = {
      del: 'delete',
      mapply: 'post',
      send: 'invoke',
      mcall: 'invoke',
      denodeify: 'nfbind',
      nmapply: 'npost',
      nsend: 'ninvoke',
      nmcall: 'ninvoke',
    };
    for (const [alias, name] of Object.entries(aliases)) {
      Object.defineProperty(prototype, alias, { value: prototype[name], writable: true, configurable: true });
    }
    // Q's methods are enumerable, its own and those that ours inherit: code that wraps promises walks through them.
    const methods = {
      ...Object.getOwnPropertyDescriptors(SluicePromise.prototype),
      ...Object.getOwnPropertyDescriptors(prototype),
    };
    for (const [name, descriptor] of Object.entries(methods)) {
      if (name === 'constructor' || typeof descriptor.value !== 'function') continue;
      Object.defineProperty(prototype, name, { ...descriptor, enumerable: true });
    }
  }
}

/** `Q(value)`. */
export function toQ(value?: unknown): QPromise {
  if (value instanceof QPromise) return value;
  const promise = pending();
  resolvePromise(promise, value);
  return promise;
}

export function pending(): QPromise {
  return create(QPromise as never) as QPromise;
}

export function fulfilled(value?: unknown): QPromise {
  const promise = pending();
  settle(promise, 1, value);
  return promise;
}

export function rejected(reason?: unknown): QPromise {
  const promise = pending();
  rejectPromise(promise, reason);
  return promise;
}

/** `Q.defer()`; its prototype carries `makeNodeResolver`. */
export function defer(): QDeferredLike {
  const deferred = Object.create(defer.prototype as object) as QDeferredLike;
  const promise = (deferred.promise = pending());
  deferred.resolve = (value) => resolvePromise(promise, value);
  deferred.fulfill = (value) => {
    if (isObject(value)) resolvePromise(promise, fulfilled(value));
    else resolvePromise(promise, value);
  };
  deferred.reject = (reason) => rejectPromise(promise, reason);
  deferred.notify = (progress) => notifyPromise(promise, progress);
  return deferred;
}
(defer.prototype as QDeferredLike).makeNodeResolver = function (this: QDeferredLike) {
  return (...args) => {
    const [error, value] = args;
    if (error) this.reject(error);
    else this.resolve(args.length > 2 ? args.slice(1) : value);
  };
};

/** `Q.all`: the list itself is changed, and is the value. */
export function qAll(promises: unknown): QPromise {
  return toQ(promises).then((list) => {
    const values = list as List;
    const result = pending();
    let waiting = 0;
    const settled = (ok: boolean, value: unknown, index: number): void => {
      if (!ok) rejectPromise(result, value);
      else {
        values[index] = value;
        waiting -= 1;
        if (waiting === 0) resolvePromise(result, values);
      }
    };
    // reduce leaves out holes and takes array-likes.
    Array.prototype.reduce.call(
      values,
      (_, item, index) => {
        const snapshot = item instanceof QPromise ? item.inspect() : undefined;
        if (snapshot?.state === 'fulfilled') values[index] = snapshot.value;
        else {
          waiting += 1;
          listen(toQ(item), settled, index, result);
        }
        return undefined;
      },
      undefined,
    );
    if (waiting === 0) resolvePromise(result, values);
    return result;
  }) as QPromise;
}

/** `Q.any`. */
export function qAny(list: ArrayLike<unknown>): QPromise {
  if (list.length === 0) return toQ();
  const result = pending();
  let waiting = 0;
  const settled = (ok: boolean, value: unknown): void => {
    if (ok) resolvePromise(result, value);
    else if ((waiting -= 1) === 0) rejectPromise(result, lastOf(value));
  };
  Array.prototype.reduce.call(
    list,
    (_, item, index) => {
      waiting += 1;
      listen(toQ(item), settled, index, result);
      return undefined;
    },
    undefined,
  );
  return result;
}

// Q writes its sentence into the message of the last error. What cannot take it (a primitive, a frozen object) would
// leave Q's promise pending for ever; it gets an error of its own.
function lastOf(reason: unknown): unknown {
  const sentence = "Q can't get fulfillment value from any promise, all promises were rejected. Last error message: ";
  const error = (isObject(reason) ? reason : new Error(String(reason), { cause: reason })) as Error;
  try {
    error.message = sentence + error.message;
    return error;
  } catch {
    return new Error(sentence + error.message, { cause: reason });
  }
}

/** `Q.race`. */
export function qRace(list: ArrayLike<unknown>): QPromise {
  const result = pending();
  const settled = (ok: boolean, value: unknown): void => {
    if (ok) resolvePromise(result, value);
    else rejectPromise(result, value);
  };
  for (let i = 0; i < list.length; i += 1) listen(toQ(list[i]), settled, i, result);
  return result;
}

/** `Q.nfbind`. */
export function nfbind(callback: unknown, ...args: List): AnyFunction {
  if (callback === undefined) throw new Error("Q can't wrap an undefined function");
  return (...rest) => toQ(callback).nfapply([...args, ...rest]);
}

/** `Q.nbind`. */
export function nbind(callback: AnyFunction, self: unknown, ...args: List): AnyFunction {
  const bound = (...all: unknown[]): unknown => callback.apply(self, all);
  return (...rest) => toQ(bound).nfapply([...args, ...rest]);
}

/** Whether a rejected promise of Q's is still unhandled. */
export function isUnhandledQ(promise: unknown): promise is QPromise {
  return promise instanceof QPromise && isUnhandled(promise);
}
