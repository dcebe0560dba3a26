import { type NodeCallback, taskKind } from '@sluice/core';
import { Call } from './internal/call.js';
import { type Callable, expectFunction } from './internal/checks.js';
import { inForm } from './internal/form.js';
import { invokeAs } from './internal/invoke.js';
import type { CallOptions, ErrorCallback, TaskFunction } from './types.js';

/**
 * Runs a task again and again, until it fails.
 *
 * A turn that finishes synchronously is continued in a microtask, as in async: such a task keeps timers and I/O waiting.
 *
 * Compat: arguments, order and callback timing of async v3 `forever`. Differs: a promise that a plain function returns
 * counts, and the promise form takes options.
 *
 * @typeParam E - Error.
 * @param task - Called as `(next)`, or a function that returns a promise.
 * @param callback - Called once, with the error. Instead of it, the promise form takes options: `signal`, `timeout`.
 * @returns Promise that is rejected with the error, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `task` is no function. Thrown at the call with a callback; a rejection
 *   without.
 * @example
 * ```ts
 * import { forever } from '@sluice/async';
 *
 * let turns = 0;
 * await forever(async () => {
 *   turns += 1;
 *   if (turns === 3) throw new Error('enough');
 * }).catch((error) => `${turns}: ${error.message}`); // => '3: enough'
 * ```
 */
export function forever<E = Error>(task: TaskFunction, callback: ErrorCallback<E>): void;
export function forever(task: TaskFunction, options?: CallOptions | null): Promise<never>;
export function forever(task: unknown = null, callback?: unknown): never {
  return inForm('forever', callback, (settle, ticket) => {
    expectFunction('forever', 'task', task);
    turn(new Call(settle, ticket), task);
  });
}

function turn(call: Call, task: Callable): void {
  const kind = taskKind(task, 1, true);
  let synchronous = false;
  const start = (): void => invokeAs(kind, task, undefined, [], next, call.failure);
  const again = (error?: unknown): void => {
    if (error) return call.end(error);
    if (error === false) return call.cancel();
    if (call.stopped) return;
    synchronous = true;
    call.guard(start);
    synchronous = false;
  };
  const next: NodeCallback<never> = (error) => {
    if (synchronous) queueMicrotask(() => again(error));
    else again(error);
  };
  again();
}
