/**
 * Calls `listener` once when `signal` is aborted, and returns the function that stops listening.
 *
 * A signal that is aborted already does not call: check `signal.aborted` before anything starts.
 *
 * @param signal - Signal to watch; `undefined` is never aborted.
 * @param listener - Called with the signal's reason, unchanged.
 * @returns Removes the listener. Calling it again, or after the abort, does nothing.
 */
export function onAbort(signal: AbortSignal | undefined, listener: (reason: unknown) => void): () => void {
  const handle = (): void => listener(signal?.reason);
  signal?.addEventListener('abort', handle, { once: true });
  return () => signal?.removeEventListener('abort', handle);
}
