import type { NodeCallback } from '@sluice/core';
import { reflect, type Reflection } from './reflect.js';
import type { ResultOf } from './types.js';

/** The tasks of {@link reflectAll}, reflected. */
export type ReflectedTasks<T> = {
  -readonly [K in keyof T]: (callback: NodeCallback<Reflection<ResultOf<T[K]>>>) => void;
};

/**
 * Makes tasks that never fail: {@link reflect} for each.
 *
 * Compat: async v3 `reflectAll`.
 *
 * @typeParam T - The tasks.
 * @param tasks - Array or object of functions `(callback)`, or functions that return a promise.
 * @returns The same array or object, of reflected tasks.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when a task is no function.
 * @example
 * ```ts
 * import { parallel, reflectAll } from '@sluice/async';
 *
 * await parallel(reflectAll({ a: async () => 1 })); // => { a: { value: 1 } }
 * ```
 */
export function reflectAll<T extends readonly ((callback: NodeCallback) => unknown)[] | readonly []>(
  tasks: T,
): ReflectedTasks<T>;
export function reflectAll<T extends Readonly<Record<string, (callback: NodeCallback) => unknown>>>(
  tasks: T,
): ReflectedTasks<T>;
export function reflectAll(tasks: unknown): unknown {
  // Not `map(reflect)`: its second argument would be the index.
  if (Array.isArray(tasks)) return tasks.map((task) => reflect(task as never));
  return Object.fromEntries(Object.entries(tasks as object).map(([key, task]) => [key, reflect(task as never)]));
}
