/**
 * Calls a function in a microtask, with the arguments given.
 *
 * Compat: async v3 `setImmediate`, which is a microtask too in spite of its name.
 *
 * @typeParam A - Arguments of the function.
 * @param fn - The function.
 * @param args - Its arguments.
 * @example
 * ```ts
 * import { setImmediate } from '@sluice/async';
 *
 * await new Promise((resolve) => setImmediate(resolve, 'later')); // => 'later'
 * ```
 */
export function setImmediate<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): void {
  queueMicrotask(() => fn(...args));
}
