// How a task's outcome is told: by its callback, or by the promise that it has returned. The rules are core's; written so
// that a task costs one closure, and its declaration (reading `length` is slow) is looked at only when it has returned
// something.
import { isPromise, runLater, throwLater } from '@sluice/core';
import { type Callable, calledTwice } from './checks.js';
import { failureOf } from './failure.js';

/** Whether async functions of this package get no callback: native ones, bound, proxied or of another realm. */
export function isAsync(fn: unknown): boolean {
  return (fn as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'AsyncFunction';
}

/** The first argument with which a returned promise is handed to the callback that the task has got. */
export const RETURNED: unknown = {};

/** Looks at what a task has returned, beside the callback in place `position` that it has got. */
export function adopt(task: Callable, position: number, result: unknown, callback: Callable): void {
  // A function that declares the callback is done when it calls it, whatever it returns.
  if (typeof result === 'object' && task.length < position && isPromise(result)) callback(RETURNED, result);
}

/** Follows a returned promise; `settle` is told its outcome, and knows whether it still counts. */
export function followReturned(
  promise: unknown,
  failure: (reason: unknown) => unknown,
  settle: (error: unknown, value: unknown) => void,
): void {
  (promise as PromiseLike<unknown>).then(
    // A function that takes its callback in a hidden way (rest parameters, a stub) may return an empty promise and call
    // the callback later; so `undefined` waits for a macrotask.
    (value) => {
      const deliver = (): void => guarded(() => settle(null, value));
      if (value === undefined) runLater(deliver);
      else deliver();
    },
    (reason) => guarded(() => settle(failure(reason), undefined)),
  );
}

/** The callback of a task of which all results count: `settle` gets `[error, ...results]`, once. */
export function callbackOf<C extends { readonly ticket: unknown }, T>(
  call: C,
  task: T,
  settle: (call: C, task: T, outcome: readonly unknown[]) => void,
): Callable {
  let state = OPEN;
  return (...outcome) => {
    const isReturned = outcome[0] === RETURNED;
    if (state === OPEN && !isReturned) {
      state = CALLED;
      settle(call, task, outcome);
    } else if (state === OPEN) {
      followReturned(outcome[1], failureOf(call.ticket), (...result) => {
        if (state !== OPEN) return;
        state = PROMISED;
        settle(call, task, result);
      });
    } else if (state === CALLED && !isReturned) throw calledTwice();
  };
}

// Negative, so that a callback can keep these in the place of its index.
export const OPEN = 0;
export const CALLED = -1;
export const PROMISED = -2;

/** Follows promises one after the other, with the same two closures. */
export function follower(
  failure: (reason: unknown) => unknown,
  settle: (error: unknown, value?: unknown) => void,
): (promise: unknown) => void {
  const fulfilled = (value: unknown): void => guarded(() => settle(null, value));
  const failed = (reason: unknown): void => guarded(() => settle(failure(reason), undefined));
  return (promise) => void (promise as PromiseLike<unknown>).then(fulfilled, failed);
}

/** In a promise job nobody can catch: what `job` throws is uncaught. */
export function guarded(job: () => void): void {
  try {
    job();
  } catch (thrown) {
    throwLater(thrown);
  }
}
