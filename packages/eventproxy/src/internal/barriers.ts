import { type Host, tableOf } from './host.js';
import { on } from './listeners.js';
import { ALL, type Entry, kill, ONCE, PLAIN } from './table.js';
import { type Arm, waitFor } from './wait.js';

// Waits until each of `names` was emitted, and calls back with the first argument of each: once with the first that came
// or, `always`, again on each further emit with the newest. Each barrier keeps its own data. Listeners store, and the
// phase of `__all__` completes, so that the callback comes after every listener of the completing event.
function barrier(host: Host, names: readonly PropertyKey[], always: boolean): Arm {
  return (callback, owner) => {
    const table = tableOf(host);
    const distinct = names.length > 1 ? [...new Set(names)] : names;
    const data: unknown[] = [];
    const entries: Entry[] = [];
    let left = distinct.length;
    const fire = (): void => {
      if (left > 0) return;
      if (!always) entries.forEach(kill);
      callback(...(distinct.length === names.length ? data : names.map((name) => data[distinct.indexOf(name)])));
    };
    distinct.forEach((name, i) => {
      let first = true;
      const store = (value: unknown): void => {
        if (first) left -= 1;
        first = false;
        data[i] = value;
      };
      // Without one of its listeners a barrier is never complete, unless that one has done its part. In an emit under way
      // it may still do it.
      const cut = (running: boolean): void => {
        if (first && !running) entries.forEach(kill);
      };
      entries.push(table.add(name, store, always ? PLAIN : ONCE, owner ?? cut), table.addLate(name, fire));
    });
    if (left === 0) fire();
    return entries;
  };
}

const isName = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'symbol' || typeof value === 'number';

// Names may be nested in arrays; what follows them is the callback or the options.
function split(args: unknown[]): { names: PropertyKey[]; last: unknown } {
  const flat = args.some(Array.isArray) ? args.flat(Infinity) : args;
  const last = isName(flat.at(-1)) ? undefined : flat.pop();
  return { names: flat.filter(isName) as PropertyKey[], last };
}

export function all(this: Host, ...args: unknown[]): unknown {
  const { names, last } = split(args);
  return waitFor(this, 'all', names, last, barrier(this, names, false));
}

export function tail(this: Host, ...args: unknown[]): unknown {
  const { names, last } = split(args);
  return waitFor(this, 'tail', names, last, barrier(this, names, true));
}

export function any(this: Host, ...args: unknown[]): unknown {
  const { names, last } = split(args);
  return waitFor(this, 'any', names, last, (callback, owner) => {
    const entries = [...new Set(names)].map((eventName) => {
      const hit = (data: unknown): void => {
        entries.forEach(kill);
        callback.call(this, { data, eventName });
      };
      return tableOf(this).add(eventName, hit, ONCE, owner);
    });
    return entries;
  });
}

export function not<H extends Host>(this: H, event: PropertyKey, callback: (data: never) => unknown): H {
  const listener = (name: PropertyKey, data: never): void => {
    if (name !== event) callback(data);
  };
  return on.call(this, ALL, Object.assign(listener, { listener: callback })) as H;
}
