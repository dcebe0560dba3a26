import { rangeError } from '@sluice/core';

/** A list of `count` items that are not there. */
export function toRange(where: string, count: unknown): { readonly length: number } {
  const length = typeof count === 'string' || typeof count === 'number' ? Number(count) : NaN;
  if (!Number.isInteger(length) || length < 0) throw rangeError(where, 'count must be an integer of at least 0', count);
  return { length };
}
