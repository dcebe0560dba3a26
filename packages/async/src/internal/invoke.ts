// Runs a task whose outcome is a matter of its own: not one of many items, as in run.ts.
import { type NodeCallback, runWith, taskKind, type TaskKind } from '@sluice/core';
import type { Callable } from './checks.js';

export { follow, runWith as invokeAs } from '@sluice/core';

/** The kind of a task that declares its callback. */
export const CALLBACK: TaskKind = 0;
/** The kind of an async function, which gets no callback. */
export const WITHHELD: TaskKind = 3;

/** Calls `fn` with `args` and a callback, unless it is an async function; its outcome goes to `callback`. */
export function invoke(
  fn: Callable,
  self: unknown,
  args: readonly unknown[],
  callback: NodeCallback<never>,
  failure: (reason: unknown) => unknown,
): void {
  runWith(taskKind(fn, args.length + 1, true), fn, self, args, callback, failure);
}
