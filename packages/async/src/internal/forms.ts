// The ways of calling, other than `iteratee(item, callback)`.
import { adopt, followReturned, isAsync, RETURNED } from './adopt.js';
import { type Callable, calledTwice, expectFunction } from './checks.js';
import { CALLED, failure, type Form, itemCallback, keyOf, PROMISED, type Run, settle, watch } from './run.js';

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
    const callback = gatheringCallback(run, index, flat);
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
    const callback = gatheringCallback(run, index, itself);
    const result = task(callback);
    if (result !== undefined) adopt(task, 1, result, callback);
  },
  follow: (_run, _index, task) => (typeof task === 'function' && isAsync(task) ? (task as Callable)() : undefined),
};

function flat(values: unknown[]): unknown[] {
  return values.flat();
}

// Several results make an array, none make undefined.
function itself(values: unknown[]): unknown {
  return values.length === 0 ? undefined : values;
}

function gatheringCallback(run: Run, index: number, gather: (values: unknown[]) => unknown): Callable {
  return function (error?: unknown, value?: unknown): void {
    if (index >= 0 && error !== RETURNED) {
      const own = index;
      index = CALLED;
      if (arguments.length !== 2) {
        // A rest parameter would cost an array for each task.
        const values: unknown[] = [];
        // eslint-disable-next-line prefer-rest-params -- as above
        for (let i = 1; i < arguments.length; i += 1) values.push(arguments[i]);
        value = gather(values);
      }
      settle(run, own, error, value);
    } else if (index >= 0) {
      followReturned(value as Promise<unknown>, failure(run), (reason, result) => {
        if (index < 0) return;
        const own = index;
        index = PROMISED;
        settle(run, own, reason, result);
      });
    } else if (index === CALLED && error !== RETURNED) throw calledTwice();
  };
}
