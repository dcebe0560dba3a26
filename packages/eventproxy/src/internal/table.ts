// The listeners of one proxy. Every listener is an entry of a list; a list belongs to one event.
//
// A running emit walks the array that it found, up to the length that it found. So an entry added during an emit goes
// behind that length, an entry removed is marked and skipped, and the array is put in order when nobody walks it.

// Listeners of every shape; they are called with what is emitted.
export type Listener = (this: unknown, ...args: never[]) => unknown;

export const PLAIN = 0;
export const ONCE = 1;
export const DEAD = 2;

// Who is told that an entry was removed by somebody else: a barrier, or a promise that would wait for ever.
export interface Owner {
  cut: (running: boolean) => void;
}

export class Entry {
  readonly fn: Listener;
  kind: number;
  readonly list: List;
  readonly owner: Owner | undefined;
  // Order of registration, where entries of two lists run in one sequence.
  readonly order: number;

  constructor(fn: Listener, kind: number, list: List, owner: Owner | undefined, order: number) {
    this.fn = fn;
    this.kind = kind;
    this.list = list;
    this.owner = owner;
    this.order = order;
  }
}

export class List {
  items: Entry[] = [];
  running = 0;
  dead = 0;
  // Set where an empty list is worth nothing: the map to leave, and the key there.
  readonly home: Map<PropertyKey, List> | undefined;
  readonly name: PropertyKey;

  constructor(name: PropertyKey, home: Map<PropertyKey, List> | undefined) {
    this.name = name;
    this.home = home;
  }
}

export const ALL = '__all__';

export class Table {
  readonly lists = new Map<PropertyKey, List>();
  // Whether an emit has a second phase: there is, or was, a listener of `__all__` or a barrier.
  second = false;
  // The list of `__all__`, which is in `lists` too.
  all: List | undefined = undefined;
  // What barriers do in the phase of `__all__`, by event, so that an emit does not visit the barriers of other events.
  readonly late = new Map<PropertyKey, List>();
  private sweepAt = 32;
  private order = 0;

  list(event: PropertyKey): List {
    return this.lists.get(event) ?? this.newList(event);
  }

  add(event: PropertyKey, fn: Listener, kind: number, owner?: Owner): Entry {
    const list = this.list(event);
    const entry = new Entry(fn, kind, list, owner, (this.order += 1));
    list.items.push(entry);
    return entry;
  }

  // `order` of an earlier entry makes this one run in its place.
  addLate(event: PropertyKey, fn: Listener, owner: Owner | undefined, order: number = (this.order += 1)): Entry {
    let list = this.late.get(event);
    if (list === undefined) this.late.set(event, (list = new List(event, this.late)));
    this.second = true;
    const entry = new Entry(fn, PLAIN, list, owner, order);
    list.items.push(entry);
    return entry;
  }

  // A running emit walks the old array.
  addFirst(event: PropertyKey, fn: Listener): void {
    const list = this.list(event);
    const first = list.items[0]?.order ?? 1;
    list.items = [new Entry(fn, PLAIN, list, undefined, Math.min(first, 1) - 1), ...list.items];
  }

  // Empty lists are kept for the next listener of their event, as long as they are few.
  private newList(event: PropertyKey): List {
    if (this.lists.size >= this.sweepAt) {
      for (const [name, { items, running }] of this.lists) {
        if (items.length === 0 && running === 0 && name !== ALL) this.lists.delete(name);
      }
      this.sweepAt = Math.max(32, this.lists.size * 2);
    }
    const list = new List(event, undefined);
    this.lists.set(event, list);
    if (event === ALL) {
      this.all = list;
      this.second = true;
    }
    return list;
  }
}

export function kill(entry: Entry): void {
  if (entry.kind === DEAD) return;
  const { list } = entry;
  entry.kind = DEAD;
  list.dead += 1;
  // Amortised: many entries may be removed one by one.
  if (list.running === 0 && list.dead * 2 > list.items.length) tidy(list);
}

function tidy(list: List): void {
  const { items } = list;
  let kept = 0;
  if (list.dead < items.length) {
    for (const entry of items) if (entry.kind !== DEAD) items[kept++] = entry;
  }
  while (items.length > kept) items.pop();
  list.dead = 0;
  if (kept === 0) list.home?.delete(list.name);
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
    release(list);
  }
}

// The second phase of an emit: the listeners of `__all__` with `args`, and among them, in the order of registration, the
// barriers that wait for this event.
export function runLate(all: List | undefined, late: List | undefined, self: unknown, args: readonly unknown[]): void {
  const ours = late?.items ?? [];
  const theirs = all?.items ?? [];
  const { length: oursEnd } = ours;
  const { length: theirsEnd } = theirs;
  if (late !== undefined) late.running += 1;
  if (all !== undefined) all.running += 1;
  try {
    for (let i = 0, j = 0; i < oursEnd || j < theirsEnd;) {
      const our = ours[i]!;
      const their = theirs[j]!;
      if (j === theirsEnd || (i < oursEnd && our.order < their.order)) {
        i += 1;
        if (our.kind !== DEAD) our.fn(args[1] as never);
      } else {
        j += 1;
        if (their.kind === DEAD) continue;
        if (their.kind === ONCE) kill(their);
        their.fn.apply(self, args as never[]);
      }
    }
  } finally {
    if (late !== undefined) release(late);
    if (all !== undefined) release(all);
  }
}

function release(list: List): void {
  list.running -= 1;
  if (list.dead > 0 && list.running === 0) tidy(list);
}

// Removes every occurrence of `fn`, also where it is wrapped.
export function removeListener(list: List | undefined, fn: unknown): void {
  for (const entry of list?.items.slice() ?? []) {
    if (entry.fn === fn || (entry.fn as { listener?: unknown }).listener === fn) kill(entry);
  }
}

// For whoever removes a whole list: its owners learn of it.
export function cutAll(list: List | undefined): void {
  for (const entry of list?.items.slice() ?? []) {
    if (entry.kind !== DEAD) entry.owner?.cut((list!).running > 0);
  }
}
