import { loop } from './internal/loop.js';
import type { CallOptions, LoopTest, ResultCallback, TaskFunction, TaskResult } from './types.js';

/**
 * Runs `iteratee` once, and again until `test` gives a truthy result.
 *
 * Ends at the first truthy result of the test, with the results of the last turn. Turns that finish synchronously run in the
 * same stack, which is unwound below a depth of some hundred turns; so any number of them is safe.
 *
 * The first failure of either settles the call.
 *
 * Compat: arguments, order and callback timing of async v3 `doUntil`. Differs: any number of synchronous turns (async
 * overflows the stack at about 2500), and a promise that a plain function returns counts.
 *
 * @typeParam R - Result of a turn.
 * @typeParam E - Error.
 * @typeParam O - What the iteratee returns.
 * @param iteratee - Called once per turn, as `(callback)`, or as a function that returns a promise.
 * @param test - Called after each turn with its results, as `(...results, callback)`, or as a function that returns a
 *   promise of the answer.
 * @param callback - Called once, with `(null, ...results)` of the last turn, or the error. A second outcome throws.
 *   Instead of it, the promise form takes options: `signal`, `timeout`.
 * @returns Promise of the last turn's result, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `test` or `iteratee` is no function. Thrown at the call with a callback;
 *   a rejection without.
 * @example
 * ```ts
 * import { doUntil } from '@sluice/async';
 *
 * await doUntil(async () => 5, async (n: number) => n >= 3); // => 5
 * ```
 */
export function doUntil<R = unknown, E = Error, O = unknown>(
  iteratee: TaskFunction<R, O>,
  test: LoopTest<TaskResult<R, O>>,
  callback: ResultCallback<TaskResult<R, O>, E>,
): void;
export function doUntil<R = unknown, O = unknown>(
  iteratee: TaskFunction<R, O>,
  test: LoopTest<TaskResult<R, O>>,
  options?: CallOptions | null,
): Promise<TaskResult<R, O>>;
export function doUntil(iteratee: unknown, test: unknown, callback: unknown): never {
  return loop(DO_UNTIL, test, iteratee, callback);
}

const DO_UNTIL = { where: 'doUntil', bodyFirst: true, until: true };
