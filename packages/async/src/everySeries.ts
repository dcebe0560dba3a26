import { EVERY } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Collection, Iteratee, PromiseOf, ResultCallback, SeriesOptions } from './types.js';

/**
 * Tells whether `iteratee` gives a truthy result for every item of `collection`, one at a time.
 *
 * Ends at the first falsy result.
 *
 * A result that decides settles the call: what runs is left to finish, nothing more starts except in the synchronous
 * pass over an array. The first failure settles it too.
 *
 * Compat: arguments, order and callback timing of async v3 `everySeries` (alias `allSeries`); there `callback(false)`
 * cancels, and nothing settles then. Differs: a promise that a plain function returns counts, an iterator is closed
 * when the call ends early, and the promise form takes options.
 *
 * @typeParam T - Item of the collection.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `(null, boolean)` or the error. Instead of it, the promise form takes options:
 *   `signal`, `timeout`, `stopOnError`.
 * @returns Promise of the answer, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { everySeries } from '@sluice/async';
 *
 * await everySeries([1, 2, 3], async (n) => n > 2); // => false
 * ```
 */
export function everySeries<T, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T>,
  callback: ResultCallback<boolean, E>,
): void;
export function everySeries<T, E = Error>(
  collection: Collection<T>,
  iteratee: Iteratee<T>,
  options?: SeriesOptions | null,
): PromiseOf<boolean, E>;
export function everySeries(collection: unknown = null, iteratee?: unknown, callback?: unknown): never {
  return iterate('everySeries', EVERY, collection, 1, iteratee, callback, true);
}
