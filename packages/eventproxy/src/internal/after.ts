import { rangeError } from '@sluice/core';
import { emit } from './listeners.js';
import { add, DEAD, type Entry, find, type Host, kill, LATE, type Listener, PLAIN, tableOf } from './table.js';
import { waitFor } from './wait.js';

type Results = (results: unknown[]) => unknown;

// The barriers that a result of `group` counts for, and its place in each.
const PLACES = Symbol('places');

interface GroupResult {
  readonly index: number | undefined;
  readonly result: unknown;
  readonly [PLACES]: Map<unknown, number>;
}

interface Counter extends Listener {
  early: boolean;
  readonly start: (times: number, callback: Results) => Entry[];
  readonly place: () => number;
}

const groupOf = (event: PropertyKey): string => `${String(event)}_group`;

// Counts emits of one event, or results of its groups. A counter that a `group` made ahead of `after` has no callback yet;
// it collects, and is taken over by the next `after` of the event.
function makeCounter(host: Host, event: PropertyKey): Counter {
  let left = 0;
  let places = 0;
  let callback: Results | undefined;
  const fired: unknown[] = [];
  const results: unknown[] = [];
  const check = (list: unknown[]): void => {
    if (!callback || left >= 1) return;
    entries.forEach(kill);
    callback(list);
  };
  const count = (list: unknown[], place: number, value: unknown): void => {
    list[place] = value;
    left -= 1;
    check(list);
  };
  const counter: Counter = Object.assign(
    (data: unknown) => {
      if (callback) count(fired, fired.length, data);
    },
    {
      early: true,
      start(times: number, then: Results) {
        callback = then;
        counter.early = false;
        left += times;
        if (results.length > 0) check(results);
        return entries;
      },
      place: () => places++,
    },
  );
  const collect = (data?: GroupResult): void => {
    const place = data?.[PLACES]?.get(counter);
    if (place !== undefined) count(results, place, data?.result);
  };
  const entries = [
    add(host, event, counter, PLAIN, undefined, LATE),
    add(host, groupOf(event), collect, PLAIN, undefined, LATE),
  ];
  return counter;
}

function countersOf(host: Host, event: PropertyKey): Counter[] {
  const entries = find(tableOf(host), event)?.late?.items ?? [];
  return entries.flatMap(({ kind, fn }) => (kind !== DEAD && 'early' in fn ? (fn as Counter) : []));
}

export function after(this: Host, event: PropertyKey, times: unknown, last?: unknown): unknown {
  return waitFor(this, 'after', [event], last, (callback, owner) => {
    if (times === 0) {
      callback([]);
      return [];
    }
    // Numeric strings count.
    const number = Number(times);
    if (Number.isNaN(number)) throw rangeError('EventProxy.after', 'times must be a number of at least 0', times);
    const counter = countersOf(this, event).find(({ early }) => early) ?? makeCounter(this, event);
    const entries = counter.start(number, callback);
    // A barrier goes on counting when the listeners of its event are removed; a promise does not.
    const idle = (): void => undefined;
    if (!owner) return entries;
    return [...entries, add(this, event, idle, PLAIN, owner), add(this, event, idle, PLAIN, owner, LATE)];
  });
}

export function group(
  this: Host,
  event: PropertyKey,
  map?: (...data: unknown[]) => unknown,
): (...args: unknown[]) => unknown {
  let counters = countersOf(this, event);
  if (counters.length === 0) counters = [makeCounter(this, event)];
  const places = new Map(counters.map((counter) => [counter, counter.place()]));
  return (...args) => {
    const [error, ...data] = args;
    if (error) return emit.call(this, 'error', ...(args as [unknown]));
    const [index] = places.values();
    emit.call(this, groupOf(event), {
      index,
      result: map ? map(...data) : data[0],
      [PLACES]: places,
    } satisfies GroupResult);
    return undefined;
  };
}
