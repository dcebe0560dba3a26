import { taskKind } from '@sluice/core';
import { type Callable, expectFunction } from './internal/checks.js';

/**
 * Makes sure that a function's callback is not called before the function has returned: a synchronous call of it is put
 * off to a microtask.
 *
 * Async functions are returned as they are. `this` passes through.
 *
 * Compat: async v3 `ensureAsync`. Differs: what the function returns is returned, so that its promise counts in other
 * functions of this package.
 *
 * @typeParam F - The function.
 * @param fn - Function `(...args, callback)`.
 * @returns A function of the same kind.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `fn` is no function.
 * @example
 * ```ts
 * import { ensureAsync } from '@sluice/async';
 *
 * const order: string[] = [];
 * await new Promise<void>((resolve) => {
 *   ensureAsync((callback: () => void) => callback())(resolve);
 *   order.push('after the call');
 * });
 * order; // => ['after the call']
 * ```
 */
export function ensureAsync<F extends (...args: never[]) => unknown>(fn: F): F;
export function ensureAsync(fn: unknown): unknown {
  expectFunction('ensureAsync', 'fn', fn);
  const callable: Callable = fn;
  if (taskKind(fn, 0, true) === 3) return fn;
  return function (this: unknown, ...args: unknown[]): unknown {
    const callback = args.pop() as Callable;
    let synchronous = true;
    args.push((...results: unknown[]) => {
      if (synchronous) queueMicrotask(() => callback(...results));
      else callback(...results);
    });
    const result = callable.apply(this, args);
    synchronous = false;
    return result;
  };
}
