import { checkDuration, checkSignal, onAbort, startTimer, TimeoutError } from '@sluice/core';
import { SluicePromise } from '../SluicePromise.js';

/** Bounds of one call. */
export interface Bounds {
  /**
   * Aborting it fails the call with `signal.reason` unchanged. What is under way goes on. The listener is removed when the
   * call settles. Default: none.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds from the call, at least 0, after which it fails with a `TimeoutError`. The timer is removed when the call
   * settles. Default: no bound.
   */
  readonly timeout?: number | undefined;
}

export function checkBounds(where: string, { signal, timeout }: Bounds): void {
  checkSignal(where, signal);
  checkDuration(where, 'timeout', timeout);
}

/** The outcome of `start()`, unless a bound is reached first. */
export function bounded<T>(
  where: string,
  { signal, timeout = Infinity }: Bounds,
  start: () => SluicePromise<T>,
): SluicePromise<T> {
  if (signal === undefined && timeout === Infinity) return start();
  if (signal?.aborted) return SluicePromise.reject(signal.reason);
  return new SluicePromise<T>((resolve, reject) => {
    const stopListening = onAbort(signal, (reason) => {
      release();
      reject(reason);
    });
    const stopTimer = startTimer(timeout, () => {
      release();
      reject(new TimeoutError(where, timeout));
    });
    const release = (): void => {
      stopListening();
      stopTimer();
    };
    start().then(
      (value) => {
        release();
        resolve(value);
      },
      (reason: unknown) => {
        release();
        reject(reason);
      },
    );
  });
}
