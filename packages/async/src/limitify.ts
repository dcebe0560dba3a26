import { argumentError, checkFunction, type NodeCallback, type Promisified } from '@sluice/core';
import type { Callable } from './internal/checks.js';
import { invoke } from './internal/invoke.js';
import { promiseOf } from './internal/queue/Job.js';
import { JobExtra } from './internal/queue/JobExtra.js';
import { JobList } from './internal/queue/JobList.js';
import { QueueEngine } from './internal/queue/QueueEngine.js';
import { ENGINE, toOptions } from './internal/queue/queueObject.js';
import type { QueueBase, QueueOptions } from './internal/queue/types.js';

/** A `queue` or a `priorityQueue`. */
type JobTaker = Pick<QueueBase<never>, 'pause' | 'resume' | 'idle'>;

/** The function that {@link limitify} returns. */
export type Limitified<F extends (...args: never[]) => unknown> = F extends (...args: infer A) => PromiseLike<infer V>
  ? ((...args: A) => Promise<V>) & ((...args: [...args: A, callback: NodeCallback<V>]) => void)
  : Promisified<F> & ((...args: Parameters<F>) => void);

/**
 * Gives a function the bounds of a queue: each call of the result is a job.
 *
 * Several functions may share one queue; the worker of that queue is not used for their jobs. Calls that the queue refuses
 * fail with its `OverloadError`. `this` and the arguments pass through.
 *
 * @typeParam F - The function.
 * @param fn - Takes its callback as last argument, or returns a promise. A function that declares more parameters than a
 *   call gives counts as one that takes a callback.
 * @param queue - A `queue` or `priorityQueue`, whose priority is 0 then; or what {@link queue} takes as second argument, for
 *   a queue of its own. Default: one call at a time.
 * @returns A function that calls its last argument with the outcome, if that is a function, and returns a promise otherwise.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `fn` is no function, or `queue` a cargo.
 * @throws {RangeError} As {@link queue} does.
 * @example
 * ```ts
 * import { limitify } from '@sluice/async';
 *
 * const half = limitify(async (n: number) => n / 2, { concurrency: 2, maxWaiting: 10 });
 *
 * await Promise.all([half(2), half(4), half(6)]); // => [1, 2, 3]
 * ```
 */
export function limitify<F extends (...args: never[]) => unknown>(
  fn: F,
  queue?: number | QueueOptions | JobTaker,
): Limitified<F>;
export function limitify(fn: (...args: never[]) => unknown, queue?: unknown): unknown {
  checkFunction('limitify', 'fn', fn);
  const engine = engineOf(queue);
  return function (this: unknown, ...args: unknown[]): Promise<unknown> | undefined {
    const callback = typeof args.at(-1) === 'function' ? args.pop() : undefined;
    const job = engine.waiting.makeJob(args, callback as never, engine.context(), 0);
    job.extra = new JobExtra();
    job.extra.task = (done, failure) => invoke(fn as Callable, this, args, done, failure);
    const promise = callback === undefined ? promiseOf(job, true) : undefined;
    engine.add(job, false, undefined);
    return promise;
  };
}

function engineOf(queue: unknown): QueueEngine {
  const given = (queue as { [ENGINE]?: QueueEngine } | null | undefined)?.[ENGINE];
  if (given?.isBatch) throw argumentError('limitify', 'queue must run jobs one by one, which a cargo does not', queue);
  const options = { ...toOptions(queue, 'concurrency'), payload: 1 };
  return given ?? new QueueEngine('limitify', ignore, options, new JobList(), false);
}

function ignore(): void {
  // Every job brings its own task.
}
