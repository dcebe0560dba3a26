// The listeners of one proxy. Every listener is an entry of a list; a list belongs to one event.
//
// A running emit walks the array that it found, up to the length that it found. So an entry added during an emit goes
// behind that length, an entry removed is marked and skipped, and the array is put in order when nobody walks it.

// Listeners of every shape; they are called with what is emitted.
export type Listener = (this: unknown, ...args: never[]) => unknown;

export const ALL = '__all__';

export const PLAIN = 0;
export const ONCE = 1;
export const DEAD = 2;

// Who is told that somebody has removed one of its entries: a barrier, or a promise that would wait for ever.
export type Owner = (running: boolean) => void;

export interface Entry {
  readonly fn: Listener;
  kind: number;
  readonly list: List;
  readonly owner: Owner | undefined;
  // Order of registration, where entries of two lists run in one sequence.
  readonly order: number;
}

export class List {
  items: Entry[] = [];
  running = 0;
  dead = 0;
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}

// Names compare as the keys of an object, in which the peer keeps them.
export function toKey(event: PropertyKey): PropertyKey {
  return typeof event === 'symbol' ? event : String(event);
}

export class Lists {
  readonly #lists = new Map<PropertyKey, List>();
  // Code emits one event many times in a row: the last list is found without a look into the map.
  #event: PropertyKey | undefined;
  #list: List | undefined;
  #sweepAt = 32;

  find(event: PropertyKey): List | undefined {
    if (event === this.#event) return this.#list;
    const list = this.#lists.get(typeof event === 'string' ? event : toKey(event));
    if (list !== undefined) {
      this.#event = event;
      this.#list = list;
    }
    return list;
  }

  // Empty lists wait for the next listener of their event, as long as they are few.
  open(event: PropertyKey): List {
    let list = this.find(event);
    if (list !== undefined) return list;
    if (this.#lists.size > this.#sweepAt) {
      for (const { items, running, name } of this.#lists.values()) if (items.length + running === 0) this.take(name);
      this.#sweepAt = this.#lists.size * 2 + 32;
    }
    list = new List(toKey(event));
    this.#lists.set(list.name, list);
    return list;
  }

  take(event: PropertyKey): List | undefined {
    const list = this.find(event);
    this.#event = this.#list = undefined;
    this.#lists.delete(toKey(event));
    return list;
  }

  all(): List[] {
    return [...this.#lists.values()];
  }
}

// What a proxy keeps when its listeners are removed.
export interface Keeper {
  guard?: unknown;
  // The latest emits, for barriers that count what came before them, and how many of them.
  log?: [event: PropertyKey, ...data: unknown[]][];
  logged?: number;
}

export class Table {
  readonly keeper: Keeper;
  readonly listeners: Lists = new Lists();
  // What barriers do in the phase of `__all__`, by event, so that an emit does not visit the barriers of other events.
  late: Lists = new Lists();
  // The list of `__all__`, which is among the listeners too.
  all: List | undefined;
  // Whether an emit has a second phase: a listener of `__all__`, a barrier or a log.
  second: boolean;
  #order = 0;

  constructor(keeper: Keeper) {
    this.keeper = keeper;
    this.second = keeper.log !== undefined;
  }

  add(event: PropertyKey, fn: Listener, kind: number = PLAIN, owner?: Owner, first?: boolean): Entry {
    const list = this.listeners.open(event);
    if (event === ALL) {
      this.all = list;
      this.second = true;
    }
    this.#order += 1;
    const entry: Entry = { fn, kind, list, owner, order: first ? -this.#order : this.#order };
    // A running emit walks the old array.
    if (first) list.items = [entry, ...list.items];
    else list.items.push(entry);
    return entry;
  }

  addLate(event: PropertyKey, fn: Listener, order: number = (this.#order += 1)): Entry {
    const list = this.late.open(event);
    this.second = true;
    const entry: Entry = { fn, kind: PLAIN, list, owner: undefined, order };
    list.items.push(entry);
    return entry;
  }
}

export function kill(entry: Entry): void {
  if (entry.kind === DEAD) return;
  const { list } = entry;
  entry.kind = DEAD;
  if (list.items.length === 1 && list.running === 0) {
    list.items.pop();
    return;
  }
  list.dead += 1;
  // Amortised: many entries may be removed one by one.
  if (list.dead * 2 > list.items.length) tidy(list);
}

function tidy(list: List): void {
  const { items } = list;
  if (list.running > 0) return;
  let kept = 0;
  if (list.dead < items.length) {
    for (const entry of items) if (entry.kind !== DEAD) items[kept++] = entry;
  }
  while (items.length > kept) items.pop();
  list.dead = 0;
}

// Calls a listener with the first `count` of a, b, c, or with `more` where there are more than three.
export function call(
  fn: Listener,
  self: unknown,
  count: number,
  a: unknown,
  b: unknown,
  c: unknown,
  more: readonly unknown[] | undefined,
): void {
  if (count === 1) fn.call(self, a as never);
  else if (count === 0) fn.call(self);
  else if (count === 2) fn.call(self, a as never, b as never);
  else if (count === 3) fn.call(self, a as never, b as never, c as never);
  else fn.apply(self, more as never[]);
}

export function run(
  list: List,
  self: unknown,
  count: number,
  a: unknown,
  b: unknown,
  c: unknown,
  more: readonly unknown[] | undefined,
): void {
  const { items } = list;
  const { length } = items;
  const only = items[0];
  // A last listener needs no care for what it does to the list.
  if (length === 1 && only && only.kind !== DEAD) {
    if (only.kind === ONCE) kill(only);
    call(only.fn, self, count, a, b, c, more);
  } else if (length > 0) runMany(list, self, count, a, b, c, more);
}

function runMany(
  list: List,
  self: unknown,
  count: number,
  a: unknown,
  b: unknown,
  c: unknown,
  more: readonly unknown[] | undefined,
): void {
  const { items } = list;
  const { length } = items;
  list.running += 1;
  try {
    for (let i = 0; i < length; i += 1) {
      const entry = items[i] as Entry;
      if (entry.kind !== PLAIN) {
        if (entry.kind === DEAD) continue;
        kill(entry);
      }
      call(entry.fn, self, count, a, b, c, more);
    }
  } finally {
    list.running -= 1;
    if (list.dead > 0) tidy(list);
  }
}

// The second phase of an emit: the listeners of `__all__` with `args`, and among them, in the order of registration, the
// barriers that wait for this event.
export function runLate(
  { late, all, keeper }: Table,
  self: unknown,
  args: [event: PropertyKey, ...data: unknown[]],
): void {
  const { log, logged = 0 } = keeper;
  if (log && log.push(args) > logged) log.shift();
  const entries = [...(late.find(args[0])?.items ?? []), ...(all?.items ?? [])];
  for (const entry of entries.sort((x, y) => x.order - y.order)) {
    if (entry.kind === ONCE) kill(entry);
    else if (entry.kind === DEAD) continue;
    if (entry.list === all) entry.fn.apply(self, args as never);
    else entry.fn.call(undefined, args[1] as never);
  }
}
