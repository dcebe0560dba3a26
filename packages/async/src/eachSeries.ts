import { EACH } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Collection, ErrorCallback, Iteratee, PromiseOf, SeriesOptions } from './types.js';

/**
 * Runs `iteratee` for every item of `collection`, one at a time.
 *
 * Results of the iteratee are dropped.
 *
 * The first failure settles the call; nothing more starts, what runs is left to finish and its results are dropped.
 *
 * Compat: arguments, order and callback timing of async v3 `eachSeries` (alias `forEachSeries`); there
 * `callback(false)` cancels, and nothing settles then. Differs: a promise that a plain function returns counts, an
 * iterator is closed when the call ends early, and the promise form takes options.
 *
 * @typeParam T - Item of the collection.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `null` or the error. Instead of it, the promise form takes options: `signal`,
 *   `timeout`, `stopOnError`.
 * @returns Promise of nothing, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { eachSeries } from '@sluice/async';
 *
 * let sum = 0;
 * await eachSeries([1, 2, 3], async (n) => {
 *   sum += n;
 * });
 * sum; // => 6
 * ```
 */
export function eachSeries<T, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T>,
  callback: ErrorCallback<E>,
): void;
export function eachSeries<T, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T>,
  options?: SeriesOptions | null,
): PromiseOf<void, E>;
export function eachSeries(collection: unknown = null, iteratee?: unknown, callback?: unknown): never {
  return iterate('eachSeries', EACH, collection, 1, iteratee, callback);
}
