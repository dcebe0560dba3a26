import { type Context, runInContext } from '@sluice/core';
import type { JobExtra } from './JobExtra.js';

type Callback = (...outcome: unknown[]) => void;

/** What settles the promise of a push. */
interface Settler {
  readonly resolve: (value?: unknown) => void;
  /** Missing when the promise is to be fulfilled all the same, with undefined, as that of async's `push` is. */
  readonly reject: ((reason: unknown) => void) | undefined;
}

/** Who gets the outcome of a job. */
export type Taker = Callback | Settler;

export interface Rejection {
  readonly reason: unknown;
}

export interface Thrown {
  readonly error: unknown;
}

/**
 * One pushed datum. `data`, `callback`, `prev` and `next` are what async shows to `remove` and in `workersList`. Kept small:
 * there are as many as there are waiting jobs, and with many of them every field costs a nanosecond or more. What few jobs
 * need is in `extra`.
 */
export class Job<T = unknown> {
  // Assigned below: defining them first, or an initializer, is one more step for every job.
  declare readonly data: T;
  declare prev: Job<T> | null;
  declare next: Job<T> | null;
  /** Null once it has got the outcome. */
  declare taker: Taker | null;
  /** Where its worker and its callback have to run; undefined means wherever they are called. */
  declare context: Context;
  declare extra: JobExtra | undefined;

  constructor(data: T, taker: Taker, context: Context) {
    this.data = data;
    this.prev = null;
    this.next = null;
    this.taker = taker;
    this.context = context;
    this.extra = undefined;
  }

  /** Made on demand for a promise: few look at it. */
  get callback(): Callback | null {
    const { taker } = this;
    if (taker === null || typeof taker === 'function') return taker;
    return (error, ...values) =>
      void deliver(taker, undefined, error, values.length, values.length > 1 ? values : values[0], undefined);
  }
}

/** A job with a place in a heap. */
export class PriorityJob<T = unknown> extends Job<T> {
  declare readonly priority: number;
  /** Push order, for equal priorities. */
  declare order: number;
  /** Place in the heap, so that one job can be taken out in logarithmic time. */
  declare index: number;

  constructor(data: T, taker: Taker, context: Context, priority: number) {
    super(data, taker, context);
    this.priority = priority;
    this.order = 0;
    this.index = 0;
  }
}

/** Gives the job a promise to settle; a strict one is rejected when the job fails. */
export function promiseOf(job: Job, strict: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    job.taker = { resolve, reject: strict ? reject : undefined };
  });
}

/**
 * Hands over an outcome, to a callback in the context. Of several values, `value` is the array; `rejection` has the reason
 * behind the error that a callback gets. Returns what the callback threw.
 */
export function deliver(
  taker: Taker,
  context: Context,
  error: unknown,
  count: number,
  value: unknown,
  rejection: Rejection | undefined,
): Thrown | undefined {
  try {
    if (typeof taker !== 'function') settle(taker, rejection ?? (error ? { reason: error } : undefined), value);
    else if (context !== undefined) runInContext(context, call, undefined, taker, error, count, value);
    else call(taker, error, count, value);
  } catch (exception) {
    return { error: exception };
  }
  return undefined;
}

function call(callback: Callback, error: unknown, count: number, value: unknown): void {
  if (count === 1) callback(error, value);
  else if (count > 1) callback(error, ...(value as unknown[]));
  else callback(error);
}

function settle({ resolve, reject }: Settler, rejection: Rejection | undefined, value: unknown): void {
  if (rejection === undefined) resolve(value);
  else if (reject === undefined) resolve();
  else reject(rejection.reason);
}
