import { GROUP_BY } from './internal/families.js';
import { iterate } from './internal/iterate.js';
import type { Collection, Group, Iteratee, LimitOptions, PromiseOf, ResultCallback, TaskResult } from './types.js';

/**
 * Groups the items of `collection` by the key that `iteratee` gives, at most `limit` at a time.
 *
 * Groups and their items keep the order of the collection.
 *
 * The first failure settles the call; nothing more starts, the groups so far come with the error.
 *
 * Compat: arguments, order and callback timing of async v3 `groupByLimit`; there `callback(false)` cancels, and
 * nothing settles then. Differs: a promise that a plain function returns counts, an iterator is closed when the call
 * ends early, and the promise form takes options. A limit of `NaN` or `undefined` fails; there it never settles.
 *
 * @typeParam T - Item of the collection.
 * @typeParam K - Key that the iteratee hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the iteratee returns.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param limit - Most tasks running at once: a number above 0, or `Infinity` for no bound.
 * @param iteratee - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise; an
 *   async function gets no callback.
 * @param callback - Called once, with `(null, groups)`, or with the error and the groups so far. Instead of it, the
 *   promise form takes options: `signal`, `timeout`, `ordered`, `stopOnError`.
 * @returns Promise of the groups, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `limit` is not above 0, likewise.
 * @example
 * ```ts
 * import { groupByLimit } from '@sluice/async';
 *
 * await groupByLimit([1, 2, 3], 2, async (n) => (n % 2 === 0 ? 'even' : 'odd')); // => { odd: [1, 3], even: [2] }
 * ```
 */
export function groupByLimit<T, K = unknown, E = Error, O = unknown>(
  collection: Collection<T>,
  limit: number,
  iteratee: Iteratee<T, K, O>,
  callback: ResultCallback<Partial<Record<Group<TaskResult<K, O>>, T[]>>, E>,
): void;
export function groupByLimit<T, K = unknown, E = Error, O = unknown>(
  collection: Collection<T>,
  limit: number,
  iteratee: Iteratee<T, K, O>,
  options?: LimitOptions | null,
): PromiseOf<Partial<Record<Group<TaskResult<K, O>>, T[]>>, E>;
export function groupByLimit(
  collection: unknown = null,
  limit?: unknown,
  iteratee?: unknown,
  callback?: unknown,
): never {
  return iterate('groupByLimit', GROUP_BY, collection, limit, iteratee, callback);
}
