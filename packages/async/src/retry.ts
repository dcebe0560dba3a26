import { startTimer } from '@sluice/core';
import { Call } from './internal/call.js';
import type { Callable } from './internal/checks.js';
import { inForm } from './internal/form.js';
import { invoke } from './internal/invoke.js';
import type { CallOptions, ResultCallback, TaskFunction, TaskResult } from './types.js';

/** How {@link retry} tries again. */
export interface RetryOptions<E = Error> {
  /** Most attempts, the first one included. 0 and anything that is no number mean the default. Default: 5. */
  readonly times?: number | undefined;
  /** Milliseconds between two attempts, or a function of the number of failed attempts (1, 2 …). Default: 0. */
  readonly interval?: number | ((retryCount: number) => number) | undefined;
  /** Tells whether an error is worth another attempt. Default: every error is. */
  readonly errorFilter?: ((error: E) => boolean) | undefined;
}

/** Options of the promise form; they stand with the others, or in the callback's place. */
export interface RetryCallOptions<E = Error> extends RetryOptions<E>, CallOptions {}

/**
 * Runs a task until it succeeds, or has been tried often enough.
 *
 * The first attempt starts at once, each other one in a timer of its own. The last error counts. Aborting the signal
 * stops the waiting too.
 *
 * Compat: arguments, order and callback timing of async v3 `retry`. Differs: a second call of a failing task's callback is
 * ignored (async multiplies the attempts); in the promise form what a task throws counts as its failure.
 *
 * @typeParam R - Result of the task.
 * @typeParam E - Error.
 * @typeParam O - What the task returns.
 * @param options - How to try again, or the number of attempts. May be left out.
 * @param task - Called as `(callback)`, or a function that returns a promise.
 * @param callback - Called once, with `(null, ...results)` or the last error. Instead of it, the promise form takes
 *   options: `signal`, `timeout`; they may also stand among the first ones.
 * @returns Promise of the result, when no callback is given.
 * @throws {Error} `Invalid arguments for async.retry` when the task is no function or the options make no sense; thrown at
 *   the call in both forms, as in async.
 * @example
 * ```ts
 * import { retry } from '@sluice/async';
 *
 * let attempts = 0;
 * await retry({ times: 3, interval: 1 }, async () => {
 *   attempts += 1;
 *   if (attempts < 3) throw new Error('not yet');
 *   return attempts;
 * }); // => 3
 * ```
 */
export function retry<R = unknown, E = Error, O = unknown>(
  task: TaskFunction<R, O>,
  callback: ResultCallback<TaskResult<R, O>, E>,
): void;
export function retry<R = unknown, E = Error, O = unknown>(
  options: number | RetryOptions<E>,
  task: TaskFunction<R, O>,
  callback: ResultCallback<TaskResult<R, O>, E>,
): void;
export function retry<R = unknown, E = Error, O = unknown>(
  options: number | RetryCallOptions<E>,
  task: TaskFunction<R, O>,
  call?: CallOptions | null,
): Promise<TaskResult<R, O>>;
export function retry<R = unknown, O = unknown>(
  task: TaskFunction<R, O>,
  call?: CallOptions | null,
): Promise<TaskResult<R, O>>;
export function retry(options: unknown, task?: unknown, callback?: unknown): never {
  let plan = DEFAULTS;
  // async tells the forms by the number of arguments.
  if (arguments.length < 3 && typeof options === 'function') {
    callback = task;
    task = options;
  } else {
    plan = toPlan(options);
    if (callback === undefined && typeof options === 'object') callback = options;
  }
  // The words are the peer's.
  if (typeof task !== 'function') throw new Error(INVALID);
  return inForm('retry', callback, (settle, ticket) => {
    attempt(new Attempts(settle, ticket), plan, task as Callable, 1);
  });
}

interface Plan {
  readonly times: number;
  readonly interval: (retryCount: number) => number;
  readonly errorFilter?: ((error: unknown) => unknown) | undefined;
}

const INVALID = 'Invalid arguments for async.retry';
const DEFAULTS: Plan = { times: 5, interval: () => 0 };

function toPlan(options: unknown): Plan {
  if (typeof options === 'number' || typeof options === 'string') return { ...DEFAULTS, times: +options || 5 };
  if (typeof options !== 'object' || options === null) throw new Error(INVALID);
  const { times, interval, errorFilter } = options as Record<keyof RetryOptions, unknown>;
  return {
    times: Number(times) || 5,
    interval: typeof interval === 'function' ? (interval as Plan['interval']) : () => Number(interval) || 0,
    errorFilter: typeof errorFilter === 'function' ? (errorFilter as (error: unknown) => unknown) : undefined,
  };
}

class Attempts extends Call {
  stopTimer: (() => void) | undefined = undefined;

  override stop(): void {
    super.stop();
    this.stopTimer?.();
  }
}

function attempt(call: Attempts, plan: Plan, task: Callable, count: number): void {
  let failed = false;
  const receive = (error?: unknown, ...results: unknown[]): void => {
    if (failed) return;
    if (error === false) return call.cancel();
    if (!error || count >= plan.times || (plan.errorFilter && !plan.errorFilter(error))) {
      return call.endOnce(error, ...results);
    }
    failed = true;
    if (call.stopped) return;
    call.stopTimer = startTimer(plan.interval(count), () => attempt(call, plan, task, count + 1));
  };
  const run = (): void => invoke(task, undefined, [], receive, call.failure);
  // Not caught in the callback form, so that an uncaught exception is shown where it was thrown.
  if (call.ticket === undefined) return run();
  try {
    run();
  } catch (error) {
    if (call.over) throw error;
    receive(error || new Error(String(error)));
  }
}
