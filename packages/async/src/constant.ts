import type { NodeCallback } from '@sluice/core';

/**
 * Makes a task that calls its callback with these values, synchronously. Its other arguments are ignored.
 *
 * Compat: async v3 `constant`.
 *
 * @typeParam A - The values.
 * @param values - What the callback gets after `null`.
 * @returns The task.
 * @example
 * ```ts
 * import { constant, parallel } from '@sluice/async';
 *
 * await parallel({ port: constant(8080) }); // => { port: 8080 }
 * ```
 */
export function constant<A extends unknown[]>(
  ...values: A
): (...args: [...ignored: unknown[], callback: (error: null, ...values: A) => void]) => void {
  return (...args) => {
    const callback = args.pop() as NodeCallback;
    return callback(null, ...values);
  };
}
