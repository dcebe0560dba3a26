import {
  create,
  isOurs,
  isOwn,
  isPlain,
  isUnpatched,
  NOTHING,
  notifyPromise,
  peek,
  resolvePromise,
  subscribe,
} from '../SluicePromise.js';
import { type Capability, isObject, newCapability } from './capability.js';
import { enqueue } from './queue.js';

/** What a list settles to. */
export type Kind = 0 | 1 | 2 | 3;
export const ALL = 0;
export const ALL_SETTLED = 1;
export const ANY = 2;
export const RACE = 3;

type Settled = (index: number, fulfilled: boolean, value: unknown) => void;

/** Waits for one element of a list, without a promise or a closure of its own. */
export class Element {
  readonly #settled: Settled;
  readonly #index: number;
  readonly #promise: PromiseLike<unknown>;

  constructor(settled: Settled, index: number, promise: PromiseLike<unknown>) {
    this.#settled = settled;
    this.#index = index;
    this.#promise = promise;
  }

  run(fulfilled: boolean, value: unknown): void {
    this.#settled(this.#index, fulfilled, value);
  }

  progress(value: unknown): void {
    notifyPromise(this.#promise as never, { index: this.#index, value });
  }
}

/** `all`, `allSettled`, `any` and `race` of ECMAScript for the constructor `C`. */
export function combine(
  C: unknown,
  list: Iterable<unknown>,
  kind: Kind,
  capability: Capability = newCapability(C),
): PromiseLike<unknown> {
  const { promise, resolve, reject } = capability;
  let values: unknown[] = [];
  let count = 0;
  // One more than the elements that are out, until the list has been read.
  let remaining = 1;

  const done = (): void => {
    remaining -= 1;
    if (remaining > 0 || kind === RACE) return;
    values.length = count;
    if (kind === ANY) reject(new AggregateError(values, 'All promises were rejected'));
    else resolve(values);
  };

  const settled: Settled = (index, fulfilled, value) => {
    if (kind === RACE || (kind !== ALL_SETTLED && fulfilled === (kind === ANY))) (fulfilled ? resolve : reject)(value);
    else {
      values[index] =
        kind !== ALL_SETTLED
          ? value
          : fulfilled
            ? { status: 'fulfilled', value }
            : { status: 'rejected', reason: value };
      done();
    }
  };

  // The functions are anonymous, and the ones of the capability are passed themselves, as the specification has it.
  const listen = (item: PromiseLike<unknown>, index: number): void => {
    let called = false;
    const once = (fulfilled: boolean, value: unknown): void => {
      if (called) return;
      called = true;
      settled(index, fulfilled, value);
    };
    const functions = [(value: unknown) => once(true, value), (reason: unknown) => once(false, reason)] as const;
    item.then(kind >= ANY ? resolve : functions[0], kind === ALL || kind === RACE ? reject : functions[1]);
  };

  try {
    const { resolve: resolveItem } = C as { resolve?: unknown };
    if (typeof resolveItem !== 'function') throw new TypeError('resolve must be a function');
    // Where nothing that is called could have been replaced, an element needs no promise.
    const plain = isPlain(C) && isUnpatched(C, resolveItem) && C;
    let immediate = false;
    for (const item of list) {
      const index = count;
      // Own properties before they are set: a setter of Array.prototype must not see the values. (Spreading defines;
      // doubling keeps it linear.)
      if (index === values.length) values = [...values, ...values, undefined];
      count += 1;
      const own = plain && isOwn(item);
      const value = own ? peek(item) : plain && !isObject(item) ? item : NOTHING;
      if (kind === ALL && value !== NOTHING) {
        values[index] = value;
        // All whose values are there take one job together.
        if (immediate) continue;
        immediate = true;
        remaining += 1;
        enqueue(done, undefined);
        continue;
      }
      values[index] = undefined;
      remaining += 1;
      if (plain && (own || !isOurs(item))) {
        let source = item;
        if (!own) resolvePromise((source = create(plain)), item);
        subscribe(source as never, new Element(settled, index, promise));
      } else {
        listen(resolveItem.call(C, item) as PromiseLike<unknown>, index);
      }
    }
    done();
  } catch (error) {
    reject(error);
  }
  return promise;
}
