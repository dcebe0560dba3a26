// The engine of waterfall, seq and compose: each function gets the results of the one before.
import { adopt, callbackOf, follower, isAsync } from './adopt.js';
import { Call, NESTING } from './call.js';
import { expectFunction } from './checks.js';

const NONE: readonly unknown[] = [];

export class Cascade extends Call {
  where = '';
  tasks: readonly unknown[] = NONE;
  self: unknown = undefined;
  /** The last outcome: an error, and the results that are passed on. */
  outcome: readonly unknown[] = NONE;
  index = 0;
  depth = 0;
  due = false;
  /** Follows async functions. */
  follow: ((promise: unknown) => void) | undefined = undefined;
}

/** Runs the next task, in this stack. */
export function descend(cascade: Cascade): void {
  cascade.depth += 1;
  try {
    cascade.guard(runDue);
  } finally {
    cascade.depth -= 1;
  }
}

function runDue(cascade: Cascade): void {
  do {
    cascade.due = false;
    runNext(cascade);
  } while (cascade.due);
}

function runNext(cascade: Cascade): void {
  const { outcome, self } = cascade;
  const task = cascade.tasks[cascade.index];
  cascade.index += 1;
  expectFunction(cascade.where, 'task', task);
  if (isAsync(task)) {
    const promise = outcome.length === 2 ? task.call(self, outcome[1]) : task.apply(self, outcome.slice(1));
    cascade.follow ??= follower(cascade.failure, (...result) => advance(cascade, task, result));
    return cascade.follow(promise);
  }
  const callback = callbackOf(cascade, task, advance);
  let result;
  // Spreading is slow, and most tasks have no arguments or one.
  if (outcome.length < 2) result = task.call(self, callback);
  else if (outcome.length === 2) result = task.call(self, outcome[1], callback);
  else result = task.apply(self, [...outcome.slice(1), callback]);
  if (result !== undefined) adopt(cascade.ticket, task, Math.max(outcome.length, 1), result, callback);
}

function advance(cascade: Cascade, _task: unknown, outcome: readonly unknown[]): void {
  const error = outcome[0];
  if (cascade.over) return;
  if (error === false) return cascade.cancel();
  cascade.outcome = outcome;
  if (error || cascade.index === cascade.tasks.length) {
    if (outcome.length === 2) cascade.end(error, outcome[1]);
    else cascade.end(error, ...outcome.slice(1));
  } else if (cascade.depth < NESTING) descend(cascade);
  else cascade.due = true;
}
