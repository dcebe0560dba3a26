import type { Job } from './Job.js';

/** What a slot tells the queue. */
export interface SlotOwner {
  readonly succeed: (job: Job, value: unknown) => void;
  readonly fail: (job: Job, reason: unknown) => void;
}

/**
 * Follows the promise of an async worker. Its two reactions are made once and used for one promise after the other, which is
 * safe because a native promise runs one of them once; a callback, which may be called twice, gets a function of its own.
 */
export class PromiseSlot {
  #job: Job | undefined = undefined;
  readonly #onValue: (value: unknown) => void;
  readonly #onReason: (reason: unknown) => void;

  constructor(owner: SlotOwner, free: PromiseSlot[]) {
    // The slot is free before the job goes on, which may start the next one.
    const take = (goOn: (job: Job) => void): void => {
      const job = this.#job;
      this.#job = undefined;
      free.push(this);
      if (job !== undefined) goOn(job);
    };
    this.#onValue = (value) => take((job) => owner.succeed(job, value));
    this.#onReason = (reason) => take((job) => owner.fail(job, reason));
  }

  follow(job: Job, promise: PromiseLike<unknown>): void {
    this.#job = job;
    promise.then(this.#onValue, this.#onReason);
  }
}
