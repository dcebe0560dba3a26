import type { NodeCallback } from '@sluice/core';
import { promised } from './promised.js';
import { begin, type Family } from './run.js';

/** A function over a collection, in either form. */
export function iterate(
  where: string,
  family: Family,
  collection: unknown,
  limit: unknown,
  iteratee: unknown,
  callback: unknown,
  memo?: unknown,
): never {
  if (typeof callback !== 'function') {
    return promised(where, callback, begin, family, collection, limit, iteratee, memo);
  }
  return begin(callback as NodeCallback<never>, undefined, where, family, collection, limit, iteratee, memo) as never;
}
