/** What a job fails with when `kill`, `remove` or the disposal of its queue drops it before it has run. */
export interface DroppedError extends Error {
  readonly code: 'ERR_SLUICE_DROPPED';
}

export function droppedError(): DroppedError {
  const error = new Error('queue: the job was dropped before it started');
  return Object.assign(error, { name: 'AbortError', code: 'ERR_SLUICE_DROPPED' as const });
}
