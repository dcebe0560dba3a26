import * as platform from '#context';

/** What {@link captureContext} returns; opaque. */
export type Context = object | undefined;

/** @internal */
export interface Platform {
  captureContext: () => Context;
  runInContext: <A extends unknown[], R>(context: Context, fn: (...args: A) => R, self: unknown, ...args: A) => R;
  runInContext1: <A, R>(context: Context, fn: (value: A) => R, value: A) => R;
}

/**
 * Captures the asynchronous context (`AsyncLocalStorage` of Node.js) of the caller. In browsers there is none.
 *
 * @returns A handle for {@link runInContext}.
 */
export const captureContext: () => Context = platform.captureContext;

/**
 * Calls a function in a captured context, with the `this` and the arguments given. What it throws is thrown.
 *
 * The arguments are `context` (from {@link captureContext}; `undefined` means the current one), `fn`, `self` (its `this`)
 * and its arguments. Returns what `fn` returns.
 */
export const runInContext: <A extends unknown[], R>(
  context: Context,
  fn: (...args: A) => R,
  self: unknown,
  ...args: A
) => R = platform.runInContext;

/**
 * {@link runInContext} for a function of one argument, without `this`: for hot paths, since it passes no list on.
 *
 * The arguments are `context`, `fn` and its argument. Returns what `fn` returns.
 */
export const runInContext1: <A, R>(context: Context, fn: (value: A) => R, value: A) => R = platform.runInContext1;

/**
 * Binds `fn` to the asynchronous context of whoever calls `bindContext`: a callback that waits for somebody else's work
 * then logs with its own request's id. `this` and the arguments pass through.
 *
 * @param fn - Function to bind.
 * @returns A function that calls `fn` in that context and returns what it returns.
 * @example
 * ```ts
 * import { AsyncLocalStorage } from 'node:async_hooks';
 * import { bindContext } from '@sluice/core';
 *
 * const requestId = new AsyncLocalStorage<number>();
 * const log = requestId.run(7, () => bindContext(() => requestId.getStore()));
 *
 * log(); // => 7
 * ```
 */
export function bindContext<S, A extends unknown[], R>(fn: (this: S, ...args: A) => R): (this: S, ...args: A) => R {
  const context = captureContext();
  return function (this: S, ...args: A): R {
    return runInContext(context, fn, this, ...args);
  };
}
