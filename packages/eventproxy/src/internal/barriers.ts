import type { Host } from './host.js';
import { tableOf } from './host.js';
import { bindForAll } from './listeners.js';
import { type Entry, kill, ONCE, type Owner, PLAIN } from './table.js';

type Callback = (...data: unknown[]) => unknown;

// Waits until each of `names` was emitted, and calls back with the first argument of each: once with the first that came
// or, `always`, again on each further emit with the newest. Each barrier keeps its own data. Listeners store, and the
// phase of `__all__` completes, so that the callback comes after every listener of the completing event.
export function barrier(host: Host, names: readonly PropertyKey[], always: boolean, callback: Callback): Entry[] {
  const table = tableOf(host);
  const distinct = [...new Set(names)];
  const data = new Map<PropertyKey, unknown>();
  const entries: Entry[] = [];
  const members: Entry[] = [];
  const fire = (): void => {
    if (data.size < distinct.length) return;
    if (!always) entries.forEach(kill);
    callback(...names.map((name) => data.get(name)));
  };
  for (const name of distinct) {
    const late = table.addLate(name, fire, undefined);
    const owner: Owner = {
      // Without one of its listeners a barrier is never complete, unless that one has done its part. During an emit the
      // listener may still run.
      cut: (running) => {
        if (!running && !data.has(name)) [...entries, ...members].forEach(kill);
      },
    };
    entries.push(late);
    members.push(table.add(name, (value: unknown) => data.set(name, value), always ? PLAIN : ONCE, owner));
  }
  if (distinct.length === 0) callback();
  return [...entries, ...members];
}

export function split(args: readonly unknown[]): { names: PropertyKey[]; last: unknown } {
  const names = args.flat(Infinity) as PropertyKey[];
  const last = names.at(-1);
  const isName = typeof last === 'string' || typeof last === 'symbol' || typeof last === 'number' || names.length === 0;
  return isName ? { names, last: undefined } : { names: names.slice(0, -1), last };
}

export function all<H extends Host>(this: H, ...args: unknown[]): H {
  const { names, last } = split(args);
  if (typeof last === 'function') barrier(this, names, false, last as Callback);
  return this;
}

export function tail<H extends Host>(this: H, ...args: unknown[]): H {
  const { names, last } = split(args);
  if (typeof last === 'function') barrier(this, names, true, last as Callback);
  return this;
}

export function any<H extends Host>(this: H, ...args: unknown[]): H {
  const { names, last } = split(args);
  if (typeof last === 'function') {
    const table = tableOf(this);
    const entries = [...new Set(names)].map((eventName) => {
      const hit = (data: unknown): void => {
        entries.forEach(kill);
        last.call(this, { data, eventName });
      };
      return table.add(eventName, hit, ONCE);
    });
  }
  return this;
}

export function not<H extends Host>(this: H, event: PropertyKey, callback: (data: never) => unknown): H {
  const listener = (name: PropertyKey, data: never): void => {
    if (name !== event) callback(data);
  };
  return bindForAll.call(this, Object.assign(listener, { listener: callback })) as H;
}
