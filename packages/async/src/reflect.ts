import type { NodeCallback } from '@sluice/core';
import { expectFunction } from './internal/checks.js';
import { toPeerError } from './internal/failure.js';
import { invoke } from './internal/invoke.js';
import { withCallback } from './internal/withCallback.js';

/** The outcome of a reflected function: `error`, `value`, or both when the callback got both. */
export interface Reflection<R = unknown, E = Error> {
  error?: E;
  value?: R;
}

/**
 * Makes a function that never fails: its result is `{ value }` or `{ error }`.
 *
 * Several results of one callback make an array. `this` passes through.
 *
 * Compat: async v3 `reflect`. Differs: a promise that a plain function returns counts; without a callback in the last
 * place a promise is returned.
 *
 * @typeParam A - Arguments of the function.
 * @typeParam R - Its result.
 * @typeParam E - Its error.
 * @param fn - Function `(...args, callback)`, or a function `(...args)` that returns a promise.
 * @returns A function `(...args, callback)`.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `fn` is no function.
 * @example
 * ```ts
 * import { parallel, reflect } from '@sluice/async';
 *
 * await parallel([reflect(async () => 1), reflect((callback) => callback(null, 2))]); // => [{ value: 1 }, { value: 2 }]
 * ```
 */
export function reflect<A extends unknown[], R = unknown, E = Error>(
  fn: (...args: [...args: A, callback: NodeCallback<R>]) => unknown,
): (...args: [...args: A, callback: (error: null, result: Reflection<R, E>) => void]) => void;
export function reflect(fn: unknown): unknown {
  expectFunction('reflect', 'fn', fn);
  return withCallback('reflect', (self, args, callback) => {
    const receive = (error?: unknown, ...values: unknown[]): void => {
      const result: Reflection<unknown, unknown> = {};
      if (error) result.error = error;
      if (values.length > 0) result.value = values.length > 1 ? values : values[0];
      callback(null, result as never);
    };
    invoke(fn, self, args, receive, toPeerError);
  });
}
