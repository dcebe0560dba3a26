import { expectFunction } from './internal/checks.js';
import { failureOf } from './internal/failure.js';
import { invoke } from './internal/invoke.js';
import { withCallback } from './internal/withCallback.js';

/** What a function of {@link timeout} fails with. */
export interface CallbackTimeoutError extends Error {
  readonly code: 'ETIMEDOUT';
  /** The third argument of {@link timeout}. */
  readonly info?: unknown;
}

/**
 * Makes a function that fails when it takes too long; what it brings later is ignored.
 *
 * The clock starts at each call. The function itself is not stopped.
 *
 * Compat: async v3 `timeout`. Differs: the timer is stopped before the callback runs (async calls a callback that throws
 * a second time); without a callback in the last place a promise is returned.
 *
 * @typeParam F - The function.
 * @param fn - Function `(...args, callback)`, or a function `(...args)` that returns a promise.
 * @param milliseconds - How long it may take.
 * @param info - Put on the error as `info`. Default: none.
 * @returns A function of the same kind. Its error has the code `ETIMEDOUT`.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `fn` is no function.
 * @example
 * ```ts
 * import { timeout } from '@sluice/async';
 *
 * const never = timeout((callback: (error: Error & { code?: string }) => void) => {}, 1);
 * await new Promise((resolve) => never((error) => resolve(error.code))); // => 'ETIMEDOUT'
 * ```
 */
export function timeout<F extends (...args: never[]) => unknown>(fn: F, milliseconds: number, info?: unknown): F;
export function timeout(fn: unknown, milliseconds: unknown, info: unknown): unknown {
  expectFunction('timeout', 'fn', fn);
  return withCallback('timeout', (_self, args, callback, ticket) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      const error = new Error(`Callback function "${fn.name || 'anonymous'}" timed out.`);
      callback(Object.assign(error, { code: 'ETIMEDOUT' }, info ? { info } : undefined));
    }, milliseconds as number);
    const receive = (...outcome: unknown[]): void => {
      if (over) return;
      clearTimeout(timer);
      callback(...(outcome as never[]));
    };
    invoke(fn, undefined, args, receive, failureOf(ticket));
  });
}
