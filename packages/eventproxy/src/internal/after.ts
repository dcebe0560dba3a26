import { rangeError } from '@sluice/core';
import { type Host, tableOf } from './host.js';
import { emit } from './listeners.js';
import { type Entry, kill, type Owner, type Table } from './table.js';

type Results = (results: unknown[]) => unknown;

// What `group` emits. The barriers that it counts for, and its place in each, are hidden from listeners.
class GroupResult {
  readonly index: number;
  readonly result: unknown;
  readonly #places: Map<AfterBarrier, number>;

  constructor(places: Map<AfterBarrier, number>, result: unknown) {
    this.index = places.values().next().value ?? 0;
    this.result = result;
    this.#places = places;
  }

  static place(data: unknown, barrier: AfterBarrier): number | undefined {
    return typeof data === 'object' && data !== null && #places in data ? data.#places.get(barrier) : undefined;
  }
}

// Counts emits of one event, or results of its groups. One that a `group` made ahead of `after` has no callback yet; it
// collects, and is taken over by the next `after` of the event.
class AfterBarrier implements Owner {
  readonly entries: Entry[];
  callback: Results | undefined = undefined;
  private left = 0;
  private places = 0;
  private readonly fired: unknown[] = [];
  private readonly results: unknown[] = [];

  constructor(table: Table, event: PropertyKey) {
    const count = (data: unknown): void => {
      if (this.callback === undefined) return;
      this.fired.push(data);
      this.step(this.fired);
    };
    this.entries = [table.addLate(event, count, this)];
  }

  cut(): void {
    // Counting goes on when the listeners of the event are removed: a barrier is none of them.
  }

  start(times: number, callback: Results): void {
    const arrived = -this.left;
    this.left = times - arrived;
    this.callback = callback;
    if (arrived > 0 && this.left < 1) this.complete(this.results);
  }

  place(table: Table, groupEvent: PropertyKey): number {
    const collect = (data: unknown): void => {
      const place = GroupResult.place(data, this);
      if (place === undefined) return;
      this.results[place] = (data as GroupResult).result;
      this.step(this.results);
    };
    if (this.entries.length === 1) {
      this.entries.push(table.addLate(groupEvent, collect, undefined, this.entries[0]?.order));
    }
    return this.places++;
  }

  private step(list: unknown[]): void {
    this.left -= 1;
    if (this.callback !== undefined && this.left < 1) this.complete(list);
  }

  private complete(list: unknown[]): void {
    this.entries.forEach(kill);
    this.callback?.(list);
  }
}

function pending(table: Table, event: PropertyKey): AfterBarrier[] {
  const owners = table.late.get(event)?.items.map(({ owner }) => owner) ?? [];
  return owners.filter((owner) => owner instanceof AfterBarrier);
}

export function countTo(host: Host, event: PropertyKey, times: number, callback: Results): Entry[] {
  if (times === 0) {
    callback([]);
    return [];
  }
  if (Number.isNaN(Number(times))) {
    throw rangeError('EventProxy.after', 'times must be a number of at least 0', times);
  }
  const table = tableOf(host);
  const early = pending(table, event).find((barrier) => barrier.callback === undefined);
  const barrier = early ?? new AfterBarrier(table, event);
  barrier.start(Number(times), callback);
  return barrier.entries;
}

export function after<H extends Host>(this: H, event: PropertyKey, times: number, callback: Results): H {
  countTo(this, event, times, callback);
  return this;
}

export function group(
  this: Host,
  event: PropertyKey,
  map?: (...data: unknown[]) => unknown,
): (error?: unknown, ...data: unknown[]) => Host | undefined {
  const table = tableOf(this);
  const name = typeof event === 'symbol' ? Symbol.for(`${event.description ?? ''}_group`) : `${event}_group`;
  const barriers = pending(table, event).filter(({ entries }) => entries[0]?.kind === 0);
  if (barriers.length === 0) barriers.push(new AfterBarrier(table, event));
  const places = new Map(barriers.map((barrier) => [barrier, barrier.place(table, name)]));
  return (error, ...data) => {
    if (error) return emit.call(this, 'error', ...([error, ...data] as [unknown])) as Host;
    emit.call(this, name, new GroupResult(places, map ? map(...data) : data[0]));
    return undefined;
  };
}
