// The ways of starting an item, other than `iteratee(item, callback)`.
import { adopt, CALLED, ENDED, isAsync, PROMISED } from './adopt.js';
import { type Callable, calledTwice, expectFunction } from './checks.js';
import { followItem, itemCallback, keyOf, type Run, settle } from './run.js';

/** `iteratee(item, key, callback)` */
export function startKeyed(run: Run, index: number, item: unknown): void {
  startPair(run, index, item, keyOf(run, index));
}

/** `iteratee(memo, item, callback)` */
export function startMemo(run: Run, index: number, item: unknown): void {
  startPair(run, index, run.results, item);
}

function startPair(run: Run, index: number, first: unknown, second: unknown): void {
  const { iteratee } = run;
  if (run.withheld) return followItem(run, index, iteratee(first, second));
  const callback = itemCallback(run, index);
  const result = iteratee(first, second, callback);
  if (result !== undefined) adopt(run.ticket, iteratee, 3, result, callback);
}

/** `iteratee(index, callback)`, with a call of its own: the compiler sees few functions there. */
export function startIndex(run: Run, index: number): void {
  const { iteratee } = run;
  if (run.withheld) return followItem(run, index, iteratee(index));
  const callback = itemCallback(run, index);
  const result = iteratee(index, callback);
  if (result !== undefined) adopt(run.ticket, iteratee, 2, result, callback);
}

/** `iteratee(item, callback)`, of which all results count; arrays are flattened one level. */
export function startGathering(run: Run, index: number, item: unknown): void {
  const { iteratee } = run;
  if (run.withheld) return followItem(run, index, iteratee(item));
  const callback = itemCallback(run, index);
  const result = iteratee(item, (...outcome: unknown[]) => callback(outcome[0], outcome.slice(1).flat()));
  if (result !== undefined) adopt(run.ticket, iteratee, 2, result, callback);
}

/** `task(callback)`: each item is itself the task. */
export function startTask(run: Run, index: number, task: unknown): void {
  expectFunction(run.where, 'task', task);
  if (isAsync(task)) return followItem(run, index, task());
  const callback = taskCallback(run, index);
  const result = task(callback);
  if (result !== undefined) adopt(run.ticket, task, 1, result, callback);
}

// Several results make an array.
function taskCallback(run: Run, index: number): Callable {
  return (error?: unknown, value?: unknown, ...more: unknown[]): void => {
    const own = index;
    const isPromised = more[0] === PROMISED;
    if (own >= 0) {
      index = isPromised ? ENDED : CALLED;
      settle(run, own, error, more.length > 0 && !isPromised ? [value, ...more] : value);
    } else if (own === CALLED && !isPromised) throw calledTwice();
  };
}
