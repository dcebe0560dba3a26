import { checkDuration, startTimer, TimeoutError } from '@sluice/core';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Options of {@link requestSignal}. */
export interface RequestSignalOptions {
  /**
   * Deadline of the request in milliseconds from this call on; at least 0. Where several are set, the earliest counts.
   * Default: none.
   */
  readonly timeout?: number | undefined;
}

interface Watch {
  readonly controller: AbortController;
  deadline: number;
  stopTimer: () => void;
}

const watches = new WeakMap<ServerResponse, Watch>();

/**
 * The signal of a request: aborted when the client leaves before the answer is complete, or when the deadline passes.
 *
 * There is one signal for each request, made at the first call; every later call returns the same one. It is never
 * aborted once the answer has ended. The reason is an `AbortError` when the client left, a `TimeoutError` (with the
 * status 503) when time ran out. Aborting answers nothing by itself: the work that watches the signal fails, and its
 * layer with it.
 *
 * @param _req - The request, for symmetry with layers; what counts is the response.
 * @param res - The response.
 * @param options - See {@link RequestSignalOptions}.
 * @returns The signal, for every option called `signal`.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `timeout` is no number.
 * @throws {RangeError} `ERR_SLUICE_RANGE` when `timeout` is negative or NaN.
 */
export function requestSignal(
  _req: IncomingMessage,
  res: ServerResponse,
  { timeout = Infinity }: RequestSignalOptions = {},
): AbortSignal {
  checkDuration('requestSignal', 'timeout', timeout);
  let watch = watches.get(res);
  if (watch === undefined) watches.set(res, (watch = watchResponse(res)));
  const { controller } = watch;
  const deadline = Date.now() + timeout;
  if (deadline < watch.deadline && !controller.signal.aborted && !res.writableEnded) {
    watch.deadline = deadline;
    watch.stopTimer();
    watch.stopTimer = startTimer(timeout, () => {
      if (res.writableEnded) return;
      controller.abort(Object.assign(new TimeoutError('requestSignal: the request', timeout), { status: 503 }));
    });
  }
  return controller.signal;
}

function watchResponse(res: ServerResponse): Watch {
  const watch: Watch = { controller: new AbortController(), deadline: Infinity, stopTimer: () => undefined };
  // The request's own 'close' comes as soon as its body is read, and HTTP/2 calls a cancelled answer finished; so this
  // is about the response, and about whether it has been ended.
  const onClose = (): void => {
    watch.stopTimer();
    if (res.writableEnded) return;
    watch.controller.abort(new DOMException('The client left before the answer was complete', 'AbortError'));
  };
  const { stream } = res as { stream?: { destroyed?: boolean } };
  if (res.destroyed || stream?.destroyed) onClose();
  else res.once('close', onClose);
  return watch;
}
