import { toLimit } from './internal/checks.js';
import { inForm } from './internal/form.js';
import { readTasks, runTasks } from './internal/graph.js';
import type { CallOptions, ResultCallback, ResultOf, TaskResult, CallbackValue } from './types.js';
import type { NodeCallback } from '@sluice/core';

/** A task of {@link auto}: a function `(callback)`, or the names of its dependencies and a function `(results, callback)`. */
export type AutoTask =
  | ((callback: NodeCallback) => unknown)
  | readonly [...dependencies: string[], task: (results: never, callback: NodeCallback) => unknown];

/** The result of an {@link AutoTask}. */
export type AutoResult<F> = F extends readonly [...unknown[], infer L]
  ? L extends (results: never, callback: infer C) => infer O
    ? TaskResult<CallbackValue<C>, O>
    : unknown
  : ResultOf<F>;

/** Results of {@link auto}, by the names of the tasks. */
export type AutoResults<T> = { [K in keyof T]: AutoResult<T[K]> };

/** The tasks of {@link auto} for results of the type `R`: each names its dependencies, and gets the results. */
export type AutoTasks<R> = {
  readonly [K in keyof R]:
    | ((callback: NodeCallback<R[K]>) => unknown)
    | readonly (keyof R | ((results: R, callback: NodeCallback<R[K]>) => unknown))[];
};

/** Options of the promise form of {@link auto}. */
export interface AutoOptions extends CallOptions {
  /** Most tasks running at once: an integer of at least 1, or `Infinity`. Default: `Infinity`. */
  readonly concurrency?: number | undefined;
}

/**
 * Runs tasks that depend on each other, each as soon as what it needs is there.
 *
 * The results are one object, which every task with dependencies gets, and may write to. Several results of one callback
 * make an array. Linear in the number of tasks and dependencies.
 *
 * The first failure settles the call; no further task starts. The results so far come with the error, as a copy.
 *
 * Compat: arguments, order and callback timing of async v3 `auto`. Differs: any length of a synchronous chain; a name
 * that only exists on `Object.prototype` is a missing dependency; without tasks and without a callback a promise comes too.
 *
 * @typeParam T - The tasks.
 * @param tasks - Object of functions `(callback)` and arrays `[...names, (results, callback) => …]`. Functions may return
 *   a promise instead; async functions get no callback.
 * @param concurrency - Most tasks running at once. 0, `null` and `undefined` mean no bound; may be left out.
 * @param callback - Called once, with `(null, results)`, or with the error and the results so far. Instead of it, the
 *   promise form takes options: `concurrency`, `signal`, `timeout`.
 * @returns Promise of the results, when no callback is given.
 * @throws {Error} When a dependency does not exist, or tasks depend on each other in a circle; thrown at the call in both
 *   forms, as in async.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when `concurrency` is negative, likewise.
 * @example
 * ```ts
 * import { auto } from '@sluice/async';
 *
 * await auto({
 *   width: async () => 3,
 *   height: async () => 4,
 *   area: ['width', 'height', async ({ width, height }: { width: number; height: number }) => width * height],
 * }); // => { width: 3, height: 4, area: 12 }
 * ```
 */
export function auto<T extends Readonly<Record<string, AutoTask>>, E = Error>(
  tasks: T,
  callback: ResultCallback<AutoResults<T>, E>,
): void;
export function auto<T extends Readonly<Record<string, AutoTask>>, E = Error>(
  tasks: T,
  concurrency: number | null | undefined,
  callback: ResultCallback<AutoResults<T>, E>,
): void;
export function auto<T extends Readonly<Record<string, AutoTask>>>(
  tasks: T,
  concurrency?: number | null,
  options?: AutoOptions | null,
): Promise<AutoResults<T>>;
export function auto<T extends Readonly<Record<string, AutoTask>>>(
  tasks: T,
  options: AutoOptions,
): Promise<AutoResults<T>>;
export function auto<R extends object, E = Error>(tasks: AutoTasks<R>, callback: ResultCallback<R, E>): void;
export function auto<R extends object, E = Error>(
  tasks: AutoTasks<R>,
  concurrency: number,
  callback: ResultCallback<R, E>,
): void;
export function auto<R extends object>(
  tasks: AutoTasks<R>,
  concurrency?: number | null,
  options?: AutoOptions | null,
): Promise<R>;
export function auto(tasks: unknown, concurrency: unknown, callback?: unknown): never {
  // As in async: a number stands there, or the callback.
  if (typeof concurrency !== 'number' && (typeof concurrency === 'function' || callback === undefined)) {
    callback = concurrency;
    concurrency = undefined;
  }
  // None, 0 and NaN mean no bound.
  const limit = concurrency ? toLimit('auto', concurrency) : Infinity;
  const list = readTasks(tasks as Record<string, unknown>);
  return inForm('auto', callback, (settle, ticket) => {
    if (list.length === 0 && ticket === undefined) return (settle as NodeCallback)(null);
    runTasks(list, Math.min(limit, ticket?.options.concurrency ?? Infinity), settle, ticket);
  });
}
