import { applying } from './internal/applying.js';
import type { CallResult, Collection, SeriesOptions, ResultCallback } from './types.js';

/**
 * Makes a function that calls all `functions` with the same arguments, one after the other, and collects their results.
 *
 * The function that is returned takes a callback, or returns a promise and takes options. Its `this` is passed on. Of
 * several results of one callback the first counts.
 *
 * Compat: arguments, order and callback timing of async v3 `applyEachSeries`. Differs: a promise that a plain function returns
 * counts.
 *
 * @typeParam F - The functions.
 * @param functions - Array, iterable or object of functions `(...args, callback)`, or functions `(...args)` that return a
 *   promise.
 * @param args - Arguments of each.
 * @returns A function `(callback)`, or `(options)` that returns a promise.
 * @example
 * ```ts
 * import { applyEachSeries } from '@sluice/async';
 *
 * await applyEachSeries([async (n: number) => n + 1, async (n: number) => n * n], 5)(); // => [6, 25]
 * ```
 */
export function applyEachSeries<F extends (...args: never[]) => unknown>(
  functions: Collection<F>,
  ...args: unknown[]
): {
  <E = Error>(callback: ResultCallback<CallResult<F>[], E>): void;
  (options?: SeriesOptions | null): Promise<CallResult<F>[]>;
} {
  return applying('applyEachSeries', 1, functions, args);
}
