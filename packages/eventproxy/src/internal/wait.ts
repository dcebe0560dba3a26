import { type Bounds, checkBounds, watchBounds } from '@sluice/core';
import {
  add,
  ALL,
  type Entry,
  type Host,
  kill,
  type Listener,
  ONCE,
  type Owner,
  run,
  tableOf,
  toKey,
} from './table.js';

/** Options of every promise form. */
export type WaitOptions = Bounds;

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

// Waits, once or `again` and again; returns what ends it. With `fail` the wait fails from outside: by its bounds, an `error`
// event, or the removal of its entries.
export function wait(
  host: Host,
  where: string,
  names: readonly PropertyKey[],
  arm: Arm,
  settle: Settle,
  again?: boolean,
  fail?: (reason: unknown) => void,
  bounds: WaitOptions = {},
): () => void {
  const what = `EventProxy.${where}`;
  const entries: Entry[] = [];
  let unwatch: (() => void) | undefined;
  let removed: Owner | undefined;
  const stop = (): void => {
    entries.forEach(kill);
    unwatch?.();
  };
  const join: Join = (event, fn, kind) => {
    const entry = add(host, event, fn, kind, removed);
    entries.push(entry);
    return entry;
  };
  if (fail) {
    checkBounds(what, bounds);
    const failed = (reason: unknown): void => {
      stop();
      fail(reason);
    };
    removed = () =>
      failed(Object.assign(new Error(`${what}: the listeners were removed`), { code: 'ERR_SLUICE_UNBOUND' }));
    if (!names.includes('error')) join('error', failed, ONCE);
    unwatch = watchBounds(bounds, () => `${what} of ${names.map(String).join()}`, failed);
  }
  const end: Settle = (...result) => {
    if (!again) stop();
    settle(...result);
  };
  arm(join, end, entries, stop);
  // Where the proxy remembers: what was emitted before counts, as if the entries had been there.
  if (!(fail && again)) replay(host, entries);
  return stop;
}

function replay(host: Host, entries: readonly Entry[]): void {
  const named = (name: PropertyKey): Entry[] => entries.filter(({ list }) => list.name === name);
  for (const [event, ...data] of [...tableOf(host).keeper.log]) {
    run(named(toKey(event)), host, ...data);
    run(named(ALL), host, event, ...data);
  }
}
