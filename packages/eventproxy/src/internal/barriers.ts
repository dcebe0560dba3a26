import { on } from './listeners.js';
import { add, ALL, type Entry, type Host, kill, LATE, ONCE, PLAIN } from './table.js';
import { type Arm, waitFor } from './wait.js';

type Method = (this: Host, ...args: unknown[]) => unknown;

export const isName = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'symbol' || typeof value === 'number';

// Names may be nested in arrays; what follows them is the callback or the options.
function barrier(where: string, arm: (host: Host, names: PropertyKey[]) => Arm): Method {
  return function (...args) {
    const flat = args.some(Array.isArray) ? args.flat(Infinity) : args;
    const last = isName(flat.at(-1)) ? undefined : flat.pop();
    const names = flat.filter(isName) as PropertyKey[];
    return waitFor(this, where, names, last, arm(this, names));
  };
}

// Waits until each of `names` was emitted, and calls back with the first argument of each: once with the first that came
// or, with `kind` PLAIN, again on each further emit with the newest. Each barrier keeps its own data. Listeners store, and
// the phase of `__all__` completes, so that the callback comes after every listener of the completing event.
const each =
  (kind: number) =>
  (host: Host, names: PropertyKey[]): Arm =>
  (callback, owner) => {
    const data: unknown[] = [];
    const entries: Entry[] = [];
    let left = names.length;
    const stop = (): void => entries.forEach(kill);
    const fire = (): void => {
      if (left > 0) return;
      if (kind) stop();
      callback(...data);
    };
    names.forEach((name, i) => {
      let first = 1;
      const store = (value: unknown): void => {
        left -= first;
        first = 0;
        data[i] = value;
      };
      // Without one of its listeners a barrier is never complete, unless that one has done its part.
      entries.push(add(host, name, store, kind, owner ?? (() => first && stop())));
      if (names.indexOf(name) === i) entries.push(add(host, name, fire, PLAIN, owner ?? stop, LATE));
    });
    fire();
    return entries;
  };

export const all: Method = /* @__PURE__ */ barrier('all', /* @__PURE__ */ each(ONCE));

export const tail: Method = /* @__PURE__ */ barrier('tail', /* @__PURE__ */ each(PLAIN));

export const any: Method = /* @__PURE__ */ barrier('any', (host, names) => (callback, owner) => {
  const entries = names.map((eventName) => {
    const hit = (data: unknown): void => {
      entries.forEach(kill);
      callback.call(host, { data, eventName });
    };
    return add(host, eventName, hit, ONCE, owner);
  });
  return entries;
});

export function not<H extends Host>(this: H, event: PropertyKey, callback: (data: never) => unknown): H {
  const listener = (name: PropertyKey, data: never): void => {
    if (name !== event) callback(data);
  };
  return on.call(this, ALL, Object.assign(listener, { listener: callback })) as H;
}
