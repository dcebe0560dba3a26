import { GROUP_BY } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Collection, Group, Iteratee, PromiseOf, ResultCallback, SeriesOptions, TaskResult } from './types.js';

/**
 * Groups the items of `collection` by the key that `iteratee` gives, one at a time.
 *
 * Groups and their items keep the order of the collection.
 *
 * The first failure settles the call; nothing more starts, the groups so far come with the error.
 *
 * Compat: arguments, order and callback timing of async v3 `groupBySeries`; there `callback(false)` cancels, and
 * nothing settles then. Differs: a promise that a plain function returns counts, an iterator is closed when the call
 * ends early, and the promise form takes options.
 *
 * @typeParam T - Item of the collection.
 * @typeParam K - Key that the iteratee hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the iteratee returns.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `(null, groups)`, or with the error and the groups so far. Instead of it, the
 *   promise form takes options: `signal`, `timeout`, `ordered`, `stopOnError`.
 * @returns Promise of the groups, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { groupBySeries } from '@sluice/async';
 *
 * await groupBySeries([1, 2, 3], async (n) => (n % 2 === 0 ? 'even' : 'odd')); // => { odd: [1, 3], even: [2] }
 * ```
 */
export function groupBySeries<T, K = unknown, E = Error, O = unknown>(
  collection: Collection<T>,
  iteratee: Iteratee<T, K, O>,
  callback: ResultCallback<Partial<Record<Group<TaskResult<K, O>>, T[]>>, E>,
): void;
export function groupBySeries<T, K = unknown, E = Error, O = unknown>(
  collection: Collection<T>,
  iteratee: Iteratee<T, K, O>,
  options?: SeriesOptions | null,
): PromiseOf<Partial<Record<Group<TaskResult<K, O>>, T[]>>, E>;
export function groupBySeries(collection: unknown, iteratee: unknown, callback?: unknown): never {
  return iterate('groupBySeries', GROUP_BY, collection, 1, iteratee, callback);
}
