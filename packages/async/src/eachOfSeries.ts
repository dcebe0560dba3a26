import { EACH_OF } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Dictionary, ErrorCallback, KeyedIteratee, List, PromiseOf, SeriesOptions } from './types.js';

/**
 * Runs `iteratee` for every item of `collection` and its key, one at a time.
 *
 * Results of the iteratee are dropped. The key is the index for everything but plain objects; a `Map` gives `[key,
 * value]` with an index.
 *
 * The first failure settles the call; nothing more starts, what runs is left to finish and its results are dropped.
 *
 * Compat: arguments, order and callback timing of async v3 `eachOfSeries` (alias `forEachOfSeries`); there
 * `callback(false)` cancels, and nothing settles then. Differs: a promise that a plain function returns counts, an
 * iterator is closed when the call ends early, and the promise form takes options.
 *
 * @typeParam T - Item of the collection.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param iteratee - Called once per item, as `(item, key, callback)`, or as a function `(item, key)` that returns a
 *   promise; an async function gets no callback. The key is the index, or the name in a plain object.
 * @param callback - Called once, with `null` or the error. Instead of it, the promise form takes options: `signal`,
 *   `timeout`, `stopOnError`.
 * @returns Promise of nothing, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { eachOfSeries } from '@sluice/async';
 *
 * const seen: string[] = [];
 * await eachOfSeries({ a: 1, b: 2 }, async (value, key) => {
 *   seen.push(`${key}=${value}`);
 * });
 * seen; // => ['a=1', 'b=2']
 * ```
 */
export function eachOfSeries<T, E = Error>(
  collection: List<T> | null | undefined,
  iteratee: KeyedIteratee<T, number>,
  callback: ErrorCallback<E>,
): void;
export function eachOfSeries<T, E = Error>(
  collection: Readonly<Dictionary<T>>,
  iteratee: KeyedIteratee<T, string>,
  callback: ErrorCallback<E>,
): void;
export function eachOfSeries<T, E = Error>(
  collection: List<T> | null | undefined,
  iteratee: KeyedIteratee<T, number>,
  options?: SeriesOptions | null,
): PromiseOf<void, E>;
export function eachOfSeries<T, E = Error>(
  collection: Readonly<Dictionary<T>>,
  iteratee: KeyedIteratee<T, string>,
  options?: SeriesOptions | null,
): PromiseOf<void, E>;
export function eachOfSeries(collection: unknown = null, iteratee?: unknown, callback?: unknown): never {
  return iterate('eachOfSeries', EACH_OF, collection, 1, iteratee, callback);
}
