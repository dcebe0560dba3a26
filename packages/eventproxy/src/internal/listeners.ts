import { runLater } from '@sluice/core';
import { type Host, STATE, tableOf } from './host.js';
import { waitFor } from './wait.js';
import { ALL, DEAD, kill, type List, Lists, type Listener, ONCE, run, runLate, Table } from './table.js';

// A listener that is no function is ignored when it is falsy, and fails in the emit otherwise, as in the peer.
export function on<H extends Host>(this: H, event: PropertyKey, listener: Listener): H {
  if (listener) tableOf(this).add(event, listener);
  return this;
}

export function headbind<H extends Host>(this: H, event: PropertyKey, listener: Listener): H {
  if (listener) tableOf(this).add(event, listener, undefined, undefined, true);
  return this;
}

// Whole lists are taken away and not emptied: the rest of a running emit still runs, as in the peer.
export function off<H extends Host>(this: H, event?: PropertyKey | null, listener?: Listener | null): H {
  const table = tableOf(this);
  if (event === undefined || event === null) {
    this[STATE] = new Table(table.keeper);
    cut([...table.listeners.all(), ...table.late.all()]);
  } else if (listener) {
    for (const entry of [...(table.listeners.find(event)?.items ?? [])]) {
      // `listener` on a function names what it stands for.
      if (entry.fn === listener || (entry.fn as { listener?: unknown }).listener === listener) kill(entry);
    }
  } else if (event === ALL) {
    const lists = [table.listeners.take(event), ...table.late.all()];
    table.all = undefined;
    table.late = new Lists();
    cut(lists);
  } else cut([table.listeners.take(event)]);
  return this;
}

function cut(lists: (List | undefined)[]): void {
  for (const list of lists) {
    for (const { kind, owner } of [...(list?.items ?? [])]) if (kind !== DEAD) owner?.(list?.running !== 0);
  }
}

export function removeAllListeners<H extends Host>(this: H, event?: PropertyKey | null): H {
  return off.call(this, event) as H;
}

export function bindForAll<H extends Host>(this: H, listener: Listener): H {
  return on.call(this, ALL, listener) as H;
}

export function unbindForAll<H extends Host>(this: H, listener?: Listener | null): H {
  return off.call(this, ALL, listener) as H;
}

/* eslint-disable prefer-rest-params -- a rest parameter, or `arguments` as a whole, costs every emit an array */
export function emit<H extends Host>(this: H, event: PropertyKey, a?: unknown, b?: unknown, c?: unknown): H {
  const table = this[STATE];
  if (table === undefined) return this;
  const count = arguments.length - 1;
  let more: unknown[] | undefined;
  if (count > 3) {
    more = new Array(count);
    for (let i = 0; i < count; i += 1) more[i] = arguments[i + 1];
  }
  const list = table.listeners.find(event);
  if (list !== undefined) run(list, this, count, a, b, c, more);
  if (table.second) {
    if (table.all === undefined && table.keeper.log === undefined) {
      const late = table.late.find(event);
      if (late !== undefined) run(late, undefined, 1, a, undefined, undefined, undefined);
    } else runLate(table, this, [event, ...(more ?? [a, b, c].slice(0, count))]);
  }
  return this;
}
/* eslint-enable prefer-rest-params */

export function once(this: Host, event: PropertyKey, listener?: unknown): unknown {
  if (typeof listener !== 'function') return oncePromise(this, event, listener);
  tableOf(this).add(event, listener as never, ONCE);
  return this;
}

function oncePromise(host: Host, event: PropertyKey, options: unknown): unknown {
  return waitFor(host, 'once', [event], options, (callback, owner) => [
    tableOf(host).add(event, callback, ONCE, owner),
  ]);
}

export function emitLater<H extends Host>(this: H, ...args: [event: PropertyKey, ...data: unknown[]]): H {
  runLater(() => emit.apply(this, args as [PropertyKey]));
  return this;
}

export function immediate<H extends Host>(this: H, event: PropertyKey, listener: Listener, data?: unknown): H {
  on.call(this, event, listener);
  return emit.call(this, event, data) as H;
}
