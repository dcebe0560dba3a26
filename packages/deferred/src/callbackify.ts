import { argumentError, checkFunction, follow, isPromise, type NodeCallback } from '@sluice/core';
import { isOurs, SluicePromise } from './SluicePromise.js';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Turns a function that returns a promise into one that takes a Node-style callback as its last argument.
 *
 * `this` passes through. The callback gets `(null, value)` or `(reason)`, once; a falsy reason arrives as a
 * `FalsyRejectionError`. What the callback throws is uncaught. A plain return value and a synchronous throw count as
 * fulfilment and rejection.
 *
 * @param fn - Function that returns a promise.
 * @returns A function `(...args, callback)` that returns undefined.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `fn` is no function, or, at the call, when the last argument is none.
 * @example
 * ```ts
 * import { callbackify, SluicePromise } from '@sluice/deferred';
 *
 * const half = callbackify((n: number) => SluicePromise.resolve(n / 2));
 * half(8, (error, result) => console.log(error, result)); // null 4
 * ```
 */
export function callbackify<A extends unknown[], R>(
  fn: (...args: A) => PromiseLike<R> | R,
): (...args: [...args: A, callback: NodeCallback<R>]) => void;
export function callbackify(fn: AnyFunction): AnyFunction {
  checkFunction('callbackify', 'fn', fn);
  return function (...args): void {
    const callback = args.pop();
    if (typeof callback !== 'function') {
      throw argumentError(`callbackify(${fn.name})`, 'the last argument must be a callback', callback);
    }
    let result: unknown;
    try {
      result = fn.apply(this, args);
    } catch (error) {
      SluicePromise.reject(error).nodeify(callback as NodeCallback);
      return;
    }
    // A native promise is followed as it is; what else there is goes through a promise of ours.
    if (isOurs(result)) result.nodeify(callback as NodeCallback);
    else if (isPromise(result)) follow(result, callback as NodeCallback);
    else SluicePromise.resolve(result).nodeify(callback as NodeCallback);
  };
}
