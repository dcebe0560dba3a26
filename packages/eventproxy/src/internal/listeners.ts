import { runLater } from '@sluice/core';
import { waitFor } from './wait.js';
import {
  add,
  ALL,
  DEAD,
  find,
  FIRST,
  type Host,
  kill,
  type Listener,
  makeTable,
  ONCE,
  run,
  runLate,
  STATE,
  tableOf,
} from './table.js';

// A listener that is no function is ignored when it is falsy, and fails in the emit otherwise, as in the peer.
export function on<H extends Host>(this: H, event: PropertyKey, listener: Listener): H {
  if (listener) add(this, event, listener);
  return this;
}

export function headbind<H extends Host>(this: H, event: PropertyKey, listener: Listener): H {
  if (listener) add(this, event, listener, undefined, undefined, FIRST);
  return this;
}

// Whole lists are taken away and not emptied: the rest of a running emit still runs, as in the peer.
export function off<H extends Host>(this: H, event?: PropertyKey | null, listener?: Listener | null): H {
  const { lists, keeper } = tableOf(this);
  const everything = event === undefined || event === null;
  if (!everything && listener) {
    for (const entry of find(tableOf(this), event)?.items ?? []) {
      // `listener` on a function names what it stands for.
      if (entry.fn === listener || (entry.fn as { listener?: unknown }).listener === listener) kill(entry);
    }
    return this;
  }
  const cut = everything ? [...lists.values()] : [find(tableOf(this), event)];
  if (everything || event === ALL) for (const { late } of lists.values()) cut.push(late);
  if (everything) this[STATE] = makeTable(keeper);
  for (const list of cut) {
    if (!list) continue;
    for (const { kind, owner } of list.items) if (kind !== DEAD && owner) queueMicrotask(owner);
    // An emit under way still looks into the table that it found.
    if (!everything) list.items = [];
  }
  return this;
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
export function emit<H extends Host>(
  this: H,
  event: PropertyKey,
  a?: unknown,
  b?: unknown,
  c?: unknown,
  d?: unknown,
): H {
  const table = this[STATE];
  if (table === undefined) return this;
  const count = arguments.length - 1;
  let more: unknown[] | undefined;
  if (count > 4) {
    more = new Array(count);
    for (let i = 0; i < count; i += 1) more[i] = arguments[i + 1];
  }
  const list = find(table, event);
  if (list !== undefined) run(list.items, this, count, a, b, c, d, more);
  if (table.second) {
    const late = find(table, event)?.late?.items ?? [];
    if (table.all || table.keeper.logged > 0) {
      runLate(table, late, this, [event, ...(more ?? [a, b, c, d].slice(0, count))]);
    } else run(late, undefined, 1, a);
  }
  return this;
}
/* eslint-enable prefer-rest-params */

export function once(this: Host, event: PropertyKey, listener?: unknown): unknown {
  if (typeof listener !== 'function') return oncePromise(this, event, listener);
  add(this, event, listener as never, ONCE);
  return this;
}

function oncePromise(host: Host, event: PropertyKey, options: unknown): unknown {
  return waitFor(host, 'once', [event], options, (callback, owner) => [add(host, event, callback, ONCE, owner)]);
}

export function emitLater<H extends Host>(this: H, ...args: [event: PropertyKey, ...data: unknown[]]): H {
  runLater(() => emit.apply(this, args as [PropertyKey]));
  return this;
}

export function immediate<H extends Host>(this: H, event: PropertyKey, listener: Listener, data?: unknown): H {
  on.call(this, event, listener);
  return emit.call(this, event, data) as H;
}
