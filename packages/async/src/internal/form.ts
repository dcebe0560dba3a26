import type { NodeCallback } from '@sluice/core';
import { promised, type Start } from './promised.js';

/**
 * The two forms of a function: with a callback in its place, exactly async's; without, a promise, with options in the
 * callback's place.
 */
export function inForm(where: string, callback: unknown, start: Start): never {
  if (typeof callback !== 'function') return promised(where, callback, start) as never;
  start(callback as NodeCallback<never>, undefined);
  return undefined as never;
}
