import { checkCount, checkSignal, onAbort, OverloadError, type SignalOption } from '@sluice/core';
import { type Host, tableOf } from './host.js';
import { kill, ONCE, PLAIN } from './table.js';
import { removedError } from './wait.js';

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
  checkSignal('EventProxy.events', signal);
  checkCount('EventProxy.events', 'maxWaiting', maxWaiting, 1);
  const table = tableOf(this);
  let buffer: unknown[][] = [];
  let end: { readonly reason?: unknown; readonly failed: boolean } | undefined;
  let wake: (() => void) | undefined;
  const stop = (failed: boolean, reason?: unknown): void => {
    end ??= { failed, reason };
    entries.forEach(kill);
    stopListening();
    wake?.();
  };
  const fail = (reason: unknown): void => stop(true, reason);
  const take = (...data: unknown[]): void => {
    if (buffer.length >= maxWaiting) fail(new OverloadError('EventProxy.events', 'maxWaiting', maxWaiting));
    else buffer.push(data);
    wake?.();
  };
  const owner = (): void => queueMicrotask(() => fail(removedError('EventProxy.events')));
  const abort = (reason: unknown): void => {
    buffer = [];
    fail(reason);
  };
  const stopListening = onAbort(signal, abort);
  const entries = [table.add(event, take, PLAIN, owner)];
  if (event !== 'error') entries.push(table.add('error', fail, ONCE, owner));
  if (signal?.aborted) abort(signal.reason);
  const iterator = (async function* () {
    try {
      for (;;) {
        for (let data = buffer.shift(); data; data = buffer.shift()) yield data;
        if (end?.failed) throw end.reason;
        if (end) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      stop(false);
    }
  })();
  const leave = iterator.return.bind(iterator);
  // A generator that waits, or has not started, would not hear of it.
  iterator.return = (value) => {
    buffer = [];
    stop(false);
    return leave(value);
  };
  return iterator;
}
