import { checkDuration, checkSignal, onAbort, type SignalOption, startTimer, TimeoutError } from '@sluice/core';
import { add, type Entry, type Host, kill, ONCE, type Owner, run, tableOf, toKey } from './table.js';

// The promise forms. Options of every promise form.
export interface WaitOptions extends SignalOption {
  /** Milliseconds to wait, from the call. Default: no bound. */
  readonly timeout?: number | undefined;
}

type Callback = (...values: unknown[]) => unknown;
type Fail = (reason: unknown) => void;

// Registers what waits, and returns its entries. `owner` learns when one of them is removed by somebody else.
export type Arm = (callback: Callback, owner?: Owner) => Entry[];

// The callback form, when `last` is a function; otherwise the promise form, `last` being its options.
export function waitFor<H extends Host>(
  host: H,
  where: string,
  names: readonly PropertyKey[],
  last: unknown,
  arm: Arm,
): H | Promise<unknown> {
  if (typeof last === 'function') {
    replay(host, arm(last as Callback));
    return host;
  }
  return new Promise((resolve, reject) => {
    const { signal, timeout = Infinity } = (last ?? {}) as WaitOptions;
    const what = `EventProxy.${where}`;
    checkDuration(what, 'timeout', timeout);
    let over = false;
    const end = (settle: (value: unknown) => void, value: unknown): void => {
      over = true;
      stop();
      stopTimer();
      settle(value);
    };
    const fail = (reason: unknown): void => end(reject, reason);
    const [entries, owner, stop] = watch(host, what, names, signal, fail);
    const stopTimer = startTimer(timeout, () =>
      fail(new TimeoutError(`${what} of ${names.map(String).join()}`, timeout)),
    );
    if (signal?.aborted) fail(signal.reason);
    else {
      const one = where === 'after' || where === 'any';
      entries.push(...arm((...values) => end(resolve, one ? values[0] : values), owner));
      replay(host, entries);
    }
    if (over) stop();
  });
}

// Watches for what fails a wait from outside: its signal, an `error` event, and, by `owner`, the removal of its entries.
export function watch(
  host: Host,
  what: string,
  names: readonly PropertyKey[],
  signal: AbortSignal | undefined,
  fail: Fail,
): [entries: Entry[], owner: Owner, stop: () => void] {
  checkSignal(what, signal);
  const owner = (): void =>
    fail(Object.assign(new Error(`${what}: the listeners were removed`), { code: 'ERR_SLUICE_UNBOUND' }));
  const entries = names.includes('error') ? [] : [add(host, 'error', fail, ONCE, owner)];
  const stopListening = onAbort(signal, fail);
  return [
    entries,
    owner,
    () => {
      entries.forEach(kill);
      stopListening();
    },
  ];
}

// Where the proxy remembers: what was emitted before counts, as if the entries had been there.
function replay(host: Host, entries: readonly Entry[]): void {
  for (const [event, ...data] of [...tableOf(host).keeper.log]) {
    const items = entries.filter(({ list }) => list.name === toKey(event));
    run(items, undefined, 9, 0, 0, 0, 0, data);
  }
}
