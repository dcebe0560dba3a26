// How a task's outcome is told: by its callback, or by the promise that it has returned. The rules are core's; written so
// that a task costs one closure, and its declaration (reading `length` is slow) is looked at only when it has returned a
// promise.
import { follow, isPromise, type NodeCallback, runLater, throwLater } from '@sluice/core';
import { type Callable, calledTwice } from './checks.js';
import { failureOf } from './failure.js';

/** Whether async functions of this package get no callback: native ones, bound, proxied or of another realm. */
export function isAsync(fn: unknown): boolean {
  return (fn as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'AsyncFunction';
}

/** The third argument of a callback that is called for a promise. */
export const PROMISED: unknown = {};

/** Looks at what a task has returned, beside the callback in place `position` that it has got. */
export function adopt(ticket: unknown, task: Callable, position: number, result: unknown, callback: Callable): void {
  // A function that declares the callback is done when it calls it, whatever it returns.
  if (typeof result !== 'object' || !isPromise(result) || task.length >= position) return;
  // A function that takes its callback in a hidden way (rest parameters, a stub) may return an empty promise and call the
  // callback later; so `undefined` waits for a macrotask.
  const told: NodeCallback<never> = (error, value) => {
    const deliver = (): unknown => callback(error, value, PROMISED);
    if (error === null && value === undefined) runLater(deliver);
    else deliver();
  };
  follow(result, told, failureOf(ticket));
}

/** The callback of a task of which all results count: `settle` gets `[error, ...results]`, once. */
export function callbackOf<C, T>(
  call: C,
  task: T,
  settle: (call: C, task: T, outcome: readonly unknown[]) => void,
): Callable {
  let state = OPEN;
  return (...outcome) => {
    const isPromised = outcome[2] === PROMISED;
    if (state === OPEN) {
      state = isPromised ? ENDED : CALLED;
      if (isPromised) outcome.length = 2;
      settle(call, task, outcome);
    } else if (state === CALLED && !isPromised) throw calledTwice();
  };
}

// Negative, so that a callback can keep these in the place of its index.
export const OPEN = 0;
/** The callback was called: a second call is an error. */
export const CALLED = -1;
/** The promise came first: the callback counts no more. */
export const ENDED = -2;

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
