import type { NodeCallback } from '@sluice/core';
import { guarded } from './internal/adopt.js';
import { type Callable, expectFunction } from './internal/checks.js';
import { toPeerError } from './internal/failure.js';

/**
 * Turns a function that returns a value or a promise into one that takes a Node-style callback as its last argument.
 *
 * Any thenable counts as a promise here. An exception that the callback throws is thrown to the caller after a plain
 * value, and is uncaught after a promise. A rejection that is no `Error` and has no `message` arrives as an `Error`.
 * `this` passes through.
 *
 * Compat: async v3 `asyncify` (alias `wrapSync`).
 *
 * @typeParam A - Arguments of the function.
 * @typeParam R - Its result.
 * @param fn - The function.
 * @returns A function `(...args, callback)`.
 * @example
 * ```ts
 * import { asyncify, waterfall } from '@sluice/async';
 *
 * await waterfall([async () => '{"a":1}', asyncify(JSON.parse)]); // => { a: 1 }
 * ```
 */
export function asyncify<A extends unknown[], R>(
  fn: (...args: A) => R,
): (...args: [...args: A, callback: NodeCallback<Awaited<R>>]) => void;
export function asyncify(fn: unknown): unknown {
  expectFunction('asyncify', 'fn', fn);
  const callable: Callable = fn;
  return function (this: unknown, ...args: unknown[]): unknown {
    const callback = args.pop() as NodeCallback;
    let result;
    try {
      result = callable.apply(this, args);
    } catch (error) {
      return callback(error);
    }
    const then: unknown = result && (result as { then?: unknown }).then;
    if (typeof then !== 'function') return callback(null, result);
    return (result as PromiseLike<unknown>).then(
      (value) => guarded(() => callback(null, value)),
      (reason: unknown) => guarded(() => callback(toPeerError(reason), undefined)),
    );
  };
}
