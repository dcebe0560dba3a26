import { argumentError } from '@sluice/core';
import { Guard as Implementation, type GuardOptions } from '../Guard.js';

// `EventProxy` makes its guard from here and does not import `Guard`, so that a bundle which names no guard carries none.
// `Guard` puts itself in where it is part of the program: always under Node, and in a bundle that uses it.
export const provided = {
  make(options?: GuardOptions): Guard {
    throw argumentError('EventProxy.guard', 'a bundle needs { guard: new Guard() }', options);
  },
};

/** See the class. */
export type Guard<K = unknown> = Implementation<K>;

/** See the class. */
export const Guard: typeof Implementation = /* @__PURE__ */ provide();

function provide(): typeof Implementation {
  provided.make = (options) => new Implementation(options);
  return Implementation;
}
