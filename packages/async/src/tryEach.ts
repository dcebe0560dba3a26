import type { NodeCallback } from '@sluice/core';
import { expectFunction } from './internal/checks.js';
import { failureOf } from './internal/failure.js';
import { EACH } from './internal/families.js';
import { inForm } from './internal/form.js';
import { invoke } from './internal/invoke.js';
import { begin } from './internal/run.js';
import type { CallOptions, Collection, ResultCallback, TaskFunction, TaskResult } from './types.js';

/**
 * Runs tasks one after the other until one succeeds.
 *
 * When all fail, the last error counts. Several results of one callback make an array.
 *
 * Compat: arguments, order and callback timing of async v3 `tryEach`. Differs: a promise that a plain function returns
 * counts, and the promise form takes options.
 *
 * @typeParam R - Result of a task.
 * @typeParam E - Error.
 * @typeParam O - What a task returns.
 * @param tasks - Array, iterable or object of functions `(callback)`, or functions that return a promise.
 * @param callback - Called once, with `(null, result)` or the last error. Instead of it, the promise form takes options:
 *   `signal`, `timeout`.
 * @returns Promise of the result, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when a task is no function and its turn comes.
 * @example
 * ```ts
 * import { tryEach } from '@sluice/async';
 *
 * await tryEach([() => Promise.reject(new Error('no')), async () => 'yes']); // => 'yes'
 * ```
 */
export function tryEach<R = unknown, E = Error, O = unknown>(
  tasks: Collection<TaskFunction<R, O>>,
  callback: ResultCallback<TaskResult<R, O>, E>,
): void;
export function tryEach<R = unknown, O = unknown>(
  tasks: Collection<TaskFunction<R, O>>,
  options?: CallOptions | null,
): Promise<TaskResult<R, O>>;
export function tryEach(tasks: unknown = null, callback?: unknown): never {
  return inForm('tryEach', callback, (settle, ticket) => {
    let failure: unknown = null;
    let result: unknown;
    const attempt = (task: unknown, done: NodeCallback<never>): void => {
      expectFunction('tryEach', 'task', task);
      const receive = (error?: unknown, ...values: unknown[]): void => {
        if (error === false) return done(false);
        result = values.length > 1 ? values : values[0];
        failure = error;
        done(error ? null : SUCCESS);
      };
      invoke(task, undefined, [], receive, failureOf(ticket));
    };
    const finish = (error?: unknown): void => {
      if (error && error !== SUCCESS) settle(error);
      else settle(failure, result as never);
    };
    begin(finish, ticket, 'tryEach', EACH, tasks, 1, attempt);
  });
}

// Ends the walk as an error does.
const SUCCESS = {};
