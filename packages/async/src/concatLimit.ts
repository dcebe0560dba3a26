import { CONCAT } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Collection, Flat, Iteratee, LimitOptions, PromiseOf, ResultCallback, TaskResult } from './types.js';

/**
 * Runs `iteratee` for every item of `collection` and joins the results, at most `limit` at a time.
 *
 * Results keep the order of the collection. All results of one callback count, and arrays are flattened one level.
 *
 * The first failure settles the call; nothing more starts, the results so far come with the error.
 *
 * Compat: arguments, order and callback timing of async v3 `concatLimit` (alias `flatMapLimit`); there
 * `callback(false)` cancels, and nothing settles then. Differs: a promise that a plain function returns counts, an
 * iterator is closed when the call ends early, and the promise form takes options. A limit of `NaN` or `undefined`
 * fails; there it never settles.
 *
 * @typeParam T - Item of the collection.
 * @typeParam R - Result that the iteratee hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the iteratee returns.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param limit - Most tasks running at once: a number above 0, or `Infinity` for no bound.
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `(null, results)`, or with the error and the results so far. Instead of it, the
 *   promise form takes options: `signal`, `timeout`, `ordered`, `stopOnError`.
 * @returns Promise of the results, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `limit` is not above 0, likewise.
 * @example
 * ```ts
 * import { concatLimit } from '@sluice/async';
 *
 * await concatLimit([1, 2], 2, async (n) => [n, n * 10]); // => [1, 10, 2, 20]
 * ```
 */
export function concatLimit<T, R = unknown, E = Error, O = unknown>(
  collection: Collection<T>,
  limit: number,
  iteratee: Iteratee<T, R | readonly R[], O>,
  callback: ResultCallback<Flat<TaskResult<R, O>>[], E>,
): void;
export function concatLimit<T, R = unknown, E = Error, O = unknown>(
  collection: Collection<T>,
  limit: number,
  iteratee: Iteratee<T, R | readonly R[], O>,
  options?: LimitOptions | null,
): PromiseOf<Flat<TaskResult<R, O>>[], E>;
export function concatLimit(
  collection: unknown = null,
  limit?: unknown,
  iteratee?: unknown,
  callback?: unknown,
): never {
  return iterate('concatLimit', CONCAT, collection, limit, iteratee, callback);
}
