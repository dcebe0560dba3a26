import {
  create,
  type IndexedProgress,
  isOurs,
  isOwn,
  isPlain,
  isUnpatched,
  notifyPromise,
  resolvePromise,
  subscribe,
} from '../SluicePromise.js';
import { type Capability, isObject, newCapability } from './capability.js';
import { enqueue } from './queue.js';
import { Reaction } from './Reaction.js';

/** What a list settles to. */
export type Kind = 0 | 1 | 2 | 3;
export const ALL = 0;
export const ALL_SETTLED = 1;
export const ANY = 2;
export const RACE = 3;

/** Collects the outcomes of the elements of a list for one promise. */
export class Collector {
  readonly kind: Kind;
  readonly capability: Capability;
  values: unknown[] = [];
  count = 0;
  // One more than the elements that are out, until the list has been read.
  remaining = 1;

  constructor(kind: Kind, capability: Capability) {
    this.kind = kind;
    this.capability = capability;
  }

  // The values become own properties before they are set: a setter of Array.prototype must not see them. (Spreading
  // defines; doubling keeps it linear.)
  add(value: unknown): number {
    const index = this.count;
    if (index === this.values.length) {
      this.values = index === 0 ? [value, undefined, undefined, undefined] : [...this.values, ...this.values];
    }
    this.values[index] = value;
    this.count = index + 1;
    return index;
  }

  settled(index: number, fulfilled: boolean, value: unknown): void {
    const { kind, capability } = this;
    if (kind === RACE || fulfilled === (kind === ANY)) {
      if (kind !== ALL_SETTLED) {
        if (fulfilled) capability.resolve(value);
        else capability.reject(value);
        return;
      }
    }
    this.values[index] =
      kind !== ALL_SETTLED ? value : fulfilled ? { status: 'fulfilled', value } : { status: 'rejected', reason: value };
    this.done();
  }

  done(): void {
    this.remaining -= 1;
    if (this.remaining > 0 || this.kind === RACE) return;
    this.values.length = this.count;
    if (this.kind === ANY) this.capability.reject(new AggregateError(this.values, 'All promises were rejected'));
    else this.capability.resolve(this.values);
  }
}

/** Waits for one element of a list. */
export class Element extends Reaction {
  readonly #collector: Collector;
  readonly #index: number;

  constructor(collector: Collector, index: number) {
    super();
    this.#collector = collector;
    this.#index = index;
  }

  run(fulfilled: boolean, value: unknown): void {
    this.#collector.settled(this.#index, fulfilled, value);
  }

  override progress(value: unknown): void {
    const progress: IndexedProgress = { index: this.#index, value };
    notifyPromise(this.#collector.capability.promise as never, progress);
  }
}

// The values of a list that are no promises take one job together.
class Immediate extends Reaction {
  readonly #collector: Collector;

  constructor(collector: Collector) {
    super();
    this.#collector = collector;
  }

  run(): void {
    this.#collector.done();
  }
}

/** `all`, `allSettled`, `any` and `race` of ECMAScript for the constructor `C`. */
export function combine(
  C: unknown,
  list: Iterable<unknown>,
  kind: Kind,
  capability: Capability = newCapability(C),
): PromiseLike<unknown> {
  try {
    const resolve = (C as { resolve?: unknown }).resolve;
    if (typeof resolve !== 'function') throw new TypeError('The resolve of a promise constructor must be a function');
    const collector = new Collector(kind, capability);
    // Nothing that a user could have replaced is called: no promise and no closure is needed for an element.
    if (isPlain(C) && isUnpatched(C, resolve)) {
      let immediate: Immediate | undefined;
      for (const item of list) {
        if (kind === ALL && !isObject(item)) {
          collector.add(item);
          if (immediate !== undefined) continue;
          immediate = new Immediate(collector);
          enqueue(immediate, undefined);
          collector.remaining += 1;
          continue;
        }
        const index = collector.add(undefined);
        collector.remaining += 1;
        if (isOwn(item)) subscribe(item, new Element(collector, index));
        else if (isOurs(item)) listen(resolve.call(C, item), collector, index);
        else {
          const promise = create(C);
          resolvePromise(promise, item);
          subscribe(promise, new Element(collector, index));
        }
      }
    } else {
      for (const item of list) {
        const index = collector.add(undefined);
        collector.remaining += 1;
        listen(resolve.call(C, item), collector, index);
      }
    }
    collector.done();
  } catch (error) {
    capability.reject(error);
  }
  return capability.promise;
}

// The functions are anonymous, and the ones of the capability are passed themselves, as the specification has it.
function listen(promise: PromiseLike<unknown>, collector: Collector, index: number): void {
  const { kind, capability } = collector;
  let called = false;
  const settle = (fulfilled: boolean, value: unknown): void => {
    if (called) return;
    called = true;
    collector.settled(index, fulfilled, value);
  };
  const functions = [(value: unknown) => settle(true, value), (reason: unknown) => settle(false, reason)] as const;
  promise.then(
    kind === ANY || kind === RACE ? capability.resolve : functions[0],
    kind === ALL || kind === RACE ? capability.reject : functions[1],
  );
}
