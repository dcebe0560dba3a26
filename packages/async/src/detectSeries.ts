import { DETECT } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Collection, Iteratee, PromiseOf, ResultCallback, SeriesOptions } from './types.js';

/**
 * Finds the first item of `collection` for which `iteratee` gives a truthy result, one at a time.
 *
 * The first to finish wins, which need not be the first in the collection.
 *
 * A result that decides settles the call: what runs is left to finish, nothing more starts except in the synchronous
 * pass over an array. The first failure settles it too.
 *
 * Compat: arguments, order and callback timing of async v3 `detectSeries` (alias `findSeries`); there
 * `callback(false)` cancels, and nothing settles then. Differs: a promise that a plain function returns counts, an
 * iterator is closed when the call ends early, and the promise form takes options.
 *
 * @typeParam T - Item of the collection.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `(null, item)`, `(null, undefined)` when there is none, or the error. Instead
 *   of it, the promise form takes options: `signal`, `timeout`, `stopOnError`.
 * @returns Promise of the item, or of `undefined`, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { detectSeries } from '@sluice/async';
 *
 * await detectSeries([1, 2, 3, 4], async (n) => n > 2); // => 3
 * ```
 */
export function detectSeries<T, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T>,
  callback: ResultCallback<T | undefined, E>,
): void;
export function detectSeries<T, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T>,
  options?: SeriesOptions | null,
): PromiseOf<T | undefined, E>;
export function detectSeries(collection: unknown = null, iteratee?: unknown, callback?: unknown): never {
  return iterate('detectSeries', DETECT, collection, 1, iteratee, callback);
}
