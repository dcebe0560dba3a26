import { isOurs, isOwn, isPlain, isUnpatched, later, listen, NOTHING, peek } from '../SluicePromise.js';
import { type Capability, isObject, newCapability } from './capability.js';
import { longer } from './longer.js';

// What a list settles to, told by the outcomes that settle it at once; the others are collected.
const ON_FULFILLED = 1;
const ON_REJECTED = 2;
export const ALL_SETTLED = 0;
export const ANY: number = ON_FULFILLED;
export const ALL: number = ON_REJECTED;
export const RACE: number = ON_FULFILLED | ON_REJECTED;

/** `all`, `allSettled`, `any` and `race` of ECMAScript for the constructor `C`. */
export function combine(
  C: unknown,
  list: Iterable<unknown>,
  kind: number,
  { promise, resolve, reject }: Capability = newCapability(C),
): PromiseLike<unknown> {
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

  const settled = (fulfilled: boolean, value: unknown, index: number): void => {
    if (kind & (fulfilled ? ON_FULFILLED : ON_REJECTED)) (fulfilled ? resolve : reject)(value);
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
  const call = (item: PromiseLike<unknown>, index: number): void => {
    let called = false;
    const once = (fulfilled: boolean) => (value: unknown) => {
      if (called) return;
      called = true;
      settled(fulfilled, value, index);
    };
    item.then(kind & ON_FULFILLED ? resolve : once(true), kind & ON_REJECTED ? reject : once(false));
  };

  let resolveItem: (this: unknown, item: unknown) => PromiseLike<unknown>;
  let plain: boolean;
  let immediate = false;
  const add = (item: unknown): void => {
    const index = count;
    // Own properties before they are set: a setter of Array.prototype must not see the values.
    if (index === values.length) values = longer(values);
    count += 1;
    const own = plain && isOwn(item);
    const value = own ? peek(item) : plain && !isObject(item) ? item : NOTHING;
    if (kind === ALL && value !== NOTHING) {
      values[index] = value;
      immediate = true;
      return;
    }
    remaining += 1;
    const source = own ? item : resolveItem.call(C, item);
    if (plain && (own || !isOurs(item))) listen(source as never, settled, index, promise);
    else call(source, index);
  };

  try {
    ({ resolve: resolveItem } = C as { resolve: typeof resolveItem });
    if (typeof resolveItem !== 'function') throw new TypeError('resolve must be a function');
    // Where nothing that is called could have been replaced, an element needs no functions.
    plain = isPlain(C) && isUnpatched(C, resolveItem);
    for (const item of list) add(item);
    // All whose values are there take one job together.
    if (immediate) later(done);
    else done();
  } catch (error) {
    reject(error);
  }
  return promise;
}
