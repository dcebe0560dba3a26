import { argumentError } from '@sluice/core';
import { SluicePromise } from './SluicePromise.js';

/**
 * Waits for the values of an object, or of a `Map`, and gives an object, or a `Map`, with the same keys.
 *
 * @typeParam T - The object.
 * @param object - Own enumerable properties with values or promises, or a promise of such an object.
 * @returns Promise of a new object; the first rejection rejects it.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as a rejection, when it is no object.
 * @example
 * ```ts
 * import { props } from '@sluice/deferred';
 *
 * await props({ a: 1, b: Promise.resolve(2) }); // => { a: 1, b: 2 }
 * ```
 */
export function props<K, V>(object: Map<K, V>): SluicePromise<Map<K, Awaited<V>>>;
export function props<T extends object>(object: T | PromiseLike<T>): SluicePromise<{ [K in keyof T]: Awaited<T[K]> }>;
export function props(object: unknown): unknown {
  return SluicePromise.resolve(object).then((source) => {
    if (typeof source !== 'object' || source === null) throw argumentError('props', 'object must be an object', source);
    const isMap = source instanceof Map;
    const keys = isMap ? [...source.keys()] : Object.keys(source);
    const values = isMap ? [...source.values()] : Object.values(source);
    return SluicePromise.all(values).then((results) => {
      const entries = keys.map((key, i) => [key, results[i]] as const);
      return isMap ? new Map(entries) : Object.fromEntries(entries as [string, unknown][]);
    });
  });
}
