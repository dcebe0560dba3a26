// A longer delay makes setTimeout fire at once.
const LONGEST = 0x7fffffff;

/**
 * Calls `callback` once after `ms` milliseconds, and returns the function that stops the timer.
 *
 * @param ms - At least 0. Delays of more than 24.8 days work; `Infinity` sets no timer.
 * @param callback - What to call.
 * @returns Stops the timer. Calling it again, or afterwards, does nothing.
 */
export function startTimer(ms: number, callback: () => void): () => void {
  let handle: ReturnType<typeof setTimeout> | undefined;
  const wait = (left: number): void => {
    handle = left > LONGEST ? setTimeout(wait, LONGEST, left - LONGEST) : setTimeout(callback, left);
  };
  if (ms !== Infinity) wait(ms);
  return () => clearTimeout(handle);
}
