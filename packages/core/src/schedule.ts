/**
 * Runs `job` in a macrotask of its own, after the promise jobs and the I/O callbacks that are due.
 *
 * Looked up at each call, so that fake timers take effect.
 *
 * @param job - What to run.
 */
export function runLater(job: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(job);
  else setTimeout(job, 0);
}

/**
 * Throws `error` where nobody can catch it (`uncaughtException`, `window.onerror`): the way out for an exception of a
 * callback that was called from a promise job, which would otherwise pass for a rejection.
 *
 * @param error - What was thrown.
 */
export function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
