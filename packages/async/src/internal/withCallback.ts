import type { NodeCallback } from '@sluice/core';
import { promised } from './promised.js';

/**
 * Makes a function whose last argument is a callback; without a function there, it returns a promise.
 */
export function withCallback(
  where: string,
  start: (self: unknown, args: unknown[], callback: NodeCallback<never>, isPromise: boolean) => void,
): (this: unknown, ...args: unknown[]) => unknown {
  return function (...args) {
    if (typeof args[args.length - 1] !== 'function') {
      return promised(where, undefined, (settle) => start(this, args, settle, true));
    }
    const callback = args.pop() as NodeCallback<never>;
    start(this, args, callback, false);
    return undefined;
  };
}
