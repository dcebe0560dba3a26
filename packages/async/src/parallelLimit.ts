import { TASK_LIST, TASK_RECORD } from './internal/families.js';
import { isArrayLike } from './internal/checks.js';
import { iterate } from './internal/iterate.js';
import { ALL } from './internal/run.js';
import type { LimitOptions, ResultCallback, ResultOf, TaskFunction } from './types.js';

/**
 * Runs tasks, at most `limit` at a time, and collects their results.
 *
 * An array gives an array, in its order; anything else gives an object with the same keys, which come in the order in
 * which the tasks finish. Several results of one callback make an array.
 *
 * The first failure settles the call; what runs is left to finish. No further task starts. The results so far come with the error.
 *
 * Compat: arguments, order and callback timing of async v3 `parallelLimit`. Differs: a promise that a plain function returns
 * counts, and the promise form takes options.
 *
 * @typeParam T - The tasks.
 * @param tasks - Array, array-like, iterable, or object of functions `(callback)`, or functions that return a promise.
 * @param limit - Most tasks running at once: a number above 0, or `Infinity` for no bound.
 * @param callback - Called once, with `(null, results)`, or with the error and the results so far. Instead of it, the
 *   promise form takes options: `signal`, `timeout`, `ordered`, `stopOnError`.
 * @returns Promise of the results, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when a task is no function and its turn comes. Thrown at the call with a
 *   callback; a rejection without.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `limit` is not above 0, likewise.
 * @example
 * ```ts
 * import { parallelLimit } from '@sluice/async';
 *
 * await parallelLimit([async () => 1, (callback: (error: null, value: string) => void) => callback(null, 'b')], 2); // => [1, 'b']
 * ```
 */
export function parallelLimit<T extends readonly TaskFunction[] | readonly [], E = Error>(
  tasks: T,
  limit: number,
  callback: ResultCallback<{ -readonly [K in keyof T]: ResultOf<T[K]> }, E>,
): void;
export function parallelLimit<T extends Readonly<Record<string, TaskFunction>>, E = Error>(
  tasks: T,
  limit: number,
  callback: ResultCallback<{ -readonly [K in keyof T]: ResultOf<T[K]> }, E>,
): void;
export function parallelLimit<R, E = Error>(
  tasks: Iterable<TaskFunction<R>> | ArrayLike<TaskFunction<R>>,
  limit: number,
  callback: ResultCallback<R[], E>,
): void;
export function parallelLimit<R, E = Error>(
  tasks: Readonly<Record<string, TaskFunction<R>>>,
  limit: number,
  callback: ResultCallback<Record<string, R>, E>,
): void;
export function parallelLimit<T extends readonly TaskFunction[] | readonly []>(
  tasks: T,
  limit: number,
  options?: LimitOptions | null,
): Promise<{ -readonly [K in keyof T]: ResultOf<T[K]> }>;
export function parallelLimit<T extends Readonly<Record<string, TaskFunction>>>(
  tasks: T,
  limit: number,
  options?: LimitOptions | null,
): Promise<{ -readonly [K in keyof T]: ResultOf<T[K]> }>;
export function parallelLimit<R>(
  tasks: Iterable<TaskFunction<R>> | ArrayLike<TaskFunction<R>>,
  limit: number,
  options?: LimitOptions | null,
): Promise<R[]>;
export function parallelLimit(tasks: unknown, limit: unknown, callback?: unknown): never {
  const family = isArrayLike(tasks) ? TASK_LIST : TASK_RECORD;
  return iterate('parallelLimit', family, tasks, limit, ALL, callback, {});
}
