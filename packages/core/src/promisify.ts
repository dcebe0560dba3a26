import { checkFunction } from './check.js';
import { nodeResolver } from './nodeResolver.js';

const CUSTOM: unique symbol = Symbol.for('nodejs.util.promisify.custom') as never;

/** The promise-returning form of a function whose last parameter is a Node-style callback. */
export type Promisified<F> = F extends { [CUSTOM]: infer C }
  ? C
  : F extends (...args: infer P) => unknown
    ? P extends [...infer A, infer C]
      ? (...args: A) => Promise<FirstResult<C>>
      : (...args: unknown[]) => Promise<unknown>
    : never;

type FirstResult<C> = C extends (...args: infer P) => unknown
  ? P extends [unknown?]
    ? void
    : Required<P> extends [unknown, infer R, ...unknown[]]
      ? R
      : unknown
  : unknown;

/**
 * Turns a function that takes a Node-style callback into one that returns a native promise of the first result.
 *
 * `this` passes through. A function that carries `util.promisify.custom` is replaced by what it carries. A synchronous
 * throw is a rejection. A second call of the callback changes nothing and is reported as a process warning.
 *
 * @param fn - Function whose last parameter is the callback.
 * @returns The promise-returning function.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `fn` is no function.
 * @example
 * ```ts
 * import { promisify } from '@sluice/core';
 *
 * const half = (n: number, callback: (error: Error | null, result?: number) => void) => callback(null, n / 2);
 *
 * await promisify(half)(8); // => 4
 * ```
 */
export function promisify<F extends (...args: never[]) => unknown>(fn: F): Promisified<F>;
export function promisify(fn: (...args: unknown[]) => unknown): unknown {
  checkFunction('promisify', 'fn', fn);
  const custom = (fn as { [CUSTOM]?: unknown })[CUSTOM];
  if (custom !== undefined) {
    checkFunction('promisify', 'fn[util.promisify.custom]', custom);
    return custom;
  }
  return function (this: unknown, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      fn.call(this, ...args, nodeResolver(`promisify(${fn.name})`, resolve, reject));
    });
  };
}
