import type { Context, NodeCallback } from '@sluice/core';
import type { JobExtra } from './JobExtra.js';

/** Where a job is. */
export type JobState = 0 | 1 | 2 | 3 | 4;

export const WAITING: JobState = 0;
/** Its worker is being called right now. */
export const CALLING: JobState = 1;
/** Its worker has been called. */
export const RUNNING: JobState = 2;
/** It has an outcome, or has been dropped; its worker may be at work still. */
export const GONE: JobState = 3;
/** Its worker has given its outcome. */
export const DONE: JobState = 4;

/** How a job hands over its outcome. */
export type JobForm = 0 | 1 | 2;

/** To a callback. */
export const CALLED: JobForm = 0;
/** To a promise that rejects when the job fails. */
export const STRICT: JobForm = 1;
/** To a promise that is fulfilled with undefined when the job fails, as async's `push` does. */
export const LENIENT: JobForm = 2;

/**
 * One pushed datum. `data`, `callback`, `prev` and `next` are what async shows to `remove` and in `workersList`. Kept small:
 * there are as many as there are waiting jobs, and what few jobs need is in `extra`.
 */
export class Job<T = unknown> {
  readonly data: T;
  prev: Job<T> | null = null;
  next: Job<T> | null = null;
  state: JobState = WAITING;
  /** Where its worker and its callback have to run; undefined means wherever they are called. */
  context: Context = undefined;
  /** The pusher's callback, or what fulfils its promise. */
  done: (...args: never[]) => void;
  /** What rejects its promise. */
  reject: ((reason: unknown) => void) | undefined = undefined;
  form: JobForm;
  extra: JobExtra | undefined = undefined;

  constructor(data: T, form: JobForm, done: (...args: never[]) => void) {
    this.data = data;
    this.form = form;
    this.done = done;
  }

  /** Made on demand for a promise: few look at it. */
  get callback(): NodeCallback {
    if (this.form === CALLED) return this.done as NodeCallback;
    return (error, ...values) => this.deliver(error, values.length, values.length > 1 ? values : values[0]);
  }

  /** Hands the outcome to the callback or the promise. Of several values, `value` is the array. */
  deliver(error: unknown, count: number, value: unknown): void {
    const done = this.done as (...args: unknown[]) => void;
    if (this.form === CALLED) {
      if (count === 1) done(error, value);
      else if (count === 0) done(error);
      else done(error, ...(value as unknown[]));
    } else if (error) this.fail(error);
    else done(value);
  }

  /** Settles the promise of a failed job. */
  fail(reason: unknown): void {
    if (this.form === STRICT) this.reject?.(reason);
    else this.done();
  }
}

/** A job with a place in a heap. */
export class PriorityJob<T = unknown> extends Job<T> {
  readonly priority: number;
  /** Push order, for equal priorities. */
  order = 0;
  /** Place in the heap, so that one job can be taken out in logarithmic time. */
  index = 0;

  constructor(data: T, form: JobForm, done: (...args: never[]) => void, priority: number) {
    super(data, form, done);
    this.priority = priority;
  }
}
