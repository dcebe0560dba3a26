/**
 * Tells whether `value` is a real promise: one that is already under way, so that waiting for it starts nothing.
 *
 * Told by brand, without reading `then`: the tag `[object Promise]` (native promises of any realm, polyfills, sluice's
 * own) and the marks of bluebird and Q. Lazy thenables such as the query builders of mongoose, knex and prisma, which
 * would run when `then` is called, are none.
 *
 * @param value - Anything.
 * @returns Whether it is a real promise.
 * @example
 * ```ts
 * import { isPromise } from '@sluice/core';
 *
 * isPromise(Promise.resolve(1)); // => true
 * isPromise({ then() {} }); // => false
 * ```
 */
export function isPromise(value: unknown): value is Promise<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const { [Symbol.toStringTag]: tag, _bitField: bluebird, promiseDispatch: q } = value as Record<PropertyKey, unknown>;
  return (
    tag === 'Promise' || (typeof bluebird === 'number' && '_fulfillmentHandler0' in value) || typeof q === 'function'
  );
}
