// The listeners of one proxy. Every listener is an entry of a list; a list belongs to one event.
//
// A running emit walks the array that it found, up to the length that it found. So an entry added during an emit goes
// behind that length, and an entry removed is marked and skipped. The array of more than one entry is never shortened:
// one without the marked entries takes its place.

// Listeners of every shape; they are called with what is emitted.
export type Listener = (this: unknown, ...args: never[]) => unknown;

export const ALL = '__all__';

export const PLAIN = 0;
export const ONCE = 1;
export const DEAD = 2;

// Who is told, in a promise job, that somebody has removed one of its entries: a barrier, or a promise that would wait for
// ever. Not at once, since an emit under way still calls what is removed with its whole list.
export type Owner = () => void;

export interface Entry {
  readonly fn: Listener;
  kind: number;
  readonly list: List;
  owner: Owner | undefined;
}

export interface List {
  items: Entry[];
  // Entries marked since the array was made.
  dead: number;
  readonly name: PropertyKey;
}

// What a proxy keeps when its listeners are removed.
export interface Keeper {
  guard?: unknown;
  // The latest emits, for barriers that count what came before them, and how many of them.
  readonly log: [event: PropertyKey, ...data: unknown[]][];
  readonly logged?: number | undefined;
}

export interface Table {
  readonly keeper: Keeper;
  readonly lists: Map<PropertyKey, List>;
  // The list of `__all__`, once there is one: the second phase of every emit. The barriers are in it, too.
  every: List | undefined;
  // Code emits one event many times in a row: what was found last is found without a look into the map.
  event: PropertyKey | undefined;
  list: List | undefined;
  sweepAt: number;
}

// A symbol, so that the state does not collide with the properties of an object that the methods are mixed into.
export const STATE: unique symbol = Symbol('EventProxy');

// A proxy, or any object that has the methods: its state is made on first use.
export interface Host {
  [STATE]?: Table;
  once(event: PropertyKey, listener: Listener): unknown;
  bind(event: PropertyKey, listener: Listener): this;
  unbind(event?: PropertyKey | null, listener?: Listener | null): this;
  done(handler: unknown, map?: unknown): (...args: unknown[]) => unknown;
  emit(event: PropertyKey, ...data: unknown[]): this;
  trigger(event: PropertyKey, ...data: unknown[]): this;
}

export function tableOf(host: Host): Table {
  return (host[STATE] ??= makeTable());
}

export function makeTable(keeper: Keeper = { log: [] }): Table {
  return { keeper, lists: new Map(), every: undefined, event: undefined, list: undefined, sweepAt: 0 };
}

// Names compare as the keys of an object, in which the peer keeps them.
export function toKey(event: PropertyKey): PropertyKey {
  return typeof event === 'symbol' ? event : String(event);
}

export function find(table: Table, event: PropertyKey): List | undefined {
  if (event !== table.event) {
    table.list = table.lists.get(toKey(event));
    table.event = event;
  }
  return table.list;
}

// Opens the list of an event that was looked for and not found. Empty lists wait for the next listener of their event, as
// long as they are few.
function open(table: Table, event: PropertyKey): List {
  const { lists } = table;
  if (lists.size > table.sweepAt) {
    for (const { items, name } of lists.values()) if (!items.length) lists.delete(name);
    table.sweepAt = lists.size * 2 + 32;
  }
  const list: List = (table.list = { items: [], dead: 0, name: toKey(event) });
  lists.set(list.name, list);
  if (list.name === ALL) table.every = list;
  return list;
}

export function add(host: Host, event: PropertyKey, fn: Listener, kind: number = PLAIN, owner?: Owner): Entry {
  const table = tableOf(host);
  const list = find(table, event) ?? open(table, event);
  const entry = { fn, kind, list, owner };
  list.items.push(entry);
  return entry;
}

export function kill(entry: Entry): void {
  if (entry.kind === DEAD) return;
  entry.kind = DEAD;
  const { list } = entry;
  const { items } = list;
  if (items.length === 1 && items[0] === entry) items.pop();
  else if ((list.dead += 1) * 2 > items.length) {
    // Amortised: many entries may be removed one by one.
    list.items = items.filter(({ kind }) => kind !== DEAD);
    list.dead = 0;
  }
}

// Calls entries with what is emitted, as many as there are at the start. The data stay rest parameters all the way: the
// engine passes them on without making an array.
export function run(items: readonly Entry[], self: unknown, ...data: unknown[]): void {
  const { length } = items;
  for (let i = 0; i < length; i += 1) {
    const entry = items[i] as Entry;
    if (entry.kind !== PLAIN) {
      if (entry.kind !== ONCE) continue;
      kill(entry);
    }
    entry.fn.call(self, ...(data as never[]));
  }
}
