import { checkCount, OverloadError, type SignalOption } from '@sluice/core';
import type { Host } from './table.js';
import { each, wait } from './wait.js';

/** Options of `events`. */
export interface EventsOptions extends SignalOption {
  /**
   * Most events that may wait to be taken: an integer of at least 1, or `Infinity`. One more ends the iteration with an
   * `OverloadError`, after those that wait. Default: 1000.
   */
  readonly maxWaiting?: number | undefined;
}

export function events(
  this: Host,
  event: PropertyKey,
  { signal, maxWaiting = 1000 }: EventsOptions = {},
): AsyncGenerator<unknown[], void, undefined> {
  const what = 'EventProxy.events';
  checkCount(what, 'maxWaiting', maxWaiting, 1);
  // What the loop takes: data, or a failure.
  let buffer: (() => unknown[])[] = [];
  let over = false;
  let wake: (() => void) | undefined;
  const put = (take: () => unknown[]): void => {
    buffer.push(take);
    wake?.();
  };
  const fail = (reason: unknown): void => {
    if (signal?.aborted) buffer = [];
    put(() => {
      throw reason;
    });
  };
  const take = (data: unknown[]): void => {
    if (buffer.length < maxWaiting) put(() => data);
    else {
      stop?.();
      fail(new OverloadError(what, 'maxWaiting', maxWaiting));
    }
  };
  let stop: (() => void) | undefined;
  if (signal?.aborted) fail(signal.reason);
  else stop = wait(this, 'events', [event], each(event), take, true, fail, { signal });
  const iterator = (async function* () {
    try {
      while (!over) {
        while (buffer.length) yield (buffer.shift() as () => unknown[])();
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      stop?.();
    }
  })();
  const close = iterator.return.bind(iterator);
  // A generator that waits, or has not started, would not hear of it.
  iterator.return = (value) => {
    stop?.();
    buffer = [];
    over = true;
    wake?.();
    return close(value);
  };
  return iterator;
}
