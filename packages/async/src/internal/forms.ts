// The ways of starting an item, other than `iteratee(item, callback)`.
import { adopt, CALLED, followReturned, isAsync, PROMISED, RETURNED } from './adopt.js';
import { type Callable, calledTwice, expectFunction } from './checks.js';
import { failureOf } from './failure.js';
import { adoptItem, follow, itemCallback, keyOf, type Run, settle } from './run.js';

/** `iteratee(item, key, callback)` */
export function startKeyed(run: Run, index: number, item: unknown): void {
  const { iteratee } = run;
  if (run.withheld) return follow(run, index, iteratee(item, keyOf(run, index)));
  const callback = itemCallback(run, index);
  const result = iteratee(item, keyOf(run, index), callback);
  if (result !== undefined) adoptItem(run, 3, result, callback);
}

/** `iteratee(memo, item, callback)` */
export function startMemo(run: Run, index: number, item: unknown): void {
  const { iteratee } = run;
  if (run.withheld) return follow(run, index, iteratee(run.results, item));
  const callback = itemCallback(run, index);
  const result = iteratee(run.results, item, callback);
  if (result !== undefined) adoptItem(run, 3, result, callback);
}

/** `iteratee(item, callback)`, of which all results count; arrays are flattened one level. */
export function startGathering(run: Run, index: number, item: unknown): void {
  const { iteratee } = run;
  if (run.withheld) return follow(run, index, iteratee(item));
  const callback = itemCallback(run, index);
  const result = iteratee(item, (...outcome: unknown[]) => callback(outcome[0], outcome.slice(1).flat()));
  if (result !== undefined) adoptItem(run, 2, result, callback);
}

/** `task(callback)`: each item is itself the task. */
export function startTask(run: Run, index: number, task: unknown): void {
  expectFunction(run.where, 'task', task);
  if (isAsync(task)) return follow(run, index, task());
  const callback = taskCallback(run, index);
  const result = task(callback);
  if (result !== undefined) adopt(task, 1, result, callback);
}

// Several results make an array.
function taskCallback(run: Run, index: number): Callable {
  return (error?: unknown, value?: unknown, ...more: unknown[]): void => {
    if (index >= 0 && error !== RETURNED) {
      const own = index;
      index = CALLED;
      settle(run, own, error, more.length > 0 ? [value, ...more] : value);
    } else if (index >= 0) {
      followReturned(value, failureOf(run.ticket), (reason, result) => {
        if (index < 0) return;
        const own = index;
        index = PROMISED;
        settle(run, own, reason, result);
      });
    } else if (index === CALLED && error !== RETURNED) throw calledTwice();
  };
}
