import { checkDuration, checkSignal } from './check.js';
import { TimeoutError } from './errors.js';
import { onAbort } from './signal.js';
import { startTimer } from './timer.js';
import type { Bounds } from './types.js';

/**
 * Throws unless a call with these bounds may start.
 *
 * @param where - Name of the function that was called, for the message.
 * @param bounds - What came as its options.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `signal` is no `AbortSignal`, or `timeout` no number.
 * @throws {RangeError} `ERR_SLUICE_RANGE` when `timeout` is negative or NaN.
 * @throws The reason of a signal that is aborted already, unchanged.
 */
export function checkBounds(where: string, { signal, timeout }: Bounds): void {
  checkSignal(where, signal);
  checkDuration(where, 'timeout', timeout);
  signal?.throwIfAborted();
}

/**
 * Watches the bounds of a call that starts now: `end` is called once, with the signal's reason, or with a `TimeoutError`
 * when the time is over. Nothing is watched any more then.
 *
 * @param bounds - Checked before.
 * @param what - What takes too long, for the message of the `TimeoutError`. Called when it does.
 * @param end - Ends the call from outside.
 * @returns Ends the watching, and leaves neither a listener nor a timer. Calling it again does nothing.
 */
export function watchBounds(
  { signal, timeout = Infinity }: Bounds,
  what: () => string,
  end: (reason: unknown) => void,
): () => void {
  const give = (reason: unknown): void => {
    stop();
    end(reason);
  };
  const stopListening = onAbort(signal, give);
  const stopTimer = startTimer(timeout, () => give(new TimeoutError(what(), timeout)));
  const stop = (): void => {
    stopListening();
    stopTimer();
  };
  return stop;
}
