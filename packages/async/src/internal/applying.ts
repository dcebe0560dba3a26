import { type NodeCallback, runWith, taskKind, toCallbackError } from '@sluice/core';
import { expectFunction } from './checks.js';
import { toPeerError } from './failure.js';

/** An iteratee over functions: calls each with the same arguments. */
export function applying(
  where: string,
  self: unknown,
  args: readonly unknown[],
  promised: boolean,
): (fn: unknown, callback: NodeCallback<never>) => void {
  return (fn, callback) => {
    expectFunction(where, 'task', fn);
    runWith(taskKind(fn, args.length + 1, true), fn, self, args, callback, promised ? toCallbackError : toPeerError);
  };
}
