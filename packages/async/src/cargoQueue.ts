import type { TaskResult } from '@sluice/core';
import { JobList } from './internal/queue/JobList.js';
import { QueueEngine } from './internal/queue/QueueEngine.js';
import { queueObject, toOptions } from './internal/queue/queueObject.js';
import type { CargoOptions, QueueObject, QueueWorker } from './internal/queue/types.js';

/**
 * Makes a queue that runs jobs in batches, at most `concurrency` batches at a time: {@link cargo} with several workers.
 *
 * Compat: async v3 `cargoQueue`. Differs as {@link queue} does.
 *
 * @typeParam T - What is pushed.
 * @typeParam R - Result that the worker hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the worker returns.
 * @param worker - Called once per batch with an array of data; see {@link queue}.
 * @param concurrency - Most batches at once: a number above 0, or `Infinity`; or options, `payload` among them. Default: 1.
 * @param payload - Most jobs in a batch: a number above 0, or `Infinity`. Default: no bound.
 * @returns The queue.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as {@link queue} does.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `payload` is negative, and as {@link queue} does.
 * @example
 * ```ts
 * import { cargoQueue } from '@sluice/async';
 *
 * const sums = cargoQueue(async (numbers: number[]) => numbers.reduce((a, b) => a + b), 2, 2);
 *
 * await Promise.all(sums.push([1, 2, 3]) ?? []); // => [3, 3, 3]
 * ```
 */
export function cargoQueue<T, R = unknown, E = Error, O = unknown>(
  worker: QueueWorker<T[], R, O>,
  concurrency?: number | CargoOptions,
  payload?: number,
): QueueObject<T, TaskResult<R, O>, E> {
  const options = toOptions(concurrency, 'concurrency');
  const sized = { ...options, payload: payload ?? options.payload };
  return queueObject(new QueueEngine('cargoQueue', worker, sized, new JobList(), true)) as never;
}
