import { taskKind, type NodeCallback } from '@sluice/core';
import { auto, type AutoOptions } from './auto.js';
import { type Callable, expectFunction } from './internal/checks.js';
import { parameterNames } from './internal/parameters.js';
import { failureOf } from './internal/failure.js';
import { invoke, WITHHELD } from './internal/invoke.js';
import type { CallResult, ResultCallback } from './types.js';

/** A task of {@link autoInject}: its parameters are named after the tasks whose results it needs. */
export type InjectTask =
  ((...args: never[]) => unknown) | readonly [...dependencies: string[], task: (...args: never[]) => unknown];

/** Results of {@link autoInject}, by the names of the tasks. */
export type InjectResults<T> = {
  [K in keyof T]: CallResult<T[K] extends readonly [...unknown[], infer L] ? L : T[K]>;
};

/**
 * Runs tasks that depend on each other as {@link auto} does; a task's dependencies are the names of its parameters.
 *
 * The names are read from the source of the function, so code that is minified must use the array form
 * `['name', (name, callback) => …]`. A function with one parameter (an async function with none) has no dependencies.
 *
 * Compat: async v3 `autoInject`. Differs: the source is read in one pass, so that neither long sources nor `async(a) =>`
 * without a space, defaults with commas or strings hurt.
 *
 * @typeParam T - The tasks.
 * @param tasks - Object of functions `(...results, callback)`, async functions `(...results)`, or arrays
 *   `[...names, function]`.
 * @param callback - See {@link auto}.
 * @returns Promise of the results, when no callback is given.
 * @throws {Error} When a task's parameters cannot be told, or as {@link auto}.
 * @example
 * ```ts
 * import { autoInject } from '@sluice/async';
 *
 * await autoInject({
 *   side: async () => 3,
 *   area: async (side: number) => side * side,
 * }); // => { side: 3, area: 9 }
 * ```
 */
export function autoInject<T extends Readonly<Record<string, InjectTask>>, E = Error>(
  tasks: T,
  callback: ResultCallback<InjectResults<T>, E>,
): void;
export function autoInject<T extends Readonly<Record<string, InjectTask>>>(
  tasks: T,
  options?: AutoOptions | null,
): Promise<InjectResults<T>>;
export function autoInject(tasks: unknown, callback: unknown): never {
  const failure = failureOf(typeof callback !== 'function');
  const read: Record<string, unknown> = {};
  for (const [key, task] of Object.entries(tasks as object)) read[key] = inject(task, failure);
  return auto(read as never, undefined, callback as never) as never;
}

function inject(task: unknown, failure: (reason: unknown) => unknown): unknown {
  let names: string[];
  let fn: unknown = task;
  if (Array.isArray(task)) {
    names = task.slice(0, -1) as string[];
    fn = task[task.length - 1];
    if (names.length === 0) return task;
  } else {
    expectFunction('autoInject', 'task', task);
    const isAsync = taskKind(task, 0, true) === WITHHELD;
    if (task.length === (isAsync ? 0 : 1)) return task;
    names = parameterNames(task);
    // The words are the peer's.
    if (names.length === 0) throw new Error('autoInject task functions require explicit parameters.');
    if (!isAsync) names.pop();
  }
  expectFunction('autoInject', 'task', fn);
  const target: Callable = fn;
  const informed = (results: Record<string, unknown>, callback: NodeCallback<never>): void =>
    invoke(
      target,
      undefined,
      names.map((name) => results[name]),
      callback,
      failure,
    );
  if (names.length > 0) return [...names, informed];
  return (callback: NodeCallback<never>): void => informed({}, callback);
}
