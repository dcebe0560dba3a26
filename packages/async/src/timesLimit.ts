import { TIMES } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import { toRange } from './internal/range.js';
import type { PromiseOf, LimitOptions, Iteratee, ResultCallback, TaskResult } from './types.js';

/**
 * Runs `iteratee` for 0, 1 … `count` - 1, at most `limit` at a time, and collects the results.
 *
 * Otherwise as `map` does it with an array of these numbers.
 *
 * Compat: arguments, order and callback timing of async v3 `timesLimit`. Differs: a count of `undefined` or `null` fails.
 *
 * @typeParam R - Result that the iteratee hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the iteratee returns.
 * @param count - How many times: an integer of at least 0; a numeric string works as in async.
 * @param limit - Most tasks running at once: a number above 0, or `Infinity` for no bound.
 * @param iteratee - Called as `(index, callback)`, or as a function `(index)` that returns a promise.
 * @param callback - Called once, with `(null, results)`, or with the error and the results so far. Instead of it, the
 *   promise form takes options.
 * @returns Promise of the results, when no callback is given.
 * @throws {RangeError} `ERR_SLUICE_RANGE` when `count` is no such number; thrown at the call in both forms, as in async.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { timesLimit } from '@sluice/async';
 *
 * await timesLimit(3, 2, async (index) => index * 2); // => [0, 2, 4]
 * ```
 */
export function timesLimit<R = unknown, E = Error, O = unknown>(
  count: number,
  limit: number,
  iteratee: Iteratee<number, R, O>,
  callback: ResultCallback<TaskResult<R, O>[], E>,
): void;
export function timesLimit<R = unknown, E = Error, O = unknown>(
  count: number,
  limit: number,
  iteratee: Iteratee<number, R, O>,
  options?: LimitOptions | null,
): PromiseOf<TaskResult<R, O>[], E>;
export function timesLimit(count: unknown, limit: unknown, iteratee: unknown, callback: unknown): never {
  return iterate('timesLimit', TIMES, toRange('timesLimit', count), limit, iteratee, callback);
}
