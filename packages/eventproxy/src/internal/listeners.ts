import { runLater } from '@sluice/core';
import { type Host, STATE, stateOf, tableOf } from './host.js';
import { ALL, call, cutAll, DEAD, type Entry, kill, type Listener, ONCE, PLAIN, removeListener, run, runLate, Table } from './table.js';

// A listener that is no function is ignored when it is falsy, and fails in the emit otherwise, as in the peer.
export function addListener<H extends Host>(this: H, event: PropertyKey, listener: Listener): H {
  if (listener) tableOf(this).add(event, listener, PLAIN);
  return this;
}

export function headbind<H extends Host>(this: H, event: PropertyKey, listener: Listener): H {
  if (listener) tableOf(this).addFirst(event, listener);
  return this;
}

export function once<H extends Host>(this: H, event: PropertyKey, listener: Listener): H {
  tableOf(this).add(event, listener, ONCE);
  return this;
}

// Whole lists are taken away and not emptied: the rest of a running emit still runs, as in the peer.
export function off<H extends Host>(this: H, event?: PropertyKey | null, listener?: Listener | null): H {
  const state = stateOf(this);
  const { table } = state;
  if (event === undefined || event === null) {
    state.table = new Table();
    for (const list of [...table.lists.values(), ...table.late.values()]) cutAll(list);
  } else if (listener) removeListener(table.lists.get(event), listener);
  else {
    const list = table.lists.get(event);
    table.lists.delete(event);
    cutAll(list);
    if (event === ALL) {
      const late = [...table.late.values()];
      table.all = undefined;
      table.late.clear();
      late.forEach(cutAll);
    }
  }
  return this;
}

export function removeAllListeners<H extends Host>(this: H, event?: PropertyKey | null): H {
  return off.call(this, event) as H;
}

export function bindForAll<H extends Host>(this: H, listener: Listener): H {
  return addListener.call(this, ALL, listener) as H;
}

export function unbindForAll<H extends Host>(this: H, listener?: Listener | null): H {
  return off.call(this, ALL, listener) as H;
}

/* eslint-disable prefer-rest-params -- a rest parameter, or `arguments` as a whole, costs every emit an array */
export function emit<H extends Host>(this: H, event: PropertyKey, a?: unknown, b?: unknown, c?: unknown): H {
  const table = this[STATE]?.table;
  if (table === undefined) return this;
  const count = arguments.length - 1;
  let more: unknown[] | undefined;
  if (count > 3 || table.second) {
    more = [];
    for (let i = 1; i <= count; i += 1) more.push(arguments[i]);
  }
  const list = table.lists.get(event);
  if (list !== undefined) {
    const { items } = list;
    const entry = items[0] as Entry;
    // A last listener needs no care for what it does to the list.
    if (items.length === 1 && entry.kind !== DEAD) {
      if (entry.kind === ONCE) kill(entry);
      call(entry.fn, this, count, a, b, c, more);
    } else if (items.length > 0) run(list, this, count, a, b, c, more);
  }
  if (table.second) {
    const late = table.late.get(event);
    const all = table.all?.items.length ? table.all : undefined;
    if (late ?? all) runLate(all, late, this, [event, ...(more as unknown[])]);
  }
  return this;
}
/* eslint-enable prefer-rest-params */

export function emitLater<H extends Host>(this: H, ...args: [event: PropertyKey, ...data: unknown[]]): H {
  runLater(() => emit.apply(this, args as [PropertyKey]));
  return this;
}

export function immediate<H extends Host>(this: H, event: PropertyKey, listener: Listener, data?: unknown): H {
  addListener.call(this, event, listener);
  return emit.call(this, event, data) as H;
}
