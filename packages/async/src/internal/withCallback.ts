import type { NodeCallback } from '@sluice/core';
import { inForm } from './form.js';
import type { Ticket } from './promised.js';

/** Makes a function whose last argument is a callback; without a function there, it returns a promise. */
export function withCallback(
  where: string,
  start: (self: unknown, args: unknown[], callback: NodeCallback<never>, ticket: Ticket | undefined) => void,
): (this: unknown, ...args: unknown[]) => unknown {
  return function (...args) {
    const callback = typeof args[args.length - 1] === 'function' ? args.pop() : undefined;
    return inForm(where, callback, (settle, ticket) => start(this, args, settle, ticket));
  };
}
