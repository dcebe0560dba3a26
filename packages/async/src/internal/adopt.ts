import { isPromise, runLater, throwLater } from '@sluice/core';
import type { Callable } from './checks.js';

/** Whether async functions of this package get no callback: native ones, bound, proxied or of another realm. */
export function isAsync(fn: unknown): boolean {
  return (fn as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'AsyncFunction';
}

/**
 * The first argument with which the engines hand a returned promise to the callback that the task has got: so a task
 * costs one closure, and its declaration (reading `length` is slow) is looked at only when it has returned something.
 */
export const RETURNED: unknown = {};

/** Looks at what a task has returned, beside the callback in place `position` that it has got. */
export function adopt(task: Callable, position: number, result: unknown, callback: Callable): void {
  // A function that declares the callback is done when it calls it, whatever it returns.
  if (typeof result === 'object' && result !== null && task.length < position && isPromise(result)) {
    callback(RETURNED, result);
  }
}

/** Follows a returned promise; `settle` is told its outcome, and knows whether it still counts. */
export function followReturned(
  promise: PromiseLike<unknown>,
  failure: (reason: unknown) => unknown,
  settle: (error: unknown, value?: unknown) => void,
): void {
  const deliver = (error: unknown, value?: unknown): void => {
    try {
      settle(error, value);
    } catch (thrown) {
      throwLater(thrown);
    }
  };
  promise.then(
    // A function that takes its callback in a hidden way (rest parameters, a stub) may return an empty promise and call
    // the callback later; so `undefined` waits for a macrotask.
    (value) => (value === undefined ? runLater(() => deliver(null)) : deliver(null, value)),
    (reason) => deliver(failure(reason)),
  );
}

/** In a promise job nobody can catch: what `job` throws is uncaught. */
export function guarded(job: () => void): void {
  try {
    job();
  } catch (thrown) {
    throwLater(thrown);
  }
}
