import { checkDuration, checkSignal, onAbort, type SignalOption, startTimer } from '@sluice/core';
import { SluicePromise } from './SluicePromise.js';

/**
 * A promise of `value` in `ms` milliseconds.
 *
 * @typeParam T - The value.
 * @param ms - Milliseconds from the call, at least 0; delays of more than 24.8 days work.
 * @param value - Fulfilment value. Default: undefined.
 * @param options - `signal`: aborting it rejects with `signal.reason` and removes the timer.
 * @returns The promise.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as a rejection, when an argument is of the wrong type.
 * @throws {RangeError} `ERR_SLUICE_RANGE`, as a rejection, when `ms` is negative or NaN.
 * @example
 * ```ts
 * import { delay } from '@sluice/deferred';
 *
 * await delay(1, 'later'); // => 'later'
 * ```
 */
export function delay<T = void>(ms: number, value?: T, { signal }: SignalOption = {}): SluicePromise<T> {
  return SluicePromise.try(() => {
    checkDuration('delay', 'ms', ms);
    checkSignal('delay', signal);
    signal?.throwIfAborted();
    return new SluicePromise<T>((resolve, reject) => {
      const stopTimer = startTimer(ms, () => {
        stopListening();
        resolve(value as T);
      });
      const stopListening = onAbort(signal, (reason) => {
        stopTimer();
        reject(reason);
      });
    });
  });
}
