import { MAP_VALUES } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Dictionary, KeyedIteratee, PromiseOf, ResultCallback, SeriesOptions, TaskResult } from './types.js';

/**
 * Runs `iteratee` for every value of an object and collects the results under the same keys, at most `limit` at a
 * time.
 *
 * The keys of the result come in the order in which the tasks finish.
 *
 * The first failure settles the call; nothing more starts, the results so far come with the error.
 *
 * Compat: arguments, order and callback timing of async v3 `mapValuesLimit`; there `callback(false)` cancels, and
 * nothing settles then. Differs: a promise that a plain function returns counts, an iterator is closed when the call
 * ends early, and the promise form takes options. A limit of `NaN` or `undefined` fails; there it never settles.
 *
 * @typeParam K - Keys of the object.
 * @typeParam T - Value of the object.
 * @typeParam R - Result that the iteratee hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the iteratee returns.
 * @param collection - Plain object; other collections give an object with indices as keys.
 * @param limit - Most tasks running at once: a number above 0, or `Infinity` for no bound.
 * @param iteratee - Called once per item, as `(item, key, callback)`, or as a function `(item, key)` that returns a
 *   promise; an async function gets no callback. The key is the index, or the name in a plain object.
 * @param callback - Called once, with `(null, results)`, or with the error and the results so far. Instead of it, the
 *   promise form takes options: `signal`, `timeout`, `stopOnError`.
 * @returns Promise of the results, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `limit` is not above 0, likewise.
 * @example
 * ```ts
 * import { mapValuesLimit } from '@sluice/async';
 *
 * await mapValuesLimit({ a: 'x', b: 'yy' }, 2, async (value) => value.length); // => { a: 1, b: 2 }
 * ```
 */
export function mapValuesLimit<K extends string, T, R = unknown, E = Error, O = unknown>(
  collection: Readonly<Record<K, T>>,
  limit: number,
  iteratee: KeyedIteratee<T, K, R, O>,
  callback: ResultCallback<Record<K, TaskResult<R, O>>, E>,
): void;
export function mapValuesLimit<K extends string, T, R = unknown, E = Error, O = unknown>(
  collection: Readonly<Record<K, T>>,
  limit: number,
  iteratee: KeyedIteratee<T, K, R, O>,
  options?: SeriesOptions | null,
): PromiseOf<Record<K, TaskResult<R, O>>, E>;
export function mapValuesLimit<T, R, E = Error>(
  collection: Readonly<Dictionary<T>>,
  limit: number,
  iteratee: KeyedIteratee<T, string, R>,
  callback: ResultCallback<Record<string, R>, E>,
): void;
export function mapValuesLimit<T, R, E = Error>(
  collection: Readonly<Dictionary<T>>,
  limit: number,
  iteratee: KeyedIteratee<T, string, R>,
  options?: SeriesOptions | null,
): PromiseOf<Record<string, R>, E>;
export function mapValuesLimit(
  collection: unknown = null,
  limit?: unknown,
  iteratee?: unknown,
  callback?: unknown,
): never {
  return iterate('mapValuesLimit', MAP_VALUES, collection, limit, iteratee, callback, {});
}
