import { type NodeCallback, taskKind } from '@sluice/core';
import { type Callable, expectFunction } from './internal/checks.js';
import { failureOf } from './internal/failure.js';
import { invoke, WITHHELD } from './internal/invoke.js';
import { retry, type RetryOptions } from './retry.js';
import type { ArgumentsOf } from './seq.js';
import type { CallResult } from './types.js';

/** Options of {@link retryable}. */
export interface RetryableOptions<E = Error> extends RetryOptions<E> {
  /** Number of arguments of the function, its callback included. Default: `fn.length`, plus 1 for an async function. */
  readonly arity?: number | undefined;
}

/**
 * Makes a function that is tried again when it fails; see {@link retry}.
 *
 * It takes the arguments of the original and a callback, or returns a promise when there are fewer arguments than the
 * original declares.
 *
 * Compat: async v3 `retryable`. Differs: a promise that a plain function returns counts.
 *
 * @typeParam F - The function.
 * @param options - See {@link retry}. May be left out.
 * @param fn - Function `(...args, callback)`, or a function `(...args)` that returns a promise.
 * @returns The function.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `fn` is no function.
 * @example
 * ```ts
 * import { retryable } from '@sluice/async';
 *
 * let attempts = 0;
 * const load = retryable({ times: 2 }, async (name: string) => {
 *   attempts += 1;
 *   if (attempts === 1) throw new Error('not yet');
 *   return `${name} loaded`;
 * });
 * await load('report'); // => 'report loaded'
 * ```
 */
export function retryable<F extends (...args: never[]) => unknown>(fn: F): Retryable<ArgumentsOf<F>, CallResult<F>>;
export function retryable<F extends (...args: never[]) => unknown, E = Error>(
  options: number | RetryableOptions<E>,
  fn: F,
): Retryable<ArgumentsOf<F>, CallResult<F>>;
export function retryable(options: unknown, fn?: unknown): unknown {
  if (!fn) {
    fn = options;
    options = null;
  }
  expectFunction('retryable', 'fn', fn);
  const callable: Callable = fn;
  const declared = (options as RetryableOptions | null)?.arity || callable.length;
  const places = declared + (taskKind(callable, 0, true) === WITHHELD ? 1 : 0);
  return (...args: unknown[]): unknown => {
    let callback = args.pop();
    // As in async, what comes last is an argument when there are fewer than the function has places.
    if (typeof callback !== 'function' || args.length < places - 1) {
      if (callback != null || args.length < places - 1) args.push(callback);
      callback = undefined;
    }
    const failure = failureOf(callback === undefined);
    const task = (done: NodeCallback<never>): void => invoke(callable, undefined, args, done, failure);
    return options ? retry(options as number, task, callback as never) : retry(task, callback as never);
  };
}

/** What {@link retryable} returns. */
export interface Retryable<A extends readonly unknown[], R> {
  (...args: [...args: A, callback: (error: Error | null | undefined, result?: R) => void]): void;
  (...args: A): Promise<R>;
}
