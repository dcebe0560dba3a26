import { SORT_BY } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import { ALL } from './internal/run.js';
import type { PromiseOf, Collection, CollectionOptions, Iteratee, ResultCallback } from './types.js';

/**
 * Sorts the items of `collection` by the criterion that `iteratee` gives, ascending.
 *
 * Criteria are compared with `<` and `>`; equal ones keep the order of the collection.
 *
 * The first failure settles the call; what runs is left to finish and its results are dropped.
 *
 * Compat: arguments, order and callback timing of async v3 `sortBy`. Differs: a promise that a plain function returns
 * counts, and the promise form takes options.
 *
 * @typeParam T - Item of the collection.
 * @typeParam V - Criterion that the iteratee hands to its callback.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `(null, items)` or the error. Instead of it, the promise form takes options:
 *   `concurrency`, `signal`, `timeout`, `stopOnError`.
 * @returns Promise of the sorted items, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { sortBy } from '@sluice/async';
 *
 * await sortBy(['ccc', 'a', 'bb'], async (word) => word.length); // => ['a', 'bb', 'ccc']
 * ```
 */
export function sortBy<T, V = unknown, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T, V>,
  callback: ResultCallback<T[], E>,
): void;
export function sortBy<T, V = unknown, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T, V>,
  options?: Omit<CollectionOptions, 'ordered'> | null,
): PromiseOf<T[], E>;
export function sortBy(collection: unknown = null, iteratee?: unknown, callback?: unknown): never {
  return iterate('sortBy', SORT_BY, collection, ALL, iteratee, callback);
}
