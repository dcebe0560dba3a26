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
  readonly owner: Owner | undefined;
  // Order of registration, where entries of two lists run in one sequence.
  readonly order: number;
}

export interface List {
  items: Entry[];
  // Entries marked since the array was made.
  dead: number;
  // What barriers do in the phase of `__all__`, so that an emit does not visit the barriers of other events.
  late: List | undefined;
  readonly name: PropertyKey;
}

// What a proxy keeps when its listeners are removed.
export interface Keeper {
  guard?: unknown;
  // The latest emits, for barriers that count what came before them, and how many of them.
  readonly log: [event: PropertyKey, ...data: unknown[]][];
  readonly logged: number;
}

export interface Table {
  readonly keeper: Keeper;
  readonly lists: Map<PropertyKey, List>;
  // The list of `__all__`, which is among the lists too.
  all: List | undefined;
  // Whether an emit has a second phase: a listener of `__all__`, a barrier or a log.
  second: boolean;
  // Code emits one event many times in a row: the last list is found without a look into the map.
  event: PropertyKey | undefined;
  list: List | undefined;
  sweepAt: number;
  order: number;
}

// A symbol, so that the state does not collide with the properties of an object that the methods are mixed into.
export const STATE: unique symbol = Symbol('sluice.eventproxy');

// A proxy, or any object that has the methods: its state is made on first use.
export interface Host {
  [STATE]?: Table;
}

export function tableOf(host: Host): Table {
  return (host[STATE] ??= makeTable({ log: [], logged: 0 }));
}

export function makeTable(keeper: Keeper): Table {
  return {
    keeper,
    lists: new Map(),
    all: undefined,
    second: keeper.logged > 0,
    event: undefined,
    list: undefined,
    sweepAt: 32,
    order: 0,
  };
}

// Names compare as the keys of an object, in which the peer keeps them.
export function toKey(event: PropertyKey): PropertyKey {
  return typeof event === 'symbol' ? event : String(event);
}

export function find(table: Table, event: PropertyKey): List | undefined {
  if (event === table.event) return table.list;
  const list = table.lists.get(toKey(event));
  if (list) {
    table.event = event;
    table.list = list;
  }
  return list;
}

const makeList = (name: PropertyKey): List => ({ items: [], dead: 0, late: undefined, name });

// Empty lists wait for the next listener of their event, as long as they are few.
function open(table: Table, event: PropertyKey): List {
  const { lists } = table;
  if (lists.size > table.sweepAt) {
    for (const { items, late, name } of lists.values()) if (!items.length && !late?.items.length) lists.delete(name);
    table.sweepAt = lists.size * 2 + 32;
  }
  const list = (table.list = makeList(toKey((table.event = event))));
  lists.set(list.name, list);
  return list;
}

// Where an entry goes: ahead of the others, behind them, or to the barriers.
export const FIRST = 1;
export const LATE = 2;

export function add(
  host: Host,
  event: PropertyKey,
  fn: Listener,
  kind: number = PLAIN,
  owner?: Owner,
  place?: number,
): Entry {
  const table = tableOf(host);
  let list = find(table, event) ?? open(table, event);
  if (place === LATE) list = list.late ??= makeList(list.name);
  else if (event === ALL) table.all = list;
  if (place === LATE || event === ALL) table.second = true;
  let order = (table.order += 1);
  if (place === FIRST) order = -order;
  const entry = { fn, kind, list, owner, order };
  if (order < 0) list.items = [entry, ...list.items];
  else list.items.push(entry);
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

// Calls the listeners with the first `count` of a, b, c, d, or with `more` where there are more than four.
export function run(
  items: readonly Entry[],
  self: unknown,
  count: number,
  a?: unknown,
  b?: unknown,
  c?: unknown,
  d?: unknown,
  more?: readonly unknown[],
): void {
  const { length } = items;
  for (let i = 0; i < length; i += 1) {
    const entry = items[i] as Entry;
    if (entry.kind !== PLAIN) {
      if (entry.kind === DEAD) continue;
      kill(entry);
    }
    const { fn } = entry;
    if (count === 1) fn.call(self, a as never);
    else if (count === 0) fn.call(self);
    else if (count === 2) fn.call(self, a as never, b as never);
    else if (count === 3) fn.call(self, a as never, b as never, c as never);
    else if (count === 4) fn.call(self, a as never, b as never, c as never, d as never);
    else fn.apply(self, more as never[]);
  }
}

// The second phase of an emit: the listeners of `__all__` with `args`, and among them, in the order of registration, the
// barriers that wait for this event.
export function runLate(
  { all, keeper: { log, logged } }: Table,
  late: readonly Entry[],
  self: unknown,
  args: [event: PropertyKey, ...data: unknown[]],
): void {
  if (logged > 0 && log.push(args) > logged) log.shift();
  for (const entry of [...late, ...(all?.items ?? [])].sort((x, y) => x.order - y.order)) {
    if (entry.list === all) run([entry], self, 9, 0, 0, 0, 0, args);
    else run([entry], undefined, 1, args[1]);
  }
}
