import { EACH } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import { ALL } from './internal/run.js';
import type { Collection, CollectionOptions, ErrorCallback, Iteratee, PromiseOf } from './types.js';

/**
 * Runs `iteratee` for every item of `collection`.
 *
 * Results of the iteratee are dropped.
 *
 * The first failure settles the call; what runs is left to finish and its results are dropped.
 *
 * Compat: arguments, order and callback timing of async v3 `each` (alias `forEach`); there `callback(false)` cancels,
 * and nothing settles then. Differs: a promise that a plain function returns counts, an iterator is closed when the
 * call ends early, and the promise form takes options.
 *
 * @typeParam T - Item of the collection.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `null` or the error. Instead of it, the promise form takes options:
 *   `concurrency`, `signal`, `timeout`, `stopOnError`.
 * @returns Promise of nothing, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { each } from '@sluice/async';
 *
 * let sum = 0;
 * await each([1, 2, 3], async (n) => {
 *   sum += n;
 * });
 * sum; // => 6
 * ```
 */
export function each<T, E = Error>(collection: Collection<T>, iteratee: Iteratee<T>, callback: ErrorCallback<E>): void;
export function each<T, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T>,
  options?: Omit<CollectionOptions, 'ordered'> | null,
): PromiseOf<void, E>;
export function each(collection: unknown = null, iteratee?: unknown, callback?: unknown): never {
  return iterate('each', EACH, collection, ALL, iteratee, callback);
}
