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
  const check = (isRight: boolean): void => {
    if (!isRight) throw new TypeError('The executor must be called once, with functions');
  };
  // Anonymous and of length 2, as the specification has it.
  const promise = new (C as PromiseClass)((yes, no) => {
    check(resolve === undefined && reject === undefined);
    resolve = yes;
    reject = no;
  });
  check(typeof resolve === 'function' && typeof reject === 'function');
  return { promise, resolve, reject } as Capability;
}

/** SpeciesConstructor. What is no constructor fails where it is used with `new`. */
export function speciesOf({ constructor: C }: object, fallback: unknown): PromiseClass {
  if (C === undefined) return fallback as PromiseClass;
  if (!isObject(C)) throw new TypeError('constructor must be an object');
  return ((C as { [Symbol.species]?: unknown })[Symbol.species] ?? fallback) as PromiseClass;
}
