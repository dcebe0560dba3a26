import { Call } from './internal/call.js';
import { expectFunction } from './internal/checks.js';
import { inForm } from './internal/form.js';
import { invoke } from './internal/invoke.js';
import type { CallOptions, ResultCallback, ResultOf, TaskFunction } from './types.js';

/**
 * Runs all tasks at once; the first to finish or to fail decides.
 *
 * What the others do later is ignored. Without tasks the callback is called at once, without arguments.
 *
 * Compat: arguments, order and callback timing of async v3 `race`. Differs: a promise that a plain function returns
 * counts, and the promise form takes options.
 *
 * @typeParam T - The tasks.
 * @param tasks - Array of functions `(callback)`, or functions that return a promise. Anything else is a `TypeError` for
 *   the callback.
 * @param callback - Called once, with `(null, ...results)` or the error. Instead of it, the promise form takes options:
 *   `signal`, `timeout`.
 * @returns Promise of the first result, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when a task is no function; those before it have started.
 * @example
 * ```ts
 * import { race } from '@sluice/async';
 *
 * await race([() => new Promise(() => {}), async () => 'first']); // => 'first'
 * ```
 */
export function race<T extends readonly TaskFunction[], E = Error>(
  tasks: T,
  callback: ResultCallback<ResultOf<T[number]>, E>,
): void;
export function race<R, E = Error>(tasks: readonly TaskFunction<R>[], callback: ResultCallback<R, E>): void;
export function race<T extends readonly TaskFunction[]>(
  tasks: T,
  options?: CallOptions | null,
): Promise<ResultOf<T[number]>>;
export function race<R>(tasks: readonly TaskFunction<R>[], options?: CallOptions | null): Promise<R>;
export function race(tasks: unknown = null, callback?: unknown): never {
  return inForm('race', callback, (settle, ticket) => {
    const call = new Call(settle, ticket);
    // These go to the callback: async's contract.
    if (!Array.isArray(tasks)) return call.end(new TypeError('First argument to race must be an array of functions'));
    if (tasks.length === 0) return call.end();
    const first = (...outcome: unknown[]): void => call.endOnce(...outcome);
    call.guard(() => {
      for (const task of tasks as unknown[]) {
        if (call.stopped) return;
        expectFunction('race', 'task', task);
        invoke(task, undefined, [], first, call.failure);
      }
    });
  });
}
