import { startTimer } from '@sluice/core';

/** Admits at most `limit` starts in any window of `interval` milliseconds. */
export class RateWindow {
  readonly #limit: number;
  readonly #interval: number;
  readonly #wake: () => void;
  /** The last `limit` starts, oldest at `next` once it is full. */
  readonly #starts: number[] = [];
  #next = 0;
  #stopTimer: (() => void) | undefined = undefined;

  constructor(limit: number, interval: number, wake: () => void) {
    this.#limit = limit;
    this.#interval = interval;
    this.#wake = wake;
  }

  /** Takes one start, or arranges to be asked again when the window has moved on. */
  take(): boolean {
    const now = performance.now();
    const oldest = this.#starts[this.#next];
    const wait = this.#starts.length < this.#limit || oldest === undefined ? 0 : oldest + this.#interval - now;
    if (wait > 0) {
      this.#stopTimer ??= startTimer(Math.ceil(wait), () => {
        this.#stopTimer = undefined;
        this.#wake();
      });
      return false;
    }
    this.#starts[this.#next] = now;
    this.#next = (this.#next + 1) % this.#limit;
    return true;
  }

  /** How many starts it would admit now, counted up to `most`. */
  available(most: number): number {
    const starts = this.#starts;
    const since = performance.now() - this.#interval;
    let free = this.#limit - starts.length;
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
