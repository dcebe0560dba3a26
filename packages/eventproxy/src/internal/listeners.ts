import { runLater } from '@sluice/core';
import {
  add,
  ALL,
  type Entry,
  find,
  type Host,
  kill,
  type Listener,
  makeTable,
  ONCE,
  run,
  STATE,
  tableOf,
} from './table.js';
import { each, waitFor } from './wait.js';

// A listener that is no function is ignored when it is falsy, and fails in the emit otherwise, as in the peer.
export function on<H extends Host>(this: H, event: PropertyKey, listener: Listener): H {
  if (listener) add(this, event, listener);
  return this;
}

export function off<H extends Host>(this: H, event?: PropertyKey | null, listener?: Listener | null): H {
  const table = tableOf(this);
  const everything = event === undefined || event === null;
  for (const list of everything ? table.lists.values() : [find(table, event)]) {
    if (!list) continue;
    const { items } = list;
    // Whole lists are taken away and not emptied: the rest of a running emit still runs, as in the peer.
    if (everything) this[STATE] = makeTable(table.keeper);
    else if (!listener) list.items = [];
    for (const entry of items) {
      const { fn, owner } = entry;
      if (everything || !listener) {
        if (owner) queueMicrotask(owner);
        // `listener` on a function names what it stands for.
      } else if (fn === listener || (fn as { listener?: unknown }).listener === listener) kill(entry);
    }
  }
  return this;
}

export function emit<H extends Host>(this: H, event: PropertyKey, ...data: unknown[]): H {
  const table = this[STATE];
  if (!table) return this;
  const list = find(table, event);
  if (list) run(list.items, this, ...data);
  const { every, keeper } = table;
  if (keeper.logged && keeper.log.push([event, ...data]) > keeper.logged) keeper.log.shift();
  if (every) run(every.items, this, event, ...data);
  return this;
}

export function immediate<H extends Host>(this: H, event: PropertyKey, listener: Listener, data?: unknown): H {
  return this.bind(event, listener).trigger(event, data);
}

export const methods = {
  headbind(this: Host, event: PropertyKey, listener: Listener): unknown {
    if (listener) {
      const { list } = add(this, event, listener);
      list.items = [list.items.pop() as Entry, ...list.items];
    }
    return this;
  },
  once(this: Host, event: PropertyKey, listener?: unknown): unknown {
    if (typeof listener !== 'function') {
      return waitFor(this, 'once', [event], listener, each(event, ONCE));
    }
    add(this, event, listener as Listener, ONCE);
    return this;
  },
  removeAllListeners(this: Host, event?: PropertyKey | null): unknown {
    return this.unbind(event);
  },
  bindForAll(this: Host, listener: Listener): unknown {
    return this.bind(ALL, listener);
  },
  unbindForAll(this: Host, listener?: Listener | null): unknown {
    return this.unbind(ALL, listener);
  },
  not(this: Host, event: PropertyKey, callback: (data: never) => unknown): unknown {
    const listener = (name: PropertyKey, data: never): void => {
      if (name !== event) callback(data);
    };
    return this.bind(ALL, Object.assign(listener, { listener: callback }));
  },
  emitLater(this: Host, ...args: [PropertyKey]): unknown {
    runLater(() => this.trigger(...args));
    return this;
  },
};
