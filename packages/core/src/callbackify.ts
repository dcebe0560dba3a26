import { argumentError } from './errors.js';
import { checkFunction } from './check.js';
import { follow } from './task.js';
import type { NodeCallback } from './types.js';

/**
 * Turns a function that returns a promise into one that takes a Node-style callback as its last argument.
 *
 * `this` passes through. The callback gets `(null, value)` or `(reason)`; a falsy reason arrives as a
 * `FalsyRejectionError`. What the callback throws is uncaught. A plain return value and a synchronous throw count as
 * fulfilment and rejection.
 *
 * @param fn - Function that returns a promise.
 * @returns A function `(...args, callback)` that returns undefined.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `fn` is no function, or, at the call, when the last argument is none.
 * @example
 * ```ts
 * import { callbackify } from '@sluice/core';
 *
 * const half = callbackify(async (n: number) => n / 2);
 * half(8, (error, result) => console.log(error, result)); // null 4
 * ```
 */
export function callbackify<A extends unknown[], R>(
  fn: (...args: A) => PromiseLike<R> | R,
): (...args: [...args: A, callback: NodeCallback<R>]) => void {
  checkFunction('callbackify', 'fn', fn);
  return function (this: unknown, ...args: unknown[]): void {
    const callback = args.pop();
    if (typeof callback !== 'function') {
      throw argumentError(`callbackify(${fn.name})`, 'the last argument must be a callback', callback);
    }
    const call = async (): Promise<R> => await fn.apply(this, args as A);
    follow(call(), callback as NodeCallback<never>);
  };
}
