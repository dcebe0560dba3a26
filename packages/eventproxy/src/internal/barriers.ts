import { ALL, type Host, ONCE, PLAIN, toKey } from './table.js';
import { type Arm, waitFor } from './wait.js';

type Method = (this: Host, ...args: unknown[]) => unknown;

export const isName = (value: unknown): value is PropertyKey =>
  value !== undefined && value !== null && Object(value) !== value;

// Names may be nested in arrays; what follows them is the callback or the options.
function barrier(where: string, arm: (names: PropertyKey[], again?: boolean) => Arm, again?: boolean): Method {
  return function (...args) {
    // Flattening a flat list costs half of a barrier.
    const names = (args.some(Array.isArray) ? args.flat(Infinity) : args) as PropertyKey[];
    const last = isName(names.at(-1)) ? undefined : names.pop();
    return waitFor(this, where, names, last, arm(names, again), again);
  };
}

// Waits until each of `names` was emitted, and calls back with the first argument of each: once with the first that came
// or, `again`, on each further emit with the newest. Each barrier keeps its own data. Listeners of the events store, and a
// listener of all events completes, so that the callback comes after every listener of the completing event.
const each =
  (names: PropertyKey[], again?: boolean): Arm =>
  (join, settle, entries, stop) => {
    const data: unknown[] = [];
    let left = names.length;
    if (!left) return settle(data);
    names.forEach((name, i) => {
      const store = (value: unknown): void => {
        if (!(i in data)) left -= 1;
        data[i] = value;
        // Without one of its listeners a barrier is never complete, unless that one has done its part.
        entry.owner = undefined;
      };
      const entry = join(name, store, again ? PLAIN : ONCE);
    });
    join(ALL, (event: PropertyKey) => {
      if (left < 1 && names.some((name) => toKey(name) === toKey(event))) settle(data);
    });
    for (const entry of entries) entry.owner ??= stop;
    return undefined;
  };

export const all: Method = /* @__PURE__ */ barrier('all', each);

export const tail: Method = /* @__PURE__ */ barrier('tail', each, true);

export const any: Method = /* @__PURE__ */ barrier('any', (names) => (join, settle) => {
  for (const eventName of names) {
    const hit = function (this: unknown, data: unknown): void {
      const event = { data, eventName };
      settle([event], event, this);
    };
    join(eventName, hit, ONCE);
  }
});
