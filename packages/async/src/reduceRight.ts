import { REDUCE } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { CallOptions, KeyedIteratee, PromiseOf, ResultCallback } from './types.js';

/**
 * Folds a collection into one value from its end, one item after the other. Otherwise as `reduce`.
 *
 * Compat: arguments, order and callback timing of async v3 `reduceRight` (alias `foldr`), which spreads the collection at
 * the call.
 *
 * @typeParam T - Item of the collection.
 * @typeParam R - The memo, and the result.
 * @typeParam E - Error.
 * @param collection - Array, string or iterable; nothing else, as in async.
 * @param memo - The first memo.
 * @param iteratee - Called once per item, as `(memo, item, callback)`, or as a function `(memo, item)` that returns a
 *   promise of the next memo; an async function gets no callback.
 * @param callback - Called once, with `(null, memo)`, or with the error and what came with it. Instead of it, the promise
 *   form takes options: `signal`, `timeout`.
 * @returns Promise of the last memo, when no callback is given.
 * @throws {TypeError} When the collection is not iterable; thrown at the call in both forms, as in async.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { reduceRight } from '@sluice/async';
 *
 * await reduceRight(['a', 'b'], '', async (memo, letter) => memo + letter); // => 'ba'
 * ```
 */
export function reduceRight<T, R, E = Error>(
  collection: Iterable<T>,
  memo: R,
  iteratee: KeyedIteratee<R, T, R>,
  callback: ResultCallback<R, E>,
): void;
export function reduceRight<T, R, E = Error>(
  collection: Iterable<T>,
  memo: R,
  iteratee: KeyedIteratee<R, T, R>,
  options?: CallOptions | null,
): PromiseOf<R, E>;
export function reduceRight(collection: unknown, memo: unknown, iteratee: unknown, callback: unknown): never {
  const reversed = [...(collection as Iterable<unknown>)].reverse();
  return iterate('reduceRight', REDUCE, reversed, 1, iteratee, callback, memo);
}
