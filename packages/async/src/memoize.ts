import { bindContext, type NodeCallback } from '@sluice/core';
import { type Callable, expectFunction } from './internal/checks.js';
import { toPeerError } from './internal/failure.js';
import { invoke } from './internal/invoke.js';
import { withCallback } from './internal/withCallback.js';

/** What {@link memoize} adds to the function. */
export interface Memoized<F> {
  /** The stored results, by key; each an array of what the callback gets after `null`. */
  readonly memo: Record<string, unknown[]>;
  /** The original function. */
  readonly unmemoized: F;
}

/**
 * Makes a function that remembers the results of another one, by its first argument.
 *
 * Calls with the same key while the first is running wait for it; each callback runs in the asynchronous context of its
 * own call. Errors are not remembered. A result that is there already arrives in a microtask. Nothing is ever dropped:
 * the store grows with the number of keys.
 *
 * Compat: async v3 `memoize`. Differs: a synchronous throw frees the key (async keeps later callers waiting for ever); an
 * exception of one waiting callback does not keep the others waiting; without a callback in the last place a promise is
 * returned.
 *
 * @typeParam F - The function.
 * @param fn - Function `(...args, callback)`, or a function `(...args)` that returns a promise.
 * @param hasher - Makes the key of the arguments. Default: the first argument, as a property name.
 * @returns The function, with `memo` and `unmemoized`.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `fn` is no function.
 * @example
 * ```ts
 * import { memoize } from '@sluice/async';
 *
 * let calls = 0;
 * const square = memoize((n: number, callback: (error: null, square: number) => void) => {
 *   calls += 1;
 *   callback(null, n * n);
 * });
 * await new Promise((resolve) => square(3, () => square(3, resolve)));
 * calls; // => 1
 * ```
 */
export function memoize<F extends (...args: never[]) => unknown>(
  fn: F,
  hasher?: (...args: Parameters<F>) => unknown,
): F & Memoized<F>;
export function memoize(fn: unknown, hasher: unknown = (first: unknown): unknown => first): unknown {
  expectFunction('memoize', 'fn', fn);
  expectFunction('memoize', 'hasher', hasher);
  const callable: Callable = fn;
  const toKey: Callable = hasher;
  const memo = Object.create(null) as Record<string, unknown[]>;
  const waiting = Object.create(null) as Record<string, NodeCallback<never>[]>;
  const memoized = withCallback('memoize', (_self, args, callback) => {
    const key = toKey(...args) as string;
    const stored = memo[key];
    if (stored !== undefined) return queueMicrotask(() => callback(null, ...(stored as never[])));
    if (waiting[key] !== undefined) return waiting[key].push(bindContext(callback));
    waiting[key] = [callback];
    const finish: NodeCallback<never> = (error, ...results) => {
      if (!error) memo[key] = results;
      const callbacks = waiting[key] ?? [];
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- `memo` and its like are plain objects in async's API.
      delete waiting[key];
      callAll(callbacks, [error, ...results]);
    };
    try {
      invoke(callable, undefined, args, finish, toPeerError);
    } catch (error) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- as above
      delete waiting[key];
      throw error;
    }
    return undefined;
  });
  return Object.assign(memoized, { memo, unmemoized: fn });
}

// Every callback is called; what one throws goes to the caller, after the others.
function callAll(callbacks: readonly NodeCallback<never>[], args: readonly unknown[]): void {
  const thrown: unknown[] = [];
  for (const callback of callbacks) {
    try {
      callback(...(args as never[]));
    } catch (error) {
      thrown.push(error);
    }
  }
  if (thrown.length > 0) throw thrown[0];
}
