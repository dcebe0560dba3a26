import { printing } from './internal/printing.js';

/**
 * Calls a function and prints each of its results with `console.log`, or its error with `console.error`.
 *
 * Compat: async v3 `log`. Differs: a promise that a plain function returns counts.
 *
 * @typeParam A - Arguments of the function.
 * @param fn - Function `(...args, callback)`, or a function `(...args)` that returns a promise.
 * @param args - Its arguments.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `fn` is no function.
 * @example
 * ```ts
 * import { log } from '@sluice/async';
 *
 * log(async (name: string) => `hello ${name}`, 'world'); // prints: hello world
 * ```
 */
export function log<A extends readonly unknown[]>(fn: (...args: [...A, ...never[]]) => unknown, ...args: A): void {
  printing('log', fn, args);
}
