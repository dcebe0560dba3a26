import { rangeError } from '@sluice/core';
import { type Host, tableOf } from './host.js';
import { emit } from './listeners.js';
import { type Entry, kill, type Listener, PLAIN, type Table } from './table.js';
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
  start: (times: number, callback: Results) => Entry[];
  place: (groupEvent: PropertyKey) => number;
  readonly isEarly: () => boolean;
}

// Counts emits of one event, or results of its groups. A counter that a `group` made ahead of `after` has no callback yet;
// it collects, and is taken over by the next `after` of the event.
function makeCounter(table: Table, event: PropertyKey): Counter {
  let left = 0;
  let places = 0;
  let callback: Results | undefined;
  const fired: unknown[] = [];
  const results: unknown[] = [];
  const entries: Entry[] = [];
  const count = (list: unknown[], place: number, value: unknown): void => {
    list[place] = value;
    left -= 1;
    check(list);
  };
  const check = (list: unknown[]): void => {
    if (!callback || left >= 1) return;
    entries.forEach(kill);
    callback(list);
  };
  const counter: Counter = Object.assign(
    (data: unknown) => {
      if (callback) count(fired, fired.length, data);
    },
    {
      start(times: number, then: Results) {
        callback = then;
        left += times;
        if (results.length > 0) check(results);
        return entries;
      },
      place(groupEvent: PropertyKey) {
        const collect = (data?: GroupResult): void => {
          const place = data?.[PLACES]?.get(counter);
          if (place !== undefined) count(results, place, data?.result);
        };
        if (places === 0) entries.push(table.addLate(groupEvent, collect, entries[0]?.order));
        return places++;
      },
      isEarly: () => !callback,
    },
  );
  entries.push(table.addLate(event, counter));
  return counter;
}

function countersOf(table: Table, event: PropertyKey): Counter[] {
  const entries = table.late.find(event)?.items ?? [];
  return entries.filter(({ kind, fn }) => kind === PLAIN && 'isEarly' in fn).map(({ fn }) => fn as Counter);
}

export function after(this: Host, event: PropertyKey, times: unknown, last?: unknown): unknown {
  return waitFor(this, 'after', [event], last, (callback, owner) => {
    const table = tableOf(this);
    if (times === 0) {
      callback([]);
      return [];
    }
    // Numeric strings count.
    const number = Number(times);
    if (Number.isNaN(number)) throw rangeError('EventProxy.after', 'times must be a number of at least 0', times);
    const counter = countersOf(table, event).find(({ isEarly }) => isEarly()) ?? makeCounter(table, event);
    const entries = counter.start(number, callback);
    // A barrier goes on counting when the listeners of its event are removed; a promise does not.
    return owner ? [...entries, table.add(event, () => undefined, PLAIN, owner)] : entries;
  });
}

export function group(
  this: Host,
  event: PropertyKey,
  map?: (...data: unknown[]) => unknown,
): (...args: unknown[]) => unknown {
  const table = tableOf(this);
  const name = typeof event === 'symbol' ? Symbol.for(`${event.description ?? ''}_group`) : `${event}_group`;
  let counters = countersOf(table, event);
  if (counters.length === 0) counters = [makeCounter(table, event)];
  const places = new Map(counters.map((counter) => [counter, counter.place(name)]));
  return (...args) => {
    const [error, ...data] = args;
    if (error) return emit.call(this, 'error', ...(args as [unknown]));
    const [index] = places.values();
    emit.call(this, name, { index, result: map ? map(...data) : data[0], [PLACES]: places } satisfies GroupResult);
    return undefined;
  };
}
