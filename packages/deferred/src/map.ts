import { checkCount, checkFunction, checkSignal, onAbort, type SignalOption } from '@sluice/core';
import { SluicePromise } from './SluicePromise.js';

/** Options of {@link map}. */
export interface MapOptions extends SignalOption {
  /** Most mappers running at once: an integer of at least 1, or `Infinity`. Default: `Infinity`. */
  readonly concurrency?: number | undefined;
}

/** A list of values or promises, or a promise of one. */
export type List<T> = Iterable<T | PromiseLike<T>> | PromiseLike<Iterable<T | PromiseLike<T>>>;

/**
 * Calls `mapper` for every element of a list, at most `concurrency` at a time, and collects what it returns.
 *
 * Results keep the order of the list. The first failure settles the call: no further mapper starts, running ones are left
 * to finish, their results are dropped.
 *
 * Compat: bluebird's `Promise.map`. Differs: elements are started in order; `signal` is ours.
 *
 * @typeParam T - Element of the list.
 * @typeParam R - Result of the mapper.
 * @param list - Values or promises, or a promise of such a list.
 * @param mapper - Gets the element's value, its index and the length of the list.
 * @param options - `concurrency`; `signal`: aborting it starts nothing more and fails the call with `signal.reason`.
 * @returns Promise of the results.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as a rejection, when an argument is of the wrong type.
 * @throws {RangeError} `ERR_SLUICE_LIMIT`, as a rejection, when `concurrency` is out of range. Nothing has started.
 * @example
 * ```ts
 * import { map } from '@sluice/deferred';
 *
 * await map(['a', 'bb', 'ccc'], async (word) => word.length, { concurrency: 2 }); // => [1, 2, 3]
 * ```
 */
export function map<T, R>(
  list: List<T>,
  mapper: (item: Awaited<T>, index: number, length: number) => R | PromiseLike<R>,
  options?: MapOptions,
): SluicePromise<R[]> {
  return run('map', list, mapper, options);
}

/** @internal The loop behind `map` and `mapSeries`. */
export function run<T, R>(
  where: string,
  list: List<T>,
  mapper: (item: Awaited<T>, index: number, length: number) => R | PromiseLike<R>,
  { concurrency = Infinity, signal }: MapOptions = {},
): SluicePromise<R[]> {
  return SluicePromise.try((): SluicePromise<R[]> => {
    checkFunction(where, 'mapper', mapper);
    checkCount(where, 'concurrency', concurrency, 1);
    checkSignal(where, signal);
    signal?.throwIfAborted();
    return SluicePromise.resolve(list).then((source) => loop([...source], mapper, concurrency, signal));
  });
}

function loop<T, R>(
  items: (T | PromiseLike<T>)[],
  mapper: (item: Awaited<T>, index: number, length: number) => R | PromiseLike<R>,
  concurrency: number,
  signal: AbortSignal | undefined,
): SluicePromise<R[]> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = SluicePromise.withResolvers<R[]>();
  const results: R[] = new Array<R>(items.length);
  let next = 0;
  let left = items.length;
  let isOver = false;

  const fail = (reason: unknown): void => {
    isOver = true;
    stop();
    reject(reason);
  };
  const start = (index: number): void => {
    SluicePromise.resolve(items[index])
      .then((item) => (isOver ? (undefined as R) : mapper(item as never, index, items.length)))
      .then((result) => {
        if (isOver) return;
        results[index] = result;
        left -= 1;
        if (left === 0) finish();
        else if (next < items.length) start(next++);
      })
      .then(undefined, fail);
  };
  const finish = (): void => {
    isOver = true;
    stop();
    resolve(results);
  };
  const stop = onAbort(signal, fail);
  if (left === 0) finish();
  while (next < items.length && next < concurrency) start(next++);
  return promise;
}
