import { CONCAT } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Collection, CollectionOptions, Flat, Iteratee, PromiseOf, ResultCallback, TaskResult } from './types.js';

/**
 * Runs `iteratee` for every item of `collection` and joins the results.
 *
 * Results keep the order of the collection. All results of one callback count, and arrays are flattened one level.
 *
 * The first failure settles the call; the results so far come with the error.
 *
 * Compat: arguments, order and callback timing of async v3 `concat` (alias `flatMap`); there `callback(false)`
 * cancels, and nothing settles then. Differs: a promise that a plain function returns counts, an iterator is closed
 * when the call ends early, and the promise form takes options.
 *
 * @typeParam T - Item of the collection.
 * @typeParam R - Result that the iteratee hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the iteratee returns.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `(null, results)`, or with the error and the results so far. Instead of it, the
 *   promise form takes options: `concurrency`, `signal`, `timeout`, `ordered`, `stopOnError`.
 * @returns Promise of the results, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { concat } from '@sluice/async';
 *
 * await concat([1, 2], async (n) => [n, n * 10]); // => [1, 10, 2, 20]
 * ```
 */
export function concat<T, R = unknown, E = Error, O = unknown>(
  collection: Collection<T>,
  iteratee: Iteratee<T, R | readonly R[], O>,
  callback: ResultCallback<Flat<TaskResult<R, O>>[], E>,
): void;
export function concat<T, R = unknown, E = Error, O = unknown>(
  collection: Collection<T>,
  iteratee: Iteratee<T, R | readonly R[], O>,
  options?: CollectionOptions | null,
): PromiseOf<Flat<TaskResult<R, O>>[], E>;
export function concat(collection: unknown = null, iteratee?: unknown, callback?: unknown): never {
  return iterate('concat', CONCAT, collection, Infinity, iteratee, callback);
}
