import type { NodeCallback } from '@sluice/core';
import { expectFunction } from './checks.js';
import { failureOf } from './failure.js';
import { MAP } from './families.js';
import { inForm } from './form.js';
import { invoke } from './invoke.js';
import { begin } from './run.js';

/** Makes a function that calls all `functions` with the same arguments, and collects their results. */
export function applying(
  where: string,
  limit: unknown,
  functions: unknown,
  args: readonly unknown[],
): (this: unknown, callback?: unknown) => never {
  return function (callback = null) {
    return inForm(where, callback, (settle, ticket) => {
      const iteratee = (fn: unknown, done: NodeCallback<never>): void => {
        expectFunction(where, 'task', fn);
        invoke(fn, this, args, done, failureOf(ticket));
      };
      begin(settle, ticket, where, MAP, functions, limit, iteratee);
    });
  };
}
