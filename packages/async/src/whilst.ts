import { loop } from './internal/loop.js';
import type { CallOptions, ResultCallback, TaskFunction, TaskResult } from './types.js';

/**
 * Runs `iteratee` as long as `test` gives a truthy result.
 *
 * Ends at the first falsy result of the test, with the results of the last turn. Turns that finish synchronously run in the
 * same stack, which is unwound below a depth of some hundred turns; so any number of them is safe.
 *
 * The first failure of either settles the call.
 *
 * Compat: arguments, order and callback timing of async v3 `whilst` (alias `during`). Differs: any number of synchronous turns (async
 * overflows the stack at about 2500), and a promise that a plain function returns counts.
 *
 * @typeParam R - Result of a turn.
 * @typeParam E - Error.
 * @typeParam O - What the iteratee returns.
 * @param test - Called before each turn, as `(callback)`, or as a function that returns a promise of the answer.
 * @param iteratee - Called once per turn, as `(callback)`, or as a function that returns a promise.
 * @param callback - Called once, with `(null, ...results)` of the last turn, or the error. A second outcome throws.
 *   Instead of it, the promise form takes options: `signal`, `timeout`.
 * @returns Promise of the last turn's result, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `test` or `iteratee` is no function. Thrown at the call with a callback;
 *   a rejection without.
 * @example
 * ```ts
 * import { whilst } from '@sluice/async';
 *
 * let n = 0;
 * await whilst(async () => n < 3, async () => (n += 1)); // => 3
 * ```
 */
export function whilst<R = unknown, E = Error, O = unknown>(
  test: TaskFunction,
  iteratee: TaskFunction<R, O>,
  callback: ResultCallback<TaskResult<R, O>, E>,
): void;
export function whilst<R = unknown, O = unknown>(
  test: TaskFunction,
  iteratee: TaskFunction<R, O>,
  options?: CallOptions | null,
): Promise<TaskResult<R, O>>;
export function whilst(test: unknown = null, iteratee?: unknown, callback?: unknown): never {
  return loop(WHILST, test, iteratee, callback);
}

const WHILST = { where: 'whilst', bodyFirst: false, until: false };
