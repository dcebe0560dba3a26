import { rangeError } from '@sluice/core';
import { plug } from './done.js';
import { add, ALL, DEAD, type Entry, type Host, kill, tableOf, toKey } from './table.js';
import { waitFor } from './wait.js';

type Results = (results: unknown[]) => unknown;

interface Counter {
  (event: PropertyKey, data: never): void;
  readonly key: PropertyKey;
  // Takes the next place for a result of a group.
  readonly reserve: () => number;
  // Results that are being emitted, and their places.
  readonly coming: Map<unknown, number>;
  // Only as long as no `after` has taken the counter.
  start: ((times: number, callback: Results) => void) | undefined;
}

// Counts emits of one event, or results of its groups. A counter that a `group` made ahead of `after` has no callback yet;
// it collects, and is taken over by the next `after` of the event.
function makeCounter(event: PropertyKey): Counter {
  const key = toKey(event);
  const coming = new Map<unknown, number>();
  const fired: unknown[] = [];
  const results: unknown[] = [];
  let places = 0;
  let left = 0;
  let callback: Results | undefined;
  const check = (list: unknown[]): void => {
    if (left < 1 && list.length) callback?.(list);
  };
  const count = (list: unknown[], place: number, value: unknown): void => {
    list[place] = value;
    left -= 1;
    check(list);
  };
  // Not by assignments one by one: the engine then keeps each counter until a full collection.
  const counter: Counter = Object.assign(
    (name: PropertyKey, data: { result: unknown }): void => {
      if (toKey(name) === key) {
        if (callback) count(fired, fired.length, data);
      } else if (coming.has(data)) {
        const place = coming.get(data) as number;
        coming.delete(data);
        count(results, place, data.result);
      }
    },
    {
      key,
      coming,
      reserve: () => places++,
      start: (times: number, then: Results): void => {
        counter.start = undefined;
        callback = then;
        left += times;
        check(results);
      },
    },
  );
  return counter;
}

// The entries of the counters of one event.
function countersOf(host: Host, event: PropertyKey): Entry[] {
  const { items = [] } = tableOf(host).every ?? {};
  return items.filter(({ kind, fn }) => kind !== DEAD && (fn as Counter).key === toKey(event));
}

export const counting = {
  after(this: Host, event: PropertyKey, times: unknown, last?: unknown): unknown {
    return waitFor(this, 'after', [event], last, (join, settle, _, stop) => {
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
      let counter = early?.fn as Counter | undefined;
      if (early && counter?.start) kill(early);
      else counter = makeCounter(event);
      join(ALL, counter);
      // A barrier goes on counting when the listeners of its event are removed; a promise does not.
      if (typeof last !== 'function') join(event, () => undefined);
      counter.start?.(number, finish);
    });
  },

  group(this: Host, event: PropertyKey, map?: (...data: unknown[]) => unknown): (...args: unknown[]) => unknown {
    let entries = countersOf(this, event);
    if (!entries.length) entries = [add(this, ALL, makeCounter(event))];
    const counters = entries.map(({ fn }) => fn as Counter);
    const places = counters.map(({ reserve }) => reserve());
    return plug(this, (data) => {
      const result = { index: places[0], result: map ? map(...data) : data[0] };
      counters.forEach(({ coming }, i) => coming.set(result, places[i] as number));
      this.emit(`${String(event)}_group`, result);
    });
  },
};
