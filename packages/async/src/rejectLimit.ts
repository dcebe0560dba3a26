import { REJECT } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Collection, Iteratee, LimitOptions, PromiseOf, ResultCallback } from './types.js';

/**
 * Collects the items of `collection` for which `iteratee` gives a falsy result, at most `limit` at a time.
 *
 * Items keep the order of the collection. An array is read again at the end, so that a change made meanwhile shows.
 *
 * The first failure settles the call; nothing more starts, what runs is left to finish and its results are dropped.
 *
 * Compat: arguments, order and callback timing of async v3 `rejectLimit`; there `callback(false)` cancels, and
 * nothing settles then. Differs: a promise that a plain function returns counts, an iterator is closed when the call
 * ends early, and the promise form takes options. A limit of `NaN` or `undefined` fails; there it never settles.
 *
 * @typeParam T - Item of the collection.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param limit - Most tasks running at once: a number above 0, or `Infinity` for no bound.
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `(null, items)` or the error. Instead of it, the promise form takes options:
 *   `signal`, `timeout`, `ordered`, `stopOnError`.
 * @returns Promise of the items, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `limit` is not above 0, likewise.
 * @example
 * ```ts
 * import { rejectLimit } from '@sluice/async';
 *
 * await rejectLimit([1, 2, 3, 4], 2, async (n) => n % 2 === 0); // => [1, 3]
 * ```
 */
export function rejectLimit<T, E = Error>(
  collection: Collection<T>,
  limit: number,
  iteratee: Iteratee<T>,
  callback: ResultCallback<T[], E>,
): void;
export function rejectLimit<T, E = Error>(
  collection: Collection<T>,
  limit: number,
  iteratee: Iteratee<T>,
  options?: LimitOptions | null,
): PromiseOf<T[], E>;
export function rejectLimit(
  collection: unknown = null,
  limit?: unknown,
  iteratee?: unknown,
  callback?: unknown,
): never {
  return iterate('rejectLimit', REJECT, collection, limit, iteratee, callback);
}
