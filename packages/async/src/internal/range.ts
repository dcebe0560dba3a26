import { rangeError } from '@sluice/core';

/** 0 to count - 1. */
export function toRange(where: string, count: unknown): number[] {
  const size = typeof count === 'string' || typeof count === 'number' ? Number(count) : NaN;
  if (!Number.isInteger(size) || size < 0) throw rangeError(where, 'count must be an integer of at least 0', count);
  const range = new Array<number>(size);
  for (let i = 0; i < size; i += 1) range[i] = i;
  return range;
}
