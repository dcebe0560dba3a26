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
  /** Failures by index, where they do not stop the call. */
  readonly errors: unknown[] | undefined;
  /** Set by the call: then it starts nothing more and settles nothing. */
  stop: () => void;
  /** Told by the call when it is cancelled, and will never settle: removes timer and listener. */
  release: () => void;
}

/** Starts a call in either form; the callback form has no ticket. */
export type Start<A extends unknown[] = []> = (
  callback: NodeCallback<never>,
  ticket: Ticket | undefined,
  where: string,
  ...args: A
) => void;

/**
 * The promise form. What stands at the callback's place and is no object is taken for "no callback", as async does.
 */
export function promised<A extends unknown[]>(where: string, options: unknown, start: Start<A>, ...args: A): never {
  return new Promise((resolve, reject) => {
    const given = Object(options) as PromiseOptions;
    const { concurrency, signal, stopOnError, timeout = Infinity } = given;
    checkCount(where, 'concurrency', concurrency, 1);
    checkSignal(where, signal);
    checkDuration(where, 'timeout', timeout);
    if (signal?.aborted) return reject(signal.reason);
    const release = (): void => {
      stopListening();
      stopTimer();
    };
    const give = (reason: unknown): void => {
      release();
      reject(reason);
      ticket.stop();
    };
    const ticket: Ticket = { options: given, errors: stopOnError === false ? [] : undefined, stop: nothing, release };
    const stopListening = onAbort(signal, give);
    const stopTimer = startTimer(timeout, () => give(new TimeoutError(where, timeout)));
    const settle: NodeCallback<never> = (error, ...values) => {
      release();
      if (error) reject(toRejection(error));
      else resolve(values.length > 1 ? values : values[0]);
    };
    try {
      start(settle, ticket, where, ...args);
    } catch (error) {
      give(error);
    }
  }) as never;
}

function nothing(): void {
  // There is nothing to stop yet.
}
