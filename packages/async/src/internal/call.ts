import type { NodeCallback } from '@sluice/core';
import { guarded } from './adopt.js';
import { calledTwice } from './checks.js';
import { failureOf, toTruthy } from './failure.js';
import type { Attach } from './promised.js';

/**
 * How deep synchronous steps nest before the stack is unwound. The peer nests to its end, which is an overflow after some
 * two thousand steps; up to here the order of effects is the same.
 */
export const NESTING = 500;

/** What the control flow functions share: one outcome, and the way of what is thrown. */
export class Call {
  over = false;
  stopped = false;
  readonly release: (() => void) | undefined;
  readonly callback: NodeCallback<never>;
  readonly promised: boolean;
  readonly failure: (reason: unknown) => unknown;

  constructor(callback: NodeCallback<never>, promised: boolean, attach: Attach | undefined) {
    this.callback = callback;
    this.promised = promised;
    this.failure = failureOf(promised);
    this.release = attach?.(() => this.stop());
  }

  stop(): void {
    this.over = this.stopped = true;
  }

  /** `callback(false)`: nothing settles any more. */
  cancel(): void {
    this.stop();
    this.release?.();
  }

  /** The outcome; a second one is an error of the caller. */
  end(...outcome: readonly unknown[]): void {
    if (this.stopped) return;
    if (this.over) throw calledTwice();
    this.over = true;
    this.callback(...(outcome as never[]));
  }

  /** The outcome; later ones are ignored. */
  endOnce(...outcome: readonly unknown[]): void {
    if (!this.over) this.end(...outcome);
  }

  /** What a task throws goes to the caller, as in async; in the promise form it fails the call. */
  caught(error: unknown): void {
    if (this.over || !this.promised) throw error;
    this.end(toTruthy(error));
  }

  /** The same in a promise job, where nobody can catch. */
  escaped(error: unknown): void {
    guarded(() => this.caught(error));
  }
}
