import type { Callable } from './internal/checks.js';

/**
 * Gives a function that calls the original of a memoized one; any other function is called as it is.
 *
 * Compat: async v3 `unmemoize`.
 *
 * @typeParam F - The function.
 * @param fn - What {@link memoize} has returned.
 * @returns A function that remembers nothing.
 * @see {@link memoize}
 * @example
 * ```ts
 * import { memoize, unmemoize } from '@sluice/async';
 *
 * const one = memoize((callback: (error: null, n: number) => void) => callback(null, 1));
 * await new Promise((resolve) => unmemoize(one)((_error, n) => resolve(n))); // => 1
 * ```
 */
export function unmemoize<F extends (...args: never[]) => unknown>(fn: F & { readonly unmemoized?: F }): F;
export function unmemoize(fn: { unmemoized?: Callable } & Callable): unknown {
  return (...args: unknown[]) => (fn.unmemoized ?? fn)(...args);
}
