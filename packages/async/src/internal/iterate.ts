import { promised } from './promised.js';
import { begin, type Family } from './run.js';

/**
 * The two forms of a function over a collection: with a callback in its place, exactly async's; without, a promise, with
 * options in the callback's place.
 */
export function iterate(
  where: string,
  family: Family,
  collection: unknown,
  limit: unknown,
  iteratee: unknown,
  callback: unknown,
  memo?: unknown,
): never {
  if (typeof callback === 'function') {
    begin(where, family, collection, limit, iteratee, callback as never, memo);
    return undefined as never;
  }
  return promised(where, callback, (settle, options, attach) =>
    begin(where, family, collection, limit, iteratee, settle, memo, true, options, attach),
  ) as never;
}
