import { rangeError } from '@sluice/core';
import { Range } from './run.js';

export function toRange(where: string, count: unknown): Range {
  const size = typeof count === 'string' || typeof count === 'number' ? Number(count) : NaN;
  if (Number.isInteger(size) && size >= 0) return new Range(size);
  throw rangeError(where, 'count must be an integer of at least 0', count);
}
