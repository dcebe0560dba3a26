import { startTimer } from '@sluice/core';
import type { QueueRate } from './types.js';

/** Admits at most `limit` starts in any window of `interval` milliseconds. */
export class RateWindow {
  readonly #rate: QueueRate;
  readonly #wake: () => void;
  /** The last starts, at most as many as are admitted; the oldest is at `#next` when it is full. */
  readonly #starts: number[] = [];
  #next = 0;
  #stopTimer: (() => void) | undefined = undefined;

  constructor(rate: QueueRate, wake: () => void) {
    this.#rate = { ...rate };
    this.#wake = wake;
  }

  /** Takes one start, or arranges to be asked again when the window has moved on. */
  take(): boolean {
    const now = performance.now();
    const oldest = this.#starts[this.#next];
    const wait =
      this.#starts.length < this.#rate.limit || oldest === undefined ? 0 : oldest + this.#rate.interval - now;
    if (wait > 0) {
      this.#stopTimer ??= startTimer(Math.ceil(wait), () => {
        this.#stopTimer = undefined;
        this.#wake();
      });
      return false;
    }
    this.#starts[this.#next] = now;
    this.#next = (this.#next + 1) % this.#rate.limit;
    return true;
  }

  /** How many starts it would admit now, counted up to `most`. */
  available(most: number): number {
    const starts = this.#starts;
    const since = performance.now() - this.#rate.interval;
    let free = this.#rate.limit - starts.length;
    for (let i = 0; free < most && i < starts.length; i += 1) {
      const start = starts[(this.#next + i) % starts.length];
      if (start === undefined || start > since) break;
      free += 1;
    }
    return Math.min(free, most);
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }
}
