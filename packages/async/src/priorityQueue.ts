import type { TaskResult } from '@sluice/core';
import { JobHeap } from './internal/queue/JobHeap.js';
import { QueueEngine } from './internal/queue/QueueEngine.js';
import { inserter, queueObject, toOptions } from './internal/queue/queueObject.js';
import type { PriorityQueueObject, QueueOptions, QueueWorker } from './internal/queue/types.js';

/**
 * Makes a queue whose jobs run by priority: lower numbers first, and in the order of the pushes among equals.
 *
 * `push(data, priority, callback)` takes the priority, 0 by default; there is no `unshift`. Adding and taking a job costs
 * time in the logarithm of the number of waiting jobs. Everything else is as with {@link queue}.
 *
 * Compat: async v3 `priorityQueue`. Differs as {@link queue} does.
 *
 * @typeParam T - What is pushed.
 * @typeParam R - Result that the worker hands to its callback.
 * @typeParam E - Error.
 * @typeParam O - What the worker returns.
 * @param worker - See {@link queue}.
 * @param concurrency - Most calls of the worker at once: a number above 0, or `Infinity`; or options. Default: 1.
 * @returns The queue.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as {@link queue} does.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` or `ERR_SLUICE_RANGE`, as {@link queue} does.
 * @example
 * ```ts
 * import { priorityQueue } from '@sluice/async';
 *
 * const order: string[] = [];
 * const jobs = priorityQueue(async (name: string) => order.push(name));
 *
 * await Promise.all([jobs.push('later', 5), jobs.push('soon', 1), jobs.push('soon too', 1)]);
 * order; // => ['soon', 'soon too', 'later']
 * ```
 */
export function priorityQueue<T, R = unknown, E = Error, O = unknown>(
  worker: QueueWorker<T, R, O>,
  concurrency?: number | QueueOptions,
): PriorityQueueObject<T, TaskResult<R, O>, E> {
  const options = { ...toOptions(concurrency, 'concurrency'), payload: 1 };
  const engine = new QueueEngine('priorityQueue', worker, options, new JobHeap(), false);
  const insert = inserter(engine);
  const q: object & { unshift?: unknown; unshiftAsync?: unknown } = Object.assign(queueObject(engine), {
    push: (data: unknown, priority = 0, callback?: unknown) => insert(data, callback, false, false, priority),
    pushAsync: (data: unknown, priority = 0, callback?: unknown) => insert(data, callback, false, true, priority),
  });
  delete q.unshift;
  delete q.unshiftAsync;
  return q as never;
}
