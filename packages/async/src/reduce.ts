import { REDUCE } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { CallOptions, Collection, KeyedIteratee, PromiseOf, ResultCallback } from './types.js';

/**
 * Folds `collection` into one value, one item after the other.
 *
 * The first failure settles the call; no further item starts. What came with the error is given with it.
 *
 * Compat: arguments, order and callback timing of async v3 `reduce` (aliases `inject`, `foldl`). Differs: a promise that a
 * plain function returns counts, an iterator is closed when the call ends early, and the promise form takes options.
 *
 * @typeParam T - Item of the collection.
 * @typeParam R - The memo, and the result.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param memo - The first memo.
 * @param iteratee - Called once per item, as `(memo, item, callback)`, or as a function `(memo, item)` that returns a
 *   promise of the next memo; an async function gets no callback.
 * @param callback - Called once, with `(null, memo)`, or with the error and what came with it. Instead of it, the promise
 *   form takes options: `signal`, `timeout`.
 * @returns Promise of the last memo, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { reduce } from '@sluice/async';
 *
 * await reduce([1, 2, 3], 10, async (memo, n) => memo + n); // => 16
 * ```
 */
export function reduce<T, R, E = Error>(
  collection: Collection<T>,
  memo: R,
  iteratee: KeyedIteratee<R, T, R>,
  callback: ResultCallback<R, E>,
): void;
export function reduce<T, R, E = Error>(
  collection: Collection<T>,
  memo: R,
  iteratee: KeyedIteratee<R, T, R>,
  options?: CallOptions | null,
): PromiseOf<R, E>;
export function reduce(collection: unknown = null, memo?: unknown, iteratee?: unknown, callback?: unknown): never {
  return iterate('reduce', REDUCE, collection, 1, iteratee, callback, memo);
}
