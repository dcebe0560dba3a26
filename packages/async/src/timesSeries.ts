import { TIMES } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import { toRange } from './internal/range.js';
import type { PromiseOf, SeriesOptions, Iteratee, ResultCallback, TaskResult } from './types.js';

/**
 * Runs `iteratee` for 0, 1 … `count` - 1, one at a time, and collects the results.
 *
 * Otherwise as `map` does it with an array of these numbers.
 *
 * Compat: arguments, order and callback timing of async v3 `timesSeries`. Differs: a count of `undefined` or `null` fails.
 *
 * @typeParam R - Result that the iteratee hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the iteratee returns.
 * @param count - How many times: an integer of at least 0; a numeric string works as in async.
 * @param iteratee - Called as `(index, callback)`, or as a function `(index)` that returns a promise.
 * @param callback - Called once, with `(null, results)`, or with the error and the results so far. Instead of it, the
 *   promise form takes options.
 * @returns Promise of the results, when no callback is given.
 * @throws {RangeError} `ERR_SLUICE_RANGE` when `count` is no such number; thrown at the call in both forms, as in async.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { timesSeries } from '@sluice/async';
 *
 * await timesSeries(3, async (index) => index * 2); // => [0, 2, 4]
 * ```
 */
export function timesSeries<R = unknown, E = Error, O = unknown>(
  count: number,
  iteratee: Iteratee<number, R, O>,
  callback: ResultCallback<TaskResult<R, O>[], E>,
): void;
export function timesSeries<R = unknown, E = Error, O = unknown>(
  count: number,
  iteratee: Iteratee<number, R, O>,
  options?: SeriesOptions | null,
): PromiseOf<TaskResult<R, O>[], E>;
export function timesSeries(count: unknown, iteratee: unknown, callback: unknown): never {
  return iterate('timesSeries', TIMES, toRange('timesSeries', count), 1, iteratee, callback);
}
