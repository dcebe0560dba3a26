import {
  checkCount,
  checkDuration,
  checkSignal,
  type NodeCallback,
  onAbort,
  startTimer,
  TimeoutError,
  toRejection,
} from '@sluice/core';

/** Options of the promise form; some functions know fewer of them. */
export interface PromiseOptions {
  readonly concurrency?: number | undefined;
  readonly ordered?: boolean | undefined;
  readonly stopOnError?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
}

/** What a call in the promise form and its promise know of each other. */
export interface Ticket {
  readonly options: PromiseOptions;
  /** Set by the call: then it starts nothing more and settles nothing. */
  stop: () => void;
  /** Told by the call when it is cancelled, and will never settle: removes timer and listener. */
  release: () => void;
}

/** Starts a call in either form; the callback form has no ticket. */
export type Start = (callback: NodeCallback<never>, ticket: Ticket | undefined) => void;

/**
 * The promise form. What stands at the callback's place and is no object is taken for "no callback", as async does.
 */
export function promised(where: string, options: unknown, start: Start): Promise<never> {
  return new Promise((resolve, reject) => {
    const ticket: Ticket = { options: Object(options) as PromiseOptions, stop: nothing, release: nothing };
    const { concurrency, signal, timeout = Infinity } = ticket.options;
    checkCount(where, 'concurrency', concurrency, 1);
    checkSignal(where, signal);
    checkDuration(where, 'timeout', timeout);
    if (signal?.aborted) return reject(signal.reason);
    const give = (reason: unknown): void => {
      ticket.release();
      reject(reason);
      ticket.stop();
    };
    const stopListening = onAbort(signal, give);
    const stopTimer = startTimer(timeout, () => give(new TimeoutError(where, timeout)));
    ticket.release = () => {
      stopListening();
      stopTimer();
    };
    try {
      start((error, ...values) => {
        ticket.release();
        if (error) reject(toRejection(error));
        else resolve((values.length > 1 ? values : values[0]) as never);
      }, ticket);
    } catch (error) {
      ticket.release();
      throw error;
    }
  });
}

function nothing(): void {
  // There is nothing to stop or to release.
}
