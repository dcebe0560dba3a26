import { taskKind, type NodeCallback } from '@sluice/core';
import { type Callable, expectFunction } from './internal/checks.js';
import { failureOf } from './internal/failure.js';
import { EACH_OF } from './internal/families.js';
import { inForm } from './internal/form.js';
import { invokeAs } from './internal/invoke.js';
import { ALL, begin } from './internal/run.js';
import type { Collection, CollectionOptions, Dictionary, ResultCallback } from './types.js';

/** Called once per item; it changes the accumulator. */
export type TransformIteratee<A, T, K> = (accumulator: A, item: T, key: K, callback: NodeCallback) => unknown;

/** Options of the promise form of {@link transform}. */
export type TransformOptions = Omit<CollectionOptions, 'ordered'>;

/**
 * Runs `iteratee` for every item of `collection` with one accumulator, which it changes.
 *
 * All items start at once, so what is written later may come first. The first failure settles the call.
 *
 * Compat: arguments, order and callback timing of async v3 `transform`. Differs: a promise that a plain function returns
 * counts; the promise form takes options, in the fourth place.
 *
 * @typeParam T - Item of the collection.
 * @typeParam A - The accumulator.
 * @typeParam E - Error.
 * @param collection - Array, array-like, iterable, async iterable, or plain object (its own enumerable values).
 * @param accumulator - Passed to every call, and the result. May be left out: then it is a new array for an array, a new
 *   object for anything else.
 * @param iteratee - Called once per item, as `(accumulator, item, key, callback)`, or as a function
 *   `(accumulator, item, key)` that returns a promise; an async function gets no callback.
 * @param callback - Called once, with `(null, accumulator)`, or with the error and the accumulator. Instead of it, the
 *   promise form takes options: `concurrency`, `signal`, `timeout`, `stopOnError`.
 * @returns Promise of the accumulator, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `iteratee` is no function. Thrown at the call with a callback; a
 *   rejection without.
 * @example
 * ```ts
 * import { transform } from '@sluice/async';
 *
 * await transform([1, 2, 3], [] as number[], async (doubled, n, index) => {
 *   doubled[index] = n * 2;
 * }); // => [2, 4, 6]
 * ```
 */
export function transform<T, A, E = Error>(
  collection: Readonly<Dictionary<T>>,
  accumulator: A,
  iteratee: TransformIteratee<A, T, string>,
  callback: ResultCallback<A, E>,
): void;
export function transform<T, A, E = Error>(
  collection: Collection<T>,
  accumulator: A,
  iteratee: TransformIteratee<A, T, number>,
  callback: ResultCallback<A, E>,
): void;
export function transform<T, R = unknown, E = Error>(
  collection: readonly T[],
  iteratee: TransformIteratee<R[], T, number>,
  callback: ResultCallback<R[], E>,
): void;
export function transform<T, R = unknown, E = Error>(
  collection: Readonly<Dictionary<T>>,
  iteratee: TransformIteratee<Dictionary<R>, T, string>,
  callback: ResultCallback<Dictionary<R>, E>,
): void;
export function transform<T, R = unknown>(
  collection: readonly T[],
  iteratee: TransformIteratee<R[], T, number>,
): Promise<R[]>;
export function transform<T, R = unknown>(
  collection: Readonly<Dictionary<T>>,
  iteratee: TransformIteratee<Dictionary<R>, T, string>,
): Promise<Dictionary<R>>;
export function transform<T, A>(
  collection: Readonly<Dictionary<T>>,
  accumulator: A,
  iteratee: TransformIteratee<A, T, string>,
  options?: TransformOptions | null,
): Promise<A>;
export function transform<T, A>(
  collection: Collection<T>,
  accumulator: A,
  iteratee: TransformIteratee<A, T, number>,
  options?: TransformOptions | null,
): Promise<A>;
export function transform(collection: unknown, accumulator: unknown, iteratee?: unknown, callback?: unknown): never {
  // async tells the two by the number of arguments.
  if (arguments.length <= 3 && typeof accumulator === 'function') {
    callback = iteratee;
    iteratee = accumulator;
    accumulator = Array.isArray(collection) ? [] : {};
  }
  return inForm('transform', callback, (settle, ticket) => {
    expectFunction('transform', 'iteratee', iteratee);
    const fn: Callable = iteratee;
    const kind = taskKind(fn, 4, true);
    const failure = failureOf(ticket);
    const each = (item: unknown, key: unknown, done: NodeCallback<never>): void =>
      invokeAs(kind, fn, undefined, [accumulator, item, key], done, failure);
    const finish = (error?: unknown): void => settle(error, accumulator as never);
    begin(finish, ticket, 'transform', EACH_OF, collection, ALL, each);
  });
}
