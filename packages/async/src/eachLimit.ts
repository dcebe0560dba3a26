import { EACH } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Collection, ErrorCallback, Iteratee, PromiseOf, SeriesOptions } from './types.js';

/**
 * Runs `iteratee` for every item of `collection`, at most `limit` at a time.
 *
 * Results of the iteratee are dropped.
 *
 * The first failure settles the call; nothing more starts, what runs is left to finish and its results are dropped.
 *
 * Compat: arguments, order and callback timing of async v3 `eachLimit` (alias `forEachLimit`); there
 * `callback(false)` cancels, and nothing settles then. Differs: a promise that a plain function returns counts, an
 * iterator is closed when the call ends early, and the promise form takes options. A limit of `NaN` or `undefined`
 * fails; there it never settles.
 *
 * @typeParam T - Item of the collection.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param limit - Most tasks running at once: a number above 0, or `Infinity` for no bound.
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `null` or the error. Instead of it, the promise form takes options: `signal`,
 *   `timeout`, `stopOnError`.
 * @returns Promise of nothing, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `limit` is not above 0, likewise.
 * @example
 * ```ts
 * import { eachLimit } from '@sluice/async';
 *
 * let sum = 0;
 * await eachLimit([1, 2, 3], 2, async (n) => {
 *   sum += n;
 * });
 * sum; // => 6
 * ```
 */
export function eachLimit<T, E = Error>(
  collection: Collection<T>,
  limit: number,
  iteratee: Iteratee<T>,
  callback: ErrorCallback<E>,
): void;
export function eachLimit<T, E = Error>(
  collection: Collection<T>,
  limit: number,
  iteratee: Iteratee<T>,
  options?: SeriesOptions | null,
): PromiseOf<void, E>;
export function eachLimit(collection: unknown = null, limit?: unknown, iteratee?: unknown, callback?: unknown): never {
  return iterate('eachLimit', EACH, collection, limit, iteratee, callback);
}
