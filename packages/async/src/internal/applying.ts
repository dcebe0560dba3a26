import type { NodeCallback } from '@sluice/core';
import { expectFunction } from './checks.js';
import { failureOf } from './failure.js';
import { invoke } from './invoke.js';

/** An iteratee over functions: calls each with the same arguments. */
export function applying(
  where: string,
  self: unknown,
  args: readonly unknown[],
  promised: boolean,
): (fn: unknown, callback: NodeCallback<never>) => void {
  return (fn, callback) => {
    expectFunction(where, 'task', fn);
    invoke(fn, self, args, callback, failureOf(promised));
  };
}
