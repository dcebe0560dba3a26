// PromiseCapability records and the lookups of ECMAScript, for any constructor.

/** A constructor that takes an executor, as `Promise` does. */
export type PromiseClass = new (
  executor: (resolve: (value?: unknown) => void, reject: (reason?: unknown) => void) => void,
) => PromiseLike<unknown>;

export interface Capability {
  promise: PromiseLike<unknown>;
  resolve: (value?: unknown) => void;
  reject: (reason?: unknown) => void;
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** NewPromiseCapability. */
export function newCapability(C: unknown): Capability {
  let resolve: unknown;
  let reject: unknown;
  // Anonymous and of length 2, as the specification has it.
  const promise = new (C as PromiseClass)((yes, no) => {
    if (resolve !== undefined || reject !== undefined) throw new TypeError('The executor was called twice');
    resolve = yes;
    reject = no;
  });
  if (typeof resolve !== 'function' || typeof reject !== 'function') {
    throw new TypeError('The executor must get functions');
  }
  return { promise, resolve, reject } as Capability;
}

/** SpeciesConstructor; `fallback` is false when `promise` is of no use at all. */
export function speciesOf(promise: object, fallback: unknown): PromiseClass {
  if (!fallback) throw new TypeError('this must be a promise');
  const C: unknown = promise.constructor;
  if (C === undefined) return fallback as PromiseClass;
  if (!isObject(C)) throw new TypeError('constructor must be an object');
  const S = (C as { [Symbol.species]?: unknown })[Symbol.species] ?? fallback;
  // What is a function but no constructor fails where it is used with `new`.
  if (typeof S !== 'function') throw new TypeError('species must be a constructor');
  return S as PromiseClass;
}
