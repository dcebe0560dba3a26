// The engine of waterfall, seq and compose: each function gets the results of the one before.
import { adopt, followReturned, isAsync, RETURNED } from './adopt.js';
import { Call, NESTING } from './call.js';
import { CALLED, PROMISED } from './run.js';
import { type Callable, calledTwice, expectFunction } from './checks.js';

const NONE: readonly unknown[] = [];

export class Cascade extends Call {
  where = '';
  tasks: readonly unknown[] = NONE;
  self: unknown = undefined;
  // The results that are passed on; `rest` holds them all when there are several.
  count = 0;
  first: unknown = undefined;
  rest: readonly unknown[] = NONE;
  index = 0;
  depth = 0;
  due = false;
  fulfilled: ((value: unknown) => void) | undefined = undefined;
  failed: ((reason: unknown) => void) | undefined = undefined;
}

export function pass(cascade: Cascade, values: readonly unknown[]): void {
  cascade.count = values.length;
  cascade.first = values[0];
  cascade.rest = values;
}

/** Runs the next task, in this stack. */
export function descend(cascade: Cascade): void {
  cascade.depth += 1;
  try {
    do {
      cascade.due = false;
      runNext(cascade);
    } while (cascade.due);
  } catch (error) {
    cascade.depth -= 1;
    cascade.caught(error);
    return;
  }
  cascade.depth -= 1;
}

function runNext(cascade: Cascade): void {
  const { count, first, self } = cascade;
  const task = cascade.tasks[cascade.index];
  cascade.index += 1;
  expectFunction(cascade.where, 'task', task);
  if (isAsync(task)) {
    const promise =
      count === 0 ? task.call(self) : count === 1 ? task.call(self, first) : task.apply(self, rest(cascade));
    watch(cascade, promise as Promise<unknown>);
    return;
  }
  const callback = stepCallback(cascade);
  let result;
  if (count === 0) result = task.call(self, callback);
  else if (count === 1) result = task.call(self, first, callback);
  else result = task.apply(self, [...cascade.rest, callback]);
  if (result !== undefined) adopt(task, count + 1, result, callback);
}

function rest(cascade: Cascade): unknown[] {
  return (cascade.count === 1 ? [cascade.first] : cascade.rest) as unknown[];
}

function stepCallback(cascade: Cascade): Callable {
  let state = OPEN;
  return (...outcome: [error?: unknown, value?: unknown, ...more: unknown[]]): void => {
    const [error, value] = outcome;
    if (state === OPEN && error !== RETURNED) {
      state = CALLED;
      cascade.count = outcome.length > 1 ? outcome.length - 1 : 0;
      cascade.first = value;
      if (outcome.length > 2) cascade.rest = outcome.slice(1);
      advance(cascade, error);
    } else if (state === OPEN) {
      followReturned(value as Promise<unknown>, cascade.failure, (reason, result) => {
        if (state !== OPEN) return;
        state = PROMISED;
        cascade.count = 1;
        cascade.first = result;
        advance(cascade, reason);
      });
    } else if (state === CALLED && error !== RETURNED) throw calledTwice();
  };
}

const OPEN = 0;

function advance(cascade: Cascade, error: unknown): void {
  if (cascade.over) return;
  if (error === false) return cascade.cancel();
  if (error || cascade.index === cascade.tasks.length) {
    if (cascade.count === 0) cascade.end(error);
    else if (cascade.count === 1) cascade.end(error, cascade.first);
    else cascade.end(error, ...cascade.rest);
  } else if (cascade.depth < NESTING) descend(cascade);
  else cascade.due = true;
}

// One pair of closures follows all async functions of the call.
function watch(cascade: Cascade, promise: Promise<unknown>): void {
  cascade.fulfilled ??= (value) => {
    try {
      cascade.count = 1;
      cascade.first = value;
      advance(cascade, null);
    } catch (error) {
      cascade.escaped(error);
    }
  };
  cascade.failed ??= (reason) => {
    try {
      cascade.count = 1;
      cascade.first = undefined;
      advance(cascade, cascade.failure(reason));
    } catch (error) {
      cascade.escaped(error);
    }
  };
  promise.then(cascade.fulfilled, cascade.failed);
}
