import {
  checkCount,
  checkDuration,
  checkSignal,
  type NodeCallback,
  onAbort,
  startTimer,
  TimeoutError,
} from '@sluice/core';
import { toReason } from './failure.js';

/**
 * Tells the promise form how to stop a call, before it starts anything: then it starts nothing more and settles nothing.
 * Returns what is to be called when the call is cancelled, and will never settle.
 */
export type Attach = (stop: () => void) => () => void;

type Start = (callback: NodeCallback<never>, options: object | undefined, attach: Attach | undefined) => void;

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
    let stop: (() => void) | undefined;
    let release: (() => void) | undefined;
    const settle: NodeCallback<never> = (error, ...values) => {
      release?.();
      if (error) reject(toReason(error));
      else resolve((values.length > 1 ? values : values[0]) as never);
    };
    if (typeof options !== 'object' || options === null) return start(settle, undefined, undefined);
    const { concurrency, signal, timeout = Infinity } = options as CallOptions;
    checkCount(where, 'concurrency', concurrency, 1);
    checkSignal(where, signal);
    checkDuration(where, 'timeout', timeout);
    if (signal?.aborted) return reject(signal.reason);
    const give = (reason: unknown): void => {
      free();
      reject(reason);
      stop?.();
    };
    const stopListening = onAbort(signal, give);
    const stopTimer = startTimer(timeout, () => give(new TimeoutError(where, timeout)));
    const free = (release = (): void => {
      stopListening();
      stopTimer();
    });
    try {
      start(settle, options, (stopCall) => {
        stop = stopCall;
        return free;
      });
    } catch (error) {
      free();
      throw error;
    }
  });
}
