/** A promise and the functions that settle it. */
export interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T | PromiseLike<T>) => void;
  readonly reject: (reason?: unknown) => void;
}

/**
 * Makes a native promise together with the functions that settle it: `Promise.withResolvers` for every runtime.
 *
 * @typeParam T - Fulfilment value.
 * @returns The promise, `resolve` and `reject`; both may be used detached.
 * @example
 * ```ts
 * import { withResolvers } from '@sluice/core';
 *
 * const { promise, resolve } = withResolvers<number>();
 * resolve(1);
 * await promise; // => 1
 * ```
 */
export function withResolvers<T>(): Resolvers<T> {
  let resolve!: Resolvers<T>['resolve'];
  let reject!: Resolvers<T>['reject'];
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
