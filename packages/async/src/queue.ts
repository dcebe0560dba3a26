import type { TaskResult } from '@sluice/core';
import { JobList } from './internal/queue/JobList.js';
import { QueueEngine } from './internal/queue/QueueEngine.js';
import { queueObject, toOptions } from './internal/queue/queueObject.js';
import type { QueueObject, QueueOptions, QueueWorker } from './internal/queue/types.js';

export type { DroppedError } from './internal/queue/droppedError.js';

/**
 * Makes a queue: `worker` runs once for each job pushed, at most `concurrency` at a time, in the order of the pushes.
 *
 * The first job starts in a microtask after the push. A job that fails does not stop the others: its callback or promise
 * gets the error, and so does the `error` event. A worker that throws fails its job and frees its slot.
 *
 * Options instead of the number add a `signal`, a `timeout` for each job, a bound on waiting jobs (`maxWaiting`) and a
 * `rate`; {@link QueueOptions} says what each counts. `push` takes options instead of its callback too, and returns a promise
 * that rejects when the job fails.
 *
 * Compat: properties, events and their order, and the timing of async v3 `queue`. Differs: worker and callback run in the
 * `AsyncLocalStorage` context of the push; a raised `concurrency` starts more jobs at once; promises of dropped jobs
 * settle.
 *
 * @typeParam T - What is pushed.
 * @typeParam R - Result that the worker hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the worker returns.
 * @param worker - Called once per job, as `(data, callback)`, or as a function `(data)` that returns a promise. An async
 *   function gets no callback; one that declares a second parameter gets `{ signal }`, which is aborted when the job is
 *   given up. A callback has that `signal` as a property when the job has a timeout or a signal.
 * @param concurrency - Most calls of the worker at once: a number above 0, or `Infinity`; or options. Default: 1.
 * @returns The queue.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `worker` is no function, or an option is of the wrong type.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `concurrency` is not above 0 or `maxWaiting` no count; `ERR_SLUICE_RANGE`
 *   when a duration is negative.
 * @example
 * ```ts
 * import { queue } from '@sluice/async';
 *
 * const lengths = queue(async (word: string) => word.length, { concurrency: 2, maxWaiting: 100 });
 *
 * await Promise.all(['a', 'bb', 'ccc'].map((word) => lengths.pushAsync(word))); // => [1, 2, 3]
 * ```
 * @see {@link priorityQueue}, {@link cargo} for batches, {@link limitify} for functions of any kind
 */
export function queue<T, R = unknown, E = Error, O = unknown>(
  worker: QueueWorker<T, R, O>,
  concurrency?: number | QueueOptions,
): QueueObject<T, TaskResult<R, O>, E> {
  const options = { ...toOptions(concurrency, 'concurrency'), payload: 1 };
  return queueObject(new QueueEngine('queue', worker, options, new JobList(), false)) as never;
}
