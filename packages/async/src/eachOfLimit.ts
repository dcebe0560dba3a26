import { EACH_OF } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Dictionary, ErrorCallback, KeyedIteratee, List, PromiseOf, SeriesOptions } from './types.js';

/**
 * Runs `iteratee` for every item of `collection` and its key, at most `limit` at a time.
 *
 * Results of the iteratee are dropped. The key is the index for everything but plain objects; a `Map` gives `[key,
 * value]` with an index.
 *
 * The first failure settles the call; nothing more starts, what runs is left to finish and its results are dropped.
 *
 * Compat: arguments, order and callback timing of async v3 `eachOfLimit` (alias `forEachOfLimit`); there
 * `callback(false)` cancels, and nothing settles then. Differs: a promise that a plain function returns counts, an
 * iterator is closed when the call ends early, and the promise form takes options. A limit of `NaN` or `undefined`
 * fails; there it never settles.
 *
 * @typeParam T - Item of the collection.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param limit - Most tasks running at once: a number above 0, or `Infinity` for no bound.
 * @param iteratee - Called once per item, as `(item, key, callback)`, or as a function `(item, key)` that returns a
 *   promise; an async function gets no callback. The key is the index, or the name in a plain object.
 * @param callback - Called once, with `null` or the error. Instead of it, the promise form takes options: `signal`,
 *   `timeout`, `stopOnError`.
 * @returns Promise of nothing, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `limit` is not above 0, likewise.
 * @example
 * ```ts
 * import { eachOfLimit } from '@sluice/async';
 *
 * const seen: string[] = [];
 * await eachOfLimit({ a: 1, b: 2 }, 2, async (value, key) => {
 *   seen.push(`${key}=${value}`);
 * });
 * seen; // => ['a=1', 'b=2']
 * ```
 */
export function eachOfLimit<T, E = Error>(
  collection: List<T> | null | undefined,
  limit: number,
  iteratee: KeyedIteratee<T, number>,
  callback: ErrorCallback<E>,
): void;
export function eachOfLimit<T, E = Error>(
  collection: Readonly<Dictionary<T>>,
  limit: number,
  iteratee: KeyedIteratee<T, string>,
  callback: ErrorCallback<E>,
): void;
export function eachOfLimit<T, E = Error>(
  collection: List<T> | null | undefined,
  limit: number,
  iteratee: KeyedIteratee<T, number>,
  options?: SeriesOptions | null,
): PromiseOf<void, E>;
export function eachOfLimit<T, E = Error>(
  collection: Readonly<Dictionary<T>>,
  limit: number,
  iteratee: KeyedIteratee<T, string>,
  options?: SeriesOptions | null,
): PromiseOf<void, E>;
export function eachOfLimit(
  collection: unknown = null,
  limit?: unknown,
  iteratee?: unknown,
  callback?: unknown,
): never {
  return iterate('eachOfLimit', EACH_OF, collection, limit, iteratee, callback);
}
