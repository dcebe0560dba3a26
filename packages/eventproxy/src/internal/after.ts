import { rangeError } from '@sluice/core';
import { plug } from './done.js';
import { add, DEAD, type Entry, find, type Host, LATE, tableOf } from './table.js';
import { waitFor } from './wait.js';

type Results = (results: unknown[]) => unknown;

interface Counter {
  (data: never): void;
  // Only as long as no `after` has taken the counter.
  start: ((times: number, callback: Results) => void) | undefined;
  readonly place: () => number;
  readonly entries: Entry[];
}

// The barriers that a result of `group` counts for, and its place in each.
const PLACES = /* @__PURE__ */ new WeakMap<object, Map<unknown, number>>();

const groupOf = (event: PropertyKey): string => `${String(event)}_group`;

// Counts emits of one event, or results of its groups. A counter that a `group` made ahead of `after` has no callback yet;
// it collects, and is taken over by the next `after` of the event.
function makeCounter(host: Host, event: PropertyKey): Counter {
  let left = 0;
  let places = 0;
  let callback: Results | undefined;
  const fired: unknown[] = [];
  const results: unknown[] = [];
  const count = (list: unknown[], place: number, value: unknown): void => {
    list[place] = value;
    left -= 1;
    if (left < 1) callback?.(list);
  };
  const collect = (data: { result: unknown }): void => {
    const place = PLACES.get(data)?.get(counter);
    if (place !== undefined) count(results, place, data.result);
  };
  // Not by assignments one by one: the engine then keeps each counter until a full collection.
  const counter: Counter = Object.assign(
    (data: unknown): void => {
      if (callback) count(fired, fired.length, data);
    },
    {
      start: (times: number, then: Results): void => {
        counter.start = undefined;
        callback = then;
        left += times;
        if (left < 1 && results.length > 0) callback(results);
      },
      place: () => places++,
      entries: [add(host, groupOf(event), collect, LATE)],
    },
  );
  counter.entries.push(add(host, event, counter, LATE));
  return counter;
}

function countersOf(host: Host, event: PropertyKey): Counter[] {
  const entries = find(tableOf(host), event)?.items ?? [];
  return entries.flatMap(({ kind, fn }) => (kind !== DEAD && (fn as Counter).place ? (fn as Counter) : []));
}

export const counting = {
  after(this: Host, event: PropertyKey, times: unknown, last?: unknown): unknown {
    return waitFor(this, 'after', [event], last, (join, settle, entries, stop) => {
      const finish: Results = (results) => settle([results], results);
      if (times === 0) return finish([]);
      // Numeric strings count.
      const number = Number(times);
      if (Number.isNaN(number)) {
        stop();
        throw rangeError('EventProxy.after', 'times must be a number of at least 0', times);
      }
      // Counters without an `after` are made where there is none at all.
      const [early] = countersOf(this, event);
      const counter = early?.start ? early : makeCounter(this, event);
      entries.push(...counter.entries);
      // A barrier goes on counting when the listeners of its event are removed; a promise does not.
      if (typeof last !== 'function') join(event, () => undefined);
      counter.start?.(number, finish);
    });
  },

  group(this: Host, event: PropertyKey, map?: (...data: unknown[]) => unknown): (...args: unknown[]) => unknown {
    let counters = countersOf(this, event);
    if (!counters.length) counters = [makeCounter(this, event)];
    const places = new Map(counters.map((counter) => [counter, counter.place()]));
    return plug(this, (data) => {
      const [index] = places.values();
      const result = { index, result: map ? map(...data) : data[0] };
      PLACES.set(result, places);
      this.emit(groupOf(event), result);
    });
  },
};
