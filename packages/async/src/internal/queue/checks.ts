import { argumentError, checkCount, checkDuration, checkSignal, rangeError } from '@sluice/core';
import type { PushOptions, QueueOptions, QueueRate } from './types.js';

/** Keeps async's coercions: `'2'` and 0.5 work. Throws for what would never run anything. */
export function checkConcurrency(name: string, value: unknown): number {
  if (Number(value) > 0) return value as number;
  const expected = `Concurrency must not be zero, negative or NaN: it is a number above 0 or Infinity`;
  throw rangeError(name, expected, value, 'ERR_SLUICE_LIMIT');
}

/** Nothing, 0 and NaN mean no bound, as in async. */
export function checkPayload(name: string, value: unknown): number | undefined {
  if (Number(value) < 0) throw rangeError(name, 'payload must be a number above 0', value, 'ERR_SLUICE_LIMIT');
  return value as number | undefined;
}

export function checkOptions(name: string, options: QueueOptions): QueueOptions {
  checkBounds(name, options);
  checkCount(name, 'maxWaiting', options.maxWaiting, 0);
  if (options.rate !== undefined) checkRate(name, options.rate);
  return options;
}

function checkRate(name: string, rate: QueueRate): void {
  if (typeof rate !== 'object' || rate?.limit === undefined || rate.interval === undefined) {
    throw argumentError(name, 'rate must be an object with limit and interval', rate);
  }
  checkCount(name, 'rate.limit', rate.limit, 1);
  checkDuration(name, 'rate.interval', rate.interval);
}

/** Whatever is neither callback nor options fails with the words of async, which its users look for. */
export function checkPush(extra: unknown): PushOptions {
  if (typeof extra !== 'object' || Array.isArray(extra)) {
    throw Object.assign(new TypeError('task callback must be a function'), { code: 'ERR_SLUICE_ARGUMENT' as const });
  }
  checkBounds('push', extra as PushOptions);
  return extra as PushOptions;
}

function checkBounds(name: string, { signal, timeout }: PushOptions): void {
  checkSignal(name, signal);
  checkDuration(name, 'timeout', timeout);
}
