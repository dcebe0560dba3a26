import type { NodeCallback } from '@sluice/core';

/** What a worker finds on its callback, or, as an async function that declares two parameters, as its second argument. */
export interface JobScope {
  /**
   * Aborted when the job is given up: with the `TimeoutError` of its `timeout`, or with the reason of the job's or the
   * queue's signal. A callback has it only when the job has one of these.
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The task that a queue runs for each job: `(data, callback)`, `(data) => promise`, or `async (data, { signal })`.
 *
 * @typeParam T - What is pushed.
 * @typeParam R - What it hands to the callback.
 * @typeParam O - What it returns.
 */
export type QueueWorker<T, R = unknown, O = unknown> = (data: T, callback: NodeCallback<R> & JobScope) => O;

/** How often a queue may start its worker. */
export interface QueueRate {
  /** Most starts within `interval`: an integer of at least 1. */
  readonly limit: number;
  /** Milliseconds: any window of this length sees at most `limit` starts. */
  readonly interval: number;
}

/** What every kind of queue takes in the place of its number. */
export interface QueueOptions {
  /** Most calls of the worker at once: a number above 0, or `Infinity`. Default: 1. */
  readonly concurrency?: number | undefined;
  /**
   * Aborting it fails all jobs, waiting and running, with `signal.reason`; later pushes fail likewise. It is listened to
   * only while there are jobs. Default: none.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that a job may take, from the call of the worker. A job that takes longer fails with a `TimeoutError`, and
   * its slot is free; its late outcome goes to the `late` event. Default: no bound.
   */
  readonly timeout?: number | undefined;
  /**
   * Most jobs that may wait for a slot: an integer of at least 0. One more is refused with an `OverloadError`. Jobs that
   * can start at once do not count. Default: no bound.
   */
  readonly maxWaiting?: number | undefined;
  /** Most starts per interval. Default: no bound. */
  readonly rate?: QueueRate | undefined;
  /**
   * Whether worker and callback of a job run in the `AsyncLocalStorage` context of whoever pushed it. With `false`, which is
   * for hot paths, they run wherever the queue happens to go on, as in async. Default: true.
   */
  readonly keepContext?: boolean | undefined;
}

/** Options of `cargo` and `cargoQueue`. */
export interface CargoOptions extends QueueOptions {
  /** Most jobs that one call of the worker gets: a number above 0, or `Infinity`. Default: all that wait. */
  readonly payload?: number | undefined;
}

/** Options of one push, in the place of its callback: what is returned is a promise that rejects when the job fails. */
export interface PushOptions {
  /** Aborting it takes the job out of the queue, or gives it up when it runs: it fails with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the job may take, from the call of the worker. Default: the queue's `timeout`. */
  readonly timeout?: number | undefined;
}

/** A job, as `remove` and `workersList` show it. */
export interface QueueNode<T = unknown> {
  readonly data: T;
  readonly callback: NodeCallback<never>;
  readonly prev: QueueNode<T> | null;
  readonly next: QueueNode<T> | null;
}

/** A job of a `priorityQueue`. */
export interface PriorityQueueNode<T = unknown> extends QueueNode<T> {
  readonly priority: number;
}

/** What `for await` over a queue yields: one per job, as they finish. */
export interface JobOutcome<T = unknown, R = unknown> {
  readonly data: T;
  /** Present when the job succeeded. */
  readonly value?: R;
  /** Present when it failed. */
  readonly error?: unknown;
}

/** Handler of an event, or a promise for its next occurrence. */
export interface QueueEvent<A extends unknown[] = [], P = A extends [infer F, ...unknown[]] ? F : void> {
  /** Sets the handler, in the place of an earlier one. */
  (handler: (...args: A) => void): void;
  /** Gives a promise for the next occurrence. */
  (): Promise<P>;
}

// Only where the compiler's library knows `Symbol.asyncDispose`.
type AsyncDisposal = SymbolConstructor extends { readonly asyncDispose: infer S extends symbol }
  ? Record<S, () => Promise<void>>
  : unknown;

/** What all queues have. */
export interface QueueBase<T, R = unknown, E = Error, N = QueueNode<T>> extends Iterable<T> {
  /** Most calls of the worker at once. A raised value takes effect in the next microtask; 0 holds the queue. */
  concurrency: number;
  /** Most jobs that one call of the worker gets; 1 for queues that are no cargo. */
  payload: number;
  /** `unsaturated` fires when at most `concurrency - buffer` calls of the worker run. A quarter of the concurrency. */
  buffer: number;
  /** Whether anything has been pushed. */
  started: boolean;
  /** Whether the queue is paused. */
  paused: boolean;

