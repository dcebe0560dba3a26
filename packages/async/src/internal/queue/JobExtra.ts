import type { NodeCallback } from '@sluice/core';
import type { Job } from './Job.js';
import type { JobBounds } from './JobBounds.js';

/** A task of its own, which `limitify` puts in the place of the worker. */
export type JobTask = (callback: NodeCallback<never>, failure: (reason: unknown) => unknown) => void;

/** What an async worker that declares a second parameter gets. */
export class Scope {
  readonly #extra: JobExtra;

  constructor(extra: JobExtra) {
    this.#extra = extra;
  }

  get signal(): AbortSignal {
    return this.#extra.signal;
  }
}

/** What few jobs have. */
export class JobExtra {
  /** Whether its worker has been called, or that of its batch. */
  isRunning = false;
  /** Whether nobody waits any more for its outcome, which has not come. */
  isGone = false;
  /** Timeout and signals. */
  bounds: JobBounds | undefined = undefined;
  /** What runs in the place of the worker. */
  task: JobTask | undefined = undefined;
  /** The jobs of a batch; this one stands for the call of the worker. */
  members: readonly Job[] | undefined = undefined;
  /** The job that stands for the batch of which this one is a member. */
  leader: Job | undefined = undefined;
  /** The reason of the worker's promise, while the callback form of it is on its way. */
  rejection: { readonly reason: unknown } | undefined = undefined;
  #controller: AbortController | undefined = undefined;
  #abortion: { readonly reason: unknown } | undefined = undefined;

  /** The signal of the worker, made when it is looked at. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#abortion !== undefined) this.#controller.abort(this.#abortion.reason);
    return this.#controller.signal;
  }

  /** Tells the worker that nobody waits any more. */
  abort(reason: unknown): void {
    this.#abortion = { reason };
    this.#controller?.abort(reason);
  }

  /** Whether an outcome that comes too late is no more than the worker's answer to the abort. */
  isEcho(error: unknown): boolean {
    const reason = this.rejection === undefined ? error : this.rejection.reason;
    return this.#controller !== undefined && reason === this.#abortion?.reason;
  }
}
