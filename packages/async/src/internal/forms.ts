// The ways of calling, other than `iteratee(item, callback)`.
import { adopt, followReturned, isAsync, RETURNED } from './adopt.js';
import { type Callable, calledTwice, expectFunction } from './checks.js';
import { CALLED, type Form, itemCallback, keyOf, PROMISED, type Run, settle, watch } from './run.js';

/** `iteratee(item, key, callback)` */
export const KEYED: Form = {
  start: (run, index, value) => {
    const callback = itemCallback(run, index);
    const { iteratee } = run;
    const result = iteratee(value, keyOf(run, index), callback);
    if (result !== undefined) adopt(iteratee, 3, result, callback);
  },
  follow: (run, index, value) => {
    const { iteratee } = run;
    return iteratee(value, keyOf(run, index));
  },
};

/** `iteratee(memo, item, callback)` */
export const MEMO: Form = {
  start: (run, index, value) => {
    const callback = itemCallback(run, index);
    const { iteratee } = run;
    const result = iteratee(run.results, value, callback);
    if (result !== undefined) adopt(iteratee, 3, result, callback);
  },
  follow: (run, _index, value) => {
    const { iteratee } = run;
    return iteratee(run.results, value);
  },
};

/** `iteratee(item, callback)`, of which all results count. */
export const GATHERING: Form = {
  start: (run, index, value) => {
    const callback = gatheringCallback(run, index);
    const { iteratee } = run;
    const result = iteratee(value, callback);
    if (result !== undefined) adopt(iteratee, 2, result, callback);
  },
  follow: (run, _index, value) => {
    const { iteratee } = run;
    return iteratee(value);
  },
};

/** `task(callback)`: each item is itself the task. */
export const TASK: Form = {
  start: (run, index, task) => {
    expectFunction(run.where, 'task', task);
    if (isAsync(task)) return watch(run, index, task);
    const callback = taskCallback(run, index);
    const result = task(callback);
    if (result !== undefined) adopt(task, 1, result, callback);
  },
  follow: (_run, _index, task) => (typeof task === 'function' && isAsync(task) ? (task as Callable)() : undefined),
};

// Several results make an array.
function taskCallback(run: Run, index: number): Callable {
  return (error?: unknown, value?: unknown, ...more: unknown[]): void => {
    if (index >= 0 && error !== RETURNED) {
      const own = index;
      index = CALLED;
      settle(run, own, error, more.length > 0 ? [value, ...more] : value);
    } else if (index >= 0) {
      followReturned(value as Promise<unknown>, run.failure, (reason, result) => {
        if (index < 0) return;
        const own = index;
        index = PROMISED;
        settle(run, own, reason, result);
      });
    } else if (index === CALLED && error !== RETURNED) throw calledTwice();
  };
}

// All results count, arrays flattened one level; what was given as the only result is flattened later.
function gatheringCallback(run: Run, index: number): Callable {
  const callback = itemCallback(run, index);
  return (...args) => callback(args[0], args[0] === RETURNED ? args[1] : args.slice(1).flat());
}
