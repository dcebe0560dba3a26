import { DETECT } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import { ALL } from './internal/run.js';
import type { Collection, CollectionOptions, Iteratee, PromiseOf, ResultCallback } from './types.js';

/**
 * Finds the first item of `collection` for which `iteratee` gives a truthy result.
 *
 * The first to finish wins, which need not be the first in the collection.
 *
 * A result that decides settles the call: what runs is left to finish, nothing more starts except in the synchronous
 * pass over an array. The first failure settles it too.
 *
 * Compat: arguments, order and callback timing of async v3 `detect` (alias `find`); there `callback(false)` cancels,
 * and nothing settles then. Differs: a promise that a plain function returns counts, an iterator is closed when the
 * call ends early, and the promise form takes options.
 *
 * @typeParam T - Item of the collection.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `(null, item)`, `(null, undefined)` when there is none, or the error. Instead
 *   of it, the promise form takes options: `concurrency`, `signal`, `timeout`, `stopOnError`.
 * @returns Promise of the item, or of `undefined`, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { detect } from '@sluice/async';
 *
 * await detect([1, 2, 3, 4], async (n) => n > 2); // => 3
 * ```
 */
export function detect<T, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T>,
  callback: ResultCallback<T | undefined, E>,
): void;
export function detect<T, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T>,
  options?: Omit<CollectionOptions, 'ordered'> | null,
): PromiseOf<T | undefined, E>;
export function detect(collection: unknown = null, iteratee?: unknown, callback?: unknown): never {
  return iterate('detect', DETECT, collection, ALL, iteratee, callback);
}
