import { MAP } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import { ALL } from './internal/run.js';
import type { Collection, CollectionOptions, Iteratee, PromiseOf, ResultCallback, TaskResult } from './types.js';

/**
 * Runs `iteratee` for every item of `collection` and collects the results.
 *
 * Results keep the order of the collection, whatever order the tasks finish in. Of several results of one callback
 * the first counts.
 *
 * The first failure settles the call; what runs is left to finish. The results so far come with the error.
 *
 * Compat: arguments, order and callback timing of async v3 `map`; there `callback(false)` cancels, and nothing
 * settles then. Differs: a promise that a plain function returns counts, an iterator is closed when the call ends
 * early, and the promise form takes options.
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
 * import { map } from '@sluice/async';
 *
 * await map(['a', 'bb', 'ccc'], async (word) => word.length); // => [1, 2, 3]
 * ```
 */
export function map<T, R = unknown, E = Error, O = unknown>(
  collection: Collection<T>,
  iteratee: Iteratee<T, R, O>,
  callback: ResultCallback<TaskResult<R, O>[], E>,
): void;
export function map<T, R = unknown, E = Error, O = unknown>(
  collection: Collection<T>,
  iteratee: Iteratee<T, R, O>,
  options?: CollectionOptions | null,
): PromiseOf<TaskResult<R, O>[], E>;
export function map(collection: unknown = null, iteratee?: unknown, callback?: unknown): never {
  return iterate('map', MAP, collection, ALL, iteratee, callback);
}
