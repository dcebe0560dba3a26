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
  const capability: Partial<Capability> = {};
  // Anonymous and of length 2, as the specification has it.
  capability.promise = new (C as PromiseClass)((resolve, reject) => {
    if (capability.resolve !== undefined || capability.reject !== undefined) {
      throw new TypeError('The executor was called twice');
    }
    capability.resolve = resolve;
    capability.reject = reject;
  });
  if (typeof capability.resolve !== 'function' || typeof capability.reject !== 'function') {
    throw new TypeError('The promise constructor gave no resolve and reject functions');
  }
  return capability as Capability;
}

/** SpeciesConstructor. */
export function speciesOf(promise: object, fallback: PromiseClass): PromiseClass {
  const C: unknown = promise.constructor;
  if (C === undefined) return fallback;
  if (!isObject(C)) throw new TypeError('The constructor of a promise must be an object');
  const S = (C as { [Symbol.species]?: unknown })[Symbol.species];
  if (S === undefined || S === null) return fallback;
  // What is a function but no constructor fails where it is used with `new`.
  if (typeof S !== 'function') throw new TypeError('The species of a promise must be a constructor');
  return S as unknown as PromiseClass;
}
