import { checkCount, OverloadError, type SignalOption } from '@sluice/core';
import { add, type Host } from './table.js';
import { watch } from './wait.js';

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
  let buffer: unknown[][] = [];
  let end: (() => void) | undefined;
  let wake: (() => void) | undefined;
  const finish = (how: () => void): void => {
    end ??= how;
    stop();
    wake?.();
  };
  const leave = (): void => {
    buffer = [];
    finish(() => undefined);
  };
  const fail = (reason: unknown): void => {
    if (signal?.aborted) buffer = [];
    finish(() => {
      throw reason;
    });
  };
  const [entries, owner, stop] = watch(this, what, [event], signal, fail);
  const take = (...data: unknown[]): void => {
    if (buffer.length >= maxWaiting) fail(new OverloadError(what, 'maxWaiting', maxWaiting));
    else buffer.push(data);
    wake?.();
  };
  entries.push(add(this, event, take, undefined, owner));
  if (signal?.aborted) fail(signal.reason);
  const iterator = (async function* () {
    try {
      for (;;) {
        while (buffer.length > 0) yield buffer.shift() as unknown[];
        if (end) return end();
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      leave();
    }
  })();
  const close = iterator.return.bind(iterator);
  // A generator that waits, or has not started, would not hear of it.
  iterator.return = (value) => {
    leave();
    return close(value);
  };
  return iterator;
}
