import { checkDuration, checkSignal, onAbort, type SignalOption, startTimer, TimeoutError } from '@sluice/core';
import { type Host, tableOf } from './host.js';
import { DEAD, type Entry, kill, ONCE, type Owner, type Table, toKey } from './table.js';

// The promise forms. Options of every promise form.
export interface WaitOptions extends SignalOption {
  /** Milliseconds to wait, from the call. Default: no bound. */
  readonly timeout?: number | undefined;
}

type Callback = (...values: unknown[]) => unknown;

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
  const table = tableOf(host);
  if (typeof last === 'function') {
    replay(table, arm(last as Callback));
    return host;
  }
  return new Promise((resolve, reject) => {
    const { signal, timeout = Infinity } = (last ?? {}) as WaitOptions;
    const what = `EventProxy.${where}`;
    checkSignal(what, signal);
    checkDuration(what, 'timeout', timeout);
    signal?.throwIfAborted();
    let over = false;
    const entries: Entry[] = [];
    const end = (settle: (value: unknown) => void, value: unknown): void => {
      over = true;
      entries.forEach(kill);
      stopTimer();
      stopListening();
      settle(value);
    };
    const fail = (reason: unknown): void => end(reject, reason);
    // An `error` that is being emitted comes first: its listeners still run when one of them removes them all.
    const owner = (): void => queueMicrotask(() => fail(removedError(what)));
    const stopListening = onAbort(signal, fail);
    const stopTimer = startTimer(timeout, () =>
      fail(new TimeoutError(`${what} of ${names.map(String).join()}`, timeout)),
    );
    if (!names.includes('error')) entries.push(table.add('error', fail, ONCE, owner));
    const many = where !== 'after' && where !== 'any';
    entries.push(...arm((...values) => end(resolve, many ? values : values[0]), owner));
    replay(table, entries);
    if (over) entries.forEach(kill);
  });
}

export function removedError(what: string): Error {
  return Object.assign(new Error(`${what}: the listeners were removed`), { code: 'ERR_SLUICE_UNBOUND' });
}

// Where the proxy remembers: what was emitted before counts, as if the entries had been there.
function replay({ keeper }: Table, entries: readonly Entry[]): void {
  for (const [event, ...data] of [...(keeper.log ?? [])]) {
    for (const entry of entries) {
      if (entry.kind === DEAD || entry.list.name !== toKey(event)) continue;
      if (entry.kind === ONCE) kill(entry);
      entry.fn(...(data as never[]));
    }
  }
}
