import { inForm } from './form.js';
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
  return inForm(where, callback, (settle, ticket) =>
    begin(where, family, collection, limit, iteratee, settle, memo, ticket),
  );
}
