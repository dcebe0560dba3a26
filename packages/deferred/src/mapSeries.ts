import type { SignalOption } from '@sluice/core';
import { type List, run } from './map.js';
import type { SluicePromise } from './SluicePromise.js';

/**
 * Calls `mapper` for the elements of a list one after the other, and collects what it returns: {@link map} with a concurrency
 * of 1.
 *
 * @typeParam T - Element of the list.
 * @typeParam R - Result of the mapper.
 * @param list - Values or promises, or a promise of such a list.
 * @param mapper - Gets the element's value, its index and the length of the list.
 * @param options - `signal`: aborting it starts nothing more and fails the call with `signal.reason`.
 * @returns Promise of the results.
 * @example
 * ```ts
 * import { mapSeries } from '@sluice/deferred';
 *
 * await mapSeries([1, 2, 3], async (n) => n * n); // => [1, 4, 9]
 * ```
 */
export function mapSeries<T, R>(
  list: List<T>,
  mapper: (item: Awaited<T>, index: number, length: number) => R | PromiseLike<R>,
  options?: SignalOption,
): SluicePromise<R[]> {
  return run('mapSeries', list, mapper, { ...options, concurrency: 1 });
}
