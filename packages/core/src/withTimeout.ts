import { checkBounds, watchBounds } from './bounds.js';
import { checkDuration } from './check.js';
import { argumentError } from './errors.js';
import { nodeResolver } from './nodeResolver.js';
import { run1, taskKind } from './task.js';
import type { SignalOption, Task, TaskResult } from './types.js';

/** What a task under {@link withTimeout} receives. */
export interface TimeoutScope {
  /** Aborted when the time is over (with the `TimeoutError`) or when the caller's signal is (with its reason). */
  readonly signal: AbortSignal;
}

/**
 * Waits for `task` for at most `ms` milliseconds.
 *
 * The clock starts when `withTimeout` is called. When it runs out, or when `options.signal` is aborted, the call fails at
 * once and the task's own signal is aborted; a task that does not watch it goes on, and its outcome is dropped. Timer
 * and listener are removed when the call settles.
 *
 * @typeParam R - What the task hands to its callback.
 * @typeParam O - What the task returns.
 * @param task - A promise, or a task: `async ({ signal }) => …`, `({ signal }) => promise` or `(scope, callback)`. A
 *   synchronous throw of it is a failure.
 * @param ms - Milliseconds of at least 0; `Infinity` for no bound.
 * @param options - `signal`: see {@link SignalOption}.
 * @returns A native promise of the task's result.
 * @throws {TimeoutError} `ERR_SLUICE_TIMEOUT`, as a rejection, when the time is over.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as a rejection, when an argument is of the wrong type.
 * @throws {RangeError} `ERR_SLUICE_RANGE`, as a rejection, when `ms` is negative or NaN. Nothing has started.
 * @example
 * ```ts
 * import { withTimeout } from '@sluice/core';
 *
 * await withTimeout(Promise.resolve('in time'), 50); // => 'in time'
 * ```
 */
export function withTimeout<T>(task: PromiseLike<T>, ms: number, options?: SignalOption): Promise<T>;
export function withTimeout<R, O>(
  task: Task<TimeoutScope, R, O>,
  ms: number,
  options?: SignalOption,
): Promise<TaskResult<R, O>>;
export async function withTimeout(
  task: PromiseLike<unknown> | Task<TimeoutScope>,
  ms: number,
  { signal }: SignalOption = {},
): Promise<unknown> {
  // Not optional here, so undefined is out of range like NaN.
  checkDuration('withTimeout', 'ms', ms ?? NaN);
  if (typeof task !== 'function' && typeof (task as { then?: unknown } | null)?.then !== 'function') {
    throw argumentError('withTimeout', 'task must be a function or a promise', task);
  }
  checkBounds('withTimeout', { signal });

  const controller = new AbortController();
  let stop: (() => void) | undefined;
  try {
    return await new Promise((resolve, reject) => {
      stop = watchBounds(
        { signal, timeout: ms },
        () => nameOf(task),
        (reason) => {
          reject(reason);
          controller.abort(reason);
        },
      );
      if (typeof task !== 'function') {
        // Not `resolve(task)`: a promise that follows another can no longer be rejected.
        task.then(resolve, reject);
        return;
      }
      const scope: TimeoutScope = { signal: controller.signal };
      run1(taskKind(task, 2), task, scope, nodeResolver('withTimeout', resolve, reject));
    });
  } finally {
    stop?.();
  }
}

function nameOf(task: unknown): string {
  return typeof task === 'function' && task.name ? `withTimeout: "${task.name}"` : 'withTimeout: the task';
}
