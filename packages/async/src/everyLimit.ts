import { EVERY } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Collection, Iteratee, PromiseOf, ResultCallback, SeriesOptions } from './types.js';

/**
 * Tells whether `iteratee` gives a truthy result for every item of `collection`, at most `limit` at a time.
 *
 * Ends at the first falsy result.
 *
 * A result that decides settles the call: what runs is left to finish, nothing more starts except in the synchronous
 * pass over an array. The first failure settles it too.
 *
 * Compat: arguments, order and callback timing of async v3 `everyLimit` (alias `allLimit`); there `callback(false)`
 * cancels, and nothing settles then. Differs: a promise that a plain function returns counts, an iterator is closed
 * when the call ends early, and the promise form takes options. A limit of `NaN` or `undefined` fails; there it never
 * settles.
 *
 * @typeParam T - Item of the collection.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param limit - Most tasks running at once: a number above 0, or `Infinity` for no bound.
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `(null, boolean)` or the error. Instead of it, the promise form takes options:
 *   `signal`, `timeout`, `stopOnError`.
 * @returns Promise of the answer, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `limit` is not above 0, likewise.
 * @example
 * ```ts
 * import { everyLimit } from '@sluice/async';
 *
 * await everyLimit([1, 2, 3], 2, async (n) => n > 2); // => false
 * ```
 */
export function everyLimit<T, E = Error>(
  collection: Collection<T>,
  limit: number,
  iteratee: Iteratee<T>,
  callback: ResultCallback<boolean, E>,
): void;
export function everyLimit<T, E = Error>(
  collection: Collection<T>,
  limit: number,
  iteratee: Iteratee<T>,
  options?: SeriesOptions | null,
): PromiseOf<boolean, E>;
export function everyLimit(collection: unknown = null, limit?: unknown, iteratee?: unknown, callback?: unknown): never {
  return iterate('everyLimit', EVERY, collection, limit, iteratee, callback, true);
}
