import { onAbort, startTimer } from '@sluice/core';
import type { Job } from './Job.js';

/** The jobs of one queue that watch one signal: one listener, however many they are. */
interface Watch {
  readonly jobs: Set<Job>;
  readonly stop: () => void;
}

/** The signals that the unsettled jobs of one queue watch. */
export class SignalWatches {
  readonly #watches = new Map<AbortSignal, Watch>();
  readonly #abandon: (jobs: Iterable<Job>, reason: unknown) => void;

  constructor(abandon: (jobs: Iterable<Job>, reason: unknown) => void) {
    this.#abandon = abandon;
  }

  add(signal: AbortSignal, job: Job): void {
    let watch = this.#watches.get(signal);
    if (watch === undefined) {
      const jobs = new Set<Job>();
      watch = { jobs, stop: onAbort(signal, (reason) => this.#abandon([...jobs], reason)) };
      this.#watches.set(signal, watch);
    }
    watch.jobs.add(job);
  }

  delete(signal: AbortSignal, job: Job): void {
    const watch = this.#watches.get(signal);
    if (watch?.jobs.delete(job) && watch.jobs.size === 0) {
      watch.stop();
      this.#watches.delete(signal);
    }
  }
}

/** What may end a job before its worker does. */
export class JobBounds {
  readonly #signals: readonly AbortSignal[];
  readonly #watches: SignalWatches;
  readonly #timeout: number;
  #stopTimer: (() => void) | undefined = undefined;

  constructor(signals: readonly AbortSignal[], timeout: number, watches: SignalWatches) {
    this.#signals = signals;
    this.#timeout = timeout;
    this.#watches = watches;
  }

  watch(job: Job): void {
    for (const signal of this.#signals) this.#watches.add(signal, job);
  }

  startTimer(expire: (timeout: number) => void): void {
    const timeout = this.#timeout;
    if (timeout !== Infinity) this.#stopTimer = startTimer(timeout, () => expire(timeout));
  }

  release(job: Job): void {
    this.#stopTimer?.();
    for (const signal of this.#signals) this.#watches.delete(signal, job);
  }
}
