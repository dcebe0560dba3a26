import { rangeError } from '@sluice/core';
import { plug } from './done.js';
import { add, ALL, DEAD, type Entry, type Host, tableOf, toKey } from './table.js';
import { waitFor } from './wait.js';

type Results = (results: unknown[]) => unknown;

interface Counter {
  (event: PropertyKey, data: never): void;
  readonly key: PropertyKey;
  // Only as long as no `after` has taken the counter.
  start: ((times: number, callback: Results) => void) | undefined;
  readonly place: () => number;
}

// The barriers that a result of `group` counts for, and its place in each.
const PLACES = /* @__PURE__ */ new WeakMap<object, Map<unknown, number>>();

const groupOf = (event: PropertyKey): string => `${String(event)}_group`;

// Counts emits of one event, or results of its groups. A counter that a `group` made ahead of `after` has no callback yet;
// it collects, and is taken over by the next `after` of the event.
function makeCounter(host: Host, event: PropertyKey): Entry {
  const key = toKey(event);
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
  // Not by assignments one by one: the engine then keeps each counter until a full collection.
  const counter: Counter = Object.assign(
    (name: PropertyKey, data: { result: unknown }): void => {
      if (toKey(name) === key) {
        if (callback) count(fired, fired.length, data);
      } else if (name === groupOf(event)) {
        const place = PLACES.get(data)?.get(counter);
        if (place !== undefined) count(results, place, data.result);
      }
    },
    {
      key,
      start: (times: number, then: Results): void => {
        counter.start = undefined;
        callback = then;
        left += times;
        if (left < 1 && results.length > 0) callback(results);
      },
      place: () => places++,
    },
  );
  return add(host, ALL, counter);
}

// The entries of the counters of one event.
function countersOf(host: Host, event: PropertyKey): Entry[] {
  const { items = [] } = tableOf(host).every ?? {};
  return items.filter(({ kind, fn }) => kind !== DEAD && (fn as Counter).key === toKey(event));
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
      const entry = early && (early.fn as Counter).start ? early : makeCounter(this, event);
      entries.push(entry);
      // A barrier goes on counting when the listeners of its event are removed; a promise does not.
      if (typeof last !== 'function') join(event, () => undefined);
      (entry.fn as Counter).start?.(number, finish);
    });
  },

  group(this: Host, event: PropertyKey, map?: (...data: unknown[]) => unknown): (...args: unknown[]) => unknown {
    let counters = countersOf(this, event);
    if (!counters.length) counters = [makeCounter(this, event)];
    const places = new Map(counters.map(({ fn }) => [fn, (fn as Counter).place()]));
    return plug(this, (data) => {
      const [index] = places.values();
      const result = { index, result: map ? map(...data) : data[0] };
      PLACES.set(result, places);
      this.emit(groupOf(event), result);
    });
  },
};
