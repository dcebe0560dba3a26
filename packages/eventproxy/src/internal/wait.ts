import { checkDuration, checkSignal, onAbort, type SignalOption, startTimer, TimeoutError } from '@sluice/core';
import { add, ALL, call, type Entry, type Host, kill, type Listener, ONCE, tableOf, toKey } from './table.js';

// The promise forms. Options of every promise form.
export interface WaitOptions extends SignalOption {
  /** Milliseconds to wait, from the call. Default: no bound. */
  readonly timeout?: number | undefined;
}

type Join = (event: PropertyKey, fn: Listener, kind?: number) => Entry;

// What a wait brings: a callback gets `list` as its arguments, a promise fulfils with `value`, which is the list by default.
type Settle = (list: unknown[], value?: unknown, self?: unknown) => unknown;

// Registers what a wait waits for.
export type Arm = (join: Join, settle: Settle, entries: Entry[], stop: () => void) => unknown;

// Every datum of one event.
export const each =
  (event: PropertyKey, kind?: number): Arm =>
  (join, settle) =>
    join(event, (...data) => settle(data), kind);

// The callback form, when `last` is a function; otherwise the promise form, `last` being its options.
export function waitFor(
  host: Host,
  where: string,
  names: PropertyKey[],
  last: unknown,
  arm: Arm,
  again?: boolean,
): unknown {
  if (typeof last !== 'function') {
    return new Promise((resolve, reject) => {
      wait(host, where, names, arm, (list, value = list) => resolve(value), false, reject, last ?? {});
    });
  }
  wait(host, where, names, arm, (list, _, self) => last.apply(self, list), again);
  return host;
}

// Waits, once or `again` and again; returns what ends it. With `fail` the wait fails from outside: by its signal, its
// clock, an `error` event, or the removal of its entries.
export function wait(
  host: Host,
  where: string,
  names: readonly PropertyKey[],
  arm: Arm,
  settle: Settle,
  again?: boolean,
  fail?: (reason: unknown) => void,
  { signal, timeout = Infinity }: WaitOptions = {},
): () => void {
  const entries: Entry[] = [];
  const watches: (() => void)[] = [];
  const stop = (): void => {
    entries.forEach(kill);
    for (const unwatch of watches) unwatch();
  };
  const join: Join = (event, fn, kind) => {
    const entry = add(host, event, fn, kind);
    entries.push(entry);
    return entry;
  };
  const what = `EventProxy.${where}`;
  const failed = (reason: unknown): void => {
    stop();
    fail?.(reason);
  };
  if (fail) {
    checkSignal(what, signal);
    checkDuration(what, 'timeout', timeout);
    if (signal?.aborted) {
      fail(signal.reason);
      return stop;
    }
    if (!names.includes('error')) join('error', failed, ONCE);
    watches.push(
      onAbort(signal, failed),
      startTimer(timeout, () => failed(new TimeoutError(`${what} of ${names.map(String).join()}`, timeout))),
    );
  }
  const end: Settle = (...result) => {
    if (!again) stop();
    settle(...result);
  };
  arm(join, end, entries, stop);
  if (fail) {
    for (const entry of entries) {
      entry.owner = () =>
        failed(Object.assign(new Error(`${what}: the listeners were removed`), { code: 'ERR_SLUICE_UNBOUND' }));
    }
  }
  // Where the proxy remembers: what was emitted before counts, as if the entries had been there.
  if (!(fail && again))
    for (const args of [...tableOf(host).keeper.log]) {
      for (const entry of entries) {
        if (entry.list.name === ALL) call(entry, host, args);
        else if (entry.list.name === toKey(args[0])) call(entry, host, args.slice(1));
      }
    }
  return stop;
}
