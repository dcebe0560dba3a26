import type { NodeCallback } from '@sluice/core';
import { promised, type Start } from './promised.js';

/**
 * The two forms of a function: with a callback in its place, exactly async's; without, a promise, with options in the
 * callback's place.
 */
export function inForm<A extends unknown[]>(where: string, callback: unknown, start: Start<A>, ...args: A): never {
  if (typeof callback !== 'function') return promised(where, callback, start, ...args);
  start(callback as NodeCallback<never>, undefined, where, ...args);
  return undefined as never;
}
