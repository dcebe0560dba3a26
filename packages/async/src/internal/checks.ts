import { argumentError, rangeError } from '@sluice/core';

/** Any function, called with whatever its caller's contract says. */
export type Callable = (...args: unknown[]) => unknown;

export function expectFunction(where: string, name: string, value: unknown): asserts value is Callable {
  // The words "expected a function" are the peer's.
  if (typeof value !== 'function') throw argumentError(where, `expected a function as ${name}`, value);
}

/** A positional limit, with async's coercions: `'2'` is 2, and 0.5 lets one task run at a time. */
export function toLimit(where: string, limit: unknown): number {
  const number = typeof limit === 'symbol' ? NaN : Number(limit);
  if (number > 0) return number;
  throw rangeError(where, 'concurrency limit must be a number above 0 or Infinity', limit, 'ERR_SLUICE_LIMIT');
}

export function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  const length: unknown = value && (value as { length?: unknown }).length;
  return typeof length === 'number' && length >= 0 && length % 1 === 0;
}

export function calledTwice(): Error {
  return new Error('Callback was already called.');
}
