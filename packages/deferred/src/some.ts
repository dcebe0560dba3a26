import { argumentError, checkCount } from '@sluice/core';
import type { List } from './map.js';
import { SluicePromise } from './SluicePromise.js';

/**
 * Waits until `count` elements of a list are fulfilled, and gives their values in the order in which they came.
 *
 * @typeParam T - Element of the list.
 * @param list - Values or promises, or a promise of such a list.
 * @param count - How many: an integer of at least 0.
 * @returns Promise of `count` values.
 * @throws {AggregateError} As a rejection, with the reasons, as soon as too many are rejected or there are too few.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as a rejection, when `count` is no number.
 * @throws {RangeError} `ERR_SLUICE_LIMIT`, as a rejection, when `count` is out of range.
 * @example
 * ```ts
 * import { some } from '@sluice/deferred';
 *
 * await some([Promise.reject(new Error('down')), 'a', 'b', 'c'], 2); // => ['a', 'b']
 * ```
 */
export function some<T>(list: List<T>, count: number): SluicePromise<Awaited<T>[]> {
  return SluicePromise.try(() => {
    if (count === undefined) throw argumentError('some', 'count must be an integer of at least 0', count);
    checkCount('some', 'count', count, 0);
    return SluicePromise.resolve(list).then((source) => first([...source], count));
  }) as SluicePromise<Awaited<T>[]>;
}

function first(items: unknown[], count: number): SluicePromise<unknown[]> {
  return new SluicePromise<unknown[]>((resolve, reject) => {
    const values: unknown[] = [];
    const reasons: unknown[] = [];
    const check = (): void => {
      if (values.length === count) resolve(values.slice());
      else if (items.length - reasons.length < count) {
        reject(new AggregateError(reasons, `some: ${count} of ${items.length} could not be fulfilled`));
      }
    };
    check();
    for (const item of items) {
      SluicePromise.resolve(item).then(
        (value) => {
          values.push(value);
          check();
        },
        (reason: unknown) => {
          reasons.push(reason);
          check();
        },
      );
    }
  });
}
