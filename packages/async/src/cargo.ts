import type { TaskResult } from '@sluice/core';
import { JobList } from './internal/queue/JobList.js';
import { QueueEngine } from './internal/queue/QueueEngine.js';
import { queueObject, toOptions } from './internal/queue/queueObject.js';
import type { CargoOptions, QueueObject, QueueWorker } from './internal/queue/types.js';

/**
 * Makes a queue that runs jobs in batches, one batch at a time: `worker` gets an array of all that waits, at most `payload`.
 *
 * The outcome of the batch is that of each of its jobs. Everything else is as with {@link queue}; a batch runs in the context
 * of its first job, and its callbacks in theirs. With `rate`, a batch counts as one start.
 *
 * Compat: async v3 `cargo`. Differs as {@link queue} does.
 *
 * @typeParam T - What is pushed.
 * @typeParam R - Result that the worker hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the worker returns.
 * @param worker - Called once per batch with an array of data; see {@link queue}.
 * @param payload - Most jobs in a batch: a number above 0, or `Infinity`; or options. Default: no bound.
 * @returns The queue.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as {@link queue} does.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `payload` is negative, and as {@link queue} does.
 * @example
 * ```ts
 * import { cargo } from '@sluice/async';
 *
 * const batches: number[][] = [];
 * const inserts = cargo(async (rows: number[]) => batches.push(rows), 2);
 *
 * await Promise.all(inserts.push([1, 2, 3]) ?? []);
 * batches; // => [[1, 2], [3]]
 * ```
 * @see {@link cargoQueue} for several batches at a time
 */
export function cargo<T, R = unknown, E = Error, O = unknown>(
  worker: QueueWorker<T[], R, O>,
  payload?: number | Omit<CargoOptions, 'concurrency'>,
): QueueObject<T, TaskResult<R, O>, E> {
  const options = { ...toOptions(payload, 'payload'), concurrency: 1 };
  return queueObject(new QueueEngine('cargo', worker, options, new JobList(), true)) as never;
}
