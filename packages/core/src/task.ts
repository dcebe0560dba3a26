import { toCallbackError } from './errors.js';
import { isPromise } from './isPromise.js';
import { runLater, throwLater } from './schedule.js';
import type { NodeCallback } from './types.js';

/**
 * How a task finishes, decided once per collection:
 * - `CALLBACK`: it declares the callback; what it returns is never looked at.
 * - `OPEN`: nothing is known. It gets the callback; a real promise that it returns counts too.
 * - `ASYNC`: a native async function that does not declare the callback. It gets the callback; its promise counts.
 * - `WITHHELD`: a native async function in a package whose peer gives it no callback; its promise decides.
 */
export type TaskKind = 0 | 1 | 2 | 3;

const CALLBACK = 0;
const OPEN = 1;
const ASYNC = 2;
const WITHHELD = 3;
const BY_CALLBACK = 1;
const BY_PROMISE = 2;

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- any shape; the runners call it as their package promises
type AnyFunction = Function;
type Callable = (...args: unknown[]) => unknown;

/**
 * Tells how a task finishes, from its declaration.
 *
 * @param task - The function.
 * @param position - The callback's place among its parameters, counted from 1.
 * @param withhold - Whether native async functions (bound, proxied and other-realm ones count) get no callback, as in
 *   async v3. Default: false.
 * @returns The kind to pass to {@link run1} or {@link runWith}.
 */
export function taskKind(task: AnyFunction, position: number, withhold = false): TaskKind {
  const isAsync = (task as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'AsyncFunction';
  if (isAsync && withhold) return WITHHELD;
  if (task.length >= position) return CALLBACK;
  return isAsync ? ASYNC : OPEN;
}

/**
 * Runs a task of one argument: calls it, and hands its outcome to `callback`, whichever way it finishes.
 *
 * The first outcome counts; after it, the other channel is ignored. A second call of the callback is passed on, since
 * what it means is the contract of the package. A synchronous throw of the task is thrown. An exception of `callback`
 * goes to the task when the task called it, and to nobody (`uncaughtException`) when a promise did.
 *
 * @param kind - From {@link taskKind}.
 * @param task - The function.
 * @param a - Its argument.
 * @param callback - Receives `(null, value)`, or `(error)`, or what the task hands to it.
 * @param failure - Turns a rejection reason into the callback's error. Default: {@link toCallbackError}.
 */
export function run1(
  kind: TaskKind,
  task: AnyFunction,
  a: unknown,
  callback: NodeCallback<never>,
  failure: (reason: unknown) => unknown = toCallbackError,
): void {
  if (kind === CALLBACK) (task as Callable)(a, callback);
  else if (kind === WITHHELD) follow((task as Callable)(a), callback, failure);
  else {
    const run = openRun(callback, failure, kind);
    run.watch((task as Callable)(a, run.callback));
  }
}

/**
 * Runs a task whose arguments are not known beforehand. See {@link run1}.
 *
 * @param kind - From {@link taskKind}.
 * @param task - The function.
 * @param self - Its `this`.
 * @param args - Its arguments, without the callback.
 * @param callback - Receives the outcome.
 * @param failure - See {@link run1}.
 */
export function runWith(
  kind: TaskKind,
  task: AnyFunction,
  self: unknown,
  args: readonly unknown[],
  callback: NodeCallback<never>,
  failure: (reason: unknown) => unknown = toCallbackError,
): void {
  if (kind === CALLBACK) callWith(task as Callable, self, args, callback);
  else if (kind === WITHHELD) follow(task.apply(self, args), callback, failure);
  else {
    const run = openRun(callback, failure, kind);
    run.watch(callWith(task as Callable, self, args, run.callback));
  }
}

// Spreading a list is slow, and most tasks have no arguments or one.
function callWith(task: Callable, self: unknown, args: readonly unknown[], callback: unknown): unknown {
  if (args.length === 0) return task.call(self, callback);
  return args.length === 1 ? task.call(self, args[0], callback) : task.apply(self, [...args, callback]);
}

/**
 * Hands the outcome of a promise to a callback: `(null, value)` or `(failure(reason))`. An exception of the callback is
 * uncaught, it does not turn into a rejection.
 *
 * @param promise - A thenable; its `then` is called at once.
 * @param callback - Receives the outcome.
 * @param failure - Turns a rejection reason into the callback's error. Default: {@link toCallbackError}.
 */
export function follow(
  promise: unknown,
  callback: NodeCallback<never>,
  failure: (reason: unknown) => unknown = toCallbackError,
): void {
  (promise as PromiseLike<never>).then(
    (value) => deliver(callback, null, value),
    (reason: unknown) => deliver(callback, failure(reason)),
  );
}

function deliver(callback: NodeCallback<never>, error: unknown, value?: unknown): void {
  try {
    callback(error, value as never);
  } catch (thrown) {
    throwLater(thrown);
  }
}

interface OpenRun {
  callback: (...args: [error?: unknown, value?: never, ...rest: unknown[]]) => void;
  watch: (result: unknown) => void;
}

// One call of a task that may use its callback, return a promise, or both.
function openRun(target: NodeCallback<never>, failure: (reason: unknown) => unknown, kind: TaskKind): OpenRun {
  let settledBy: 0 | typeof BY_CALLBACK | typeof BY_PROMISE = 0;
  const settle = (error: unknown, value?: unknown): void => {
    if (settledBy) return;
    settledBy = BY_PROMISE;
    deliver(target, error, value);
  };
  return {
    callback: (...args) => {
      if (settledBy === BY_PROMISE) return;
      settledBy = BY_CALLBACK;
      target(...args);
    },
    watch: (result) => {
      // When the callback was called during the call, its promise is not looked at; a rejection of it stays unhandled.
      if (settledBy || !isPromise(result)) return;
      result.then(
        (value) => {
          // A function that takes its callback in a hidden way (rest parameters, a stub) may return an empty promise and
          // call the callback later; so `undefined` waits for a macrotask.
          if (value === undefined && kind === OPEN) runLater(() => settle(null, value));
          else settle(null, value);
        },
        (reason: unknown) => settle(failure(reason)),
      );
    },
  };
}
