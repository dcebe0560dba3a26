import { type NodeCallback, toCallbackError } from '@sluice/core';
import { calledTwice } from './checks.js';
import { failureOf } from './failure.js';
import type { Ticket } from './promised.js';

/**
 * How deep synchronous steps nest before the stack is unwound. The peer nests to its end, which is an overflow after some
 * two thousand steps; up to here the order of effects is the same.
 */
export const NESTING = 500;

/** What the control flow functions share: one outcome, and the way of what is thrown. */
export class Call {
  over = false;
  stopped = false;
  readonly callback: NodeCallback<never>;
  readonly ticket: Ticket | undefined;
  readonly failure: (reason: unknown) => unknown;

  constructor(callback: NodeCallback<never>, ticket: Ticket | undefined) {
    this.callback = callback;
    this.ticket = ticket;
    this.failure = failureOf(ticket);
    if (ticket !== undefined) ticket.stop = () => this.stop();
  }

  stop(): void {
    this.over = this.stopped = true;
  }

  /** `callback(false)`: nothing settles any more. */
  cancel(): void {
    this.stop();
    this.ticket?.release();
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

  /** What `job` throws goes to the caller, as in async, and is not caught on its way; in the promise form it fails the call. */
  guard(job: (call: this) => void): void {
    if (this.ticket === undefined) return job(this);
    try {
      job(this);
    } catch (error) {
      if (this.over) throw error;
      this.end(toCallbackError(error));
    }
  }
}