  /** How many jobs wait. */
  length(): number;
  /** How many calls of the worker run. */
  running(): number;
  /** The jobs that run. */
  workersList(): N[];
  /** Whether nothing waits and nothing runs. */
  idle(): boolean;
  /** Starts nothing more until `resume`. */
  pause(): void;
  /** Goes on, in a microtask. */
  resume(): void;
  /** Starts what may start, now; the queue calls it itself. */
  process(): void;
  /**
   * Drops the handlers of all events and the waiting jobs; running ones go on. Promises of dropped jobs settle: those that
   * may reject do so with a `DroppedError`, or with `reason`. Callbacks of dropped jobs are called with `reason`, and as in
   * async not at all when none is given.
   */
  kill(reason?: unknown): void;
  /** Drops the waiting jobs for which `test` returns something truthy; promises settle as with `kill()`. */
  remove(test: (node: N) => unknown): void;

  /** A call of the worker takes the last free slot. It fires before the worker is called. */
  readonly saturated: QueueEvent;
  /** A job has finished, and at most `concurrency - buffer` run. */
  readonly unsaturated: QueueEvent;
  /** The last waiting job is taken. It fires before the worker is called. */
  readonly empty: QueueEvent;
  /** The last job has finished. */
  readonly drain: QueueEvent;
  /** A job has failed. The promise rejects. */
  readonly error: QueueEvent<[error: E, data: T], never>;
  /** `maxWaiting` is reached, or has just refused a job. The handler gets the number of waiting jobs. */
  readonly full: QueueEvent<[waiting: number]>;
  /** A job that had been given up has finished after all. The handler gets its outcome. */
  readonly late: QueueEvent<[outcome: JobOutcome<T, R>]>;

  /** A promise that is fulfilled when the queue is idle: at once, if it is. */
  onIdle(): Promise<void>;
  /** A promise that is fulfilled when no job waits: at once, if none does. */
  onEmpty(): Promise<void>;
  /** A promise that is fulfilled when fewer than `size` jobs wait: at once, if so. */
  onSizeLessThan(size: number): Promise<void>;
  /** The outcomes of the jobs that finish from now on; ends when the queue is idle. */
  [Symbol.asyncIterator](): AsyncIterableIterator<JobOutcome<T, R>>;
}

/** What `queue`, `cargo` and `cargoQueue` return. */
export type QueueObject<T, R = unknown, E = Error> = QueueBase<T, R, E> & QueuePushes<T, R> & AsyncDisposal;

/** Adding jobs at the end or at the front. */
export interface QueuePushes<T, R = unknown> {
  /**
   * Adds a job, or each element of an array as one. With a callback, that is called with the outcome. With options, returns
   * a promise that rejects when the job fails. With neither, a promise that is then fulfilled with undefined.
   */
  push: Push<T, R>;
  /** Adds a job and returns a promise that rejects when the job fails. A callback is ignored. */
  pushAsync: PushAsync<T, R>;
  /** `push` at the front: an array is run back to front. */
  unshift: Push<T, R>;
  /** `pushAsync` at the front. */
  unshiftAsync: PushAsync<T, R>;
}

export interface Push<T, R = unknown> {
  <V = R>(data: T, options?: PushOptions | null): Promise<V>;
  <V = R>(data: readonly T[], options?: PushOptions | null): Promise<V>[] | undefined;
  <V = R, E = Error>(data: T | readonly T[], callback: (error?: E | null, value?: V) => void): void;
}

export interface PushAsync<T, R = unknown> {
  <V = R>(data: T, options?: PushOptions | ((...args: never[]) => void) | null): Promise<V>;
  <V = R>(data: readonly T[], options?: PushOptions | ((...args: never[]) => void) | null): Promise<V>[] | undefined;
}

/** What `priorityQueue` returns: no `unshift`, and a priority with each push. */
export type PriorityQueueObject<T, R = unknown, E = Error> = QueueBase<T, R, E, PriorityQueueNode<T>> &
  PriorityPushes<T, R> &
  AsyncDisposal;

/** Adding jobs with a priority. */
export interface PriorityPushes<T, R = unknown> {
  /** Adds a job, or each element of an array as one, with a priority: lower numbers run first. Default: 0. */
  push: PriorityPush<T, R>;
  /** Adds a job and returns a promise that rejects when the job fails. */
  pushAsync: PriorityPushAsync<T, R>;
}

export interface PriorityPush<T, R = unknown> {
  <V = R>(data: T, priority?: number, options?: PushOptions | null): Promise<V>;
  <V = R>(data: readonly T[], priority?: number, options?: PushOptions | null): Promise<V>[] | undefined;
  <V = R, E = Error>(
    data: T | readonly T[],
    priority: number | undefined,
    callback: (error?: E | null, value?: V) => void,
  ): void;
}

export interface PriorityPushAsync<T, R = unknown> {
  <V = R>(data: T, priority?: number, options?: PushOptions | ((...args: never[]) => void) | null): Promise<V>;
  <V = R>(
    data: readonly T[],
    priority?: number,
    options?: PushOptions | ((...args: never[]) => void) | null,
  ): Promise<V>[] | undefined;
}
