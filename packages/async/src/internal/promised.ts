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

/** A call that can be stopped. */
export interface Stoppable {
  /** From then on it starts nothing more and settles nothing. */
  stop: () => void;
  /** Set by the promise form: to be called when the call is cancelled, and will never settle. */
  release: (() => void) | undefined;
}

/** Makes a call known to the promise form, before it starts anything. */
export type Attach = (call: Stoppable) => void;

type Start = (callback: NodeCallback<never>, options: object | undefined, attach: Attach) => void;

interface CallOptions {
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
}

/**
 * The promise form: `start` gets a callback, and the options if there are any. What stands at the callback's place and is
 * no object is taken for "no callback", as async does.
 */
export function promised(where: string, options: unknown, start: Start): Promise<never> {
  return new Promise((resolve, reject) => {
    if (typeof options === 'object' && options !== null) return watched(where, options, start, resolve, reject);
    start(toSettler(resolve, reject), undefined, ignore);
  });
}

function toSettler(resolve: (value: never) => void, reject: (reason: unknown) => void): NodeCallback<never> {
  return (error?: unknown, ...values: unknown[]) => {
    if (error) reject(toRejection(error));
    else resolve((values.length > 1 ? values : values[0]) as never);
  };
}

function watched(
  where: string,
  options: CallOptions,
  start: Start,
  resolve: (value: never) => void,
  reject: (reason: unknown) => void,
): void {
  const { concurrency, signal, timeout } = options;
  checkCount(where, 'concurrency', concurrency, 1);
  checkSignal(where, signal);
  checkDuration(where, 'timeout', timeout);
  if (signal?.aborted) return reject(signal.reason);
  let call: Stoppable | undefined;
  let stopTimer: (() => void) | undefined;
  const release = (): void => {
    stopListening();
    stopTimer?.();
  };
  const give = (reason: unknown): void => {
    release();
    reject(reason);
    call?.stop();
  };
  const stopListening = onAbort(signal, give);
  if (timeout !== undefined) stopTimer = startTimer(timeout, () => give(new TimeoutError(where, timeout)));
  const settled = toSettler(resolve, reject);
  try {
    start(
      (...outcome) => {
        release();
        settled(...outcome);
      },
      options,
      (attached) => {
        call = attached;
        attached.release = release;
      },
    );
  } catch (error) {
    release();
    throw error;
  }
}

function ignore(): void {
  // Without options nothing can stop a call.
}
