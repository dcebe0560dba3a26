import { inForm } from './internal/form.js';
import { Cascade, descend } from './internal/cascade.js';
import type { CallbackValue, CallOptions, ResultsCallback } from './types.js';
import type { NodeCallback } from '@sluice/core';

// What a task passes on: its promise's value, or all that its callback takes after the error.
type Passed<F> = F extends (...args: infer A) => infer O
  ? O extends PromiseLike<infer V>
    ? [V]
    : A extends [...unknown[], infer C]
      ? Values<C>
      : unknown[]
  : unknown[];

type Values<C> = C extends (error: never, ...values: infer V) => unknown ? Required<V> : unknown[];

type Last<T extends readonly unknown[]> = T extends readonly [...unknown[], infer L] ? L : T[number];

/** What a {@link waterfall} of these tasks ends with. */
export type WaterfallResults<T extends readonly unknown[]> = T extends readonly [] ? [] : Passed<Last<T>>;

/** What the promise of a {@link waterfall} fulfils with: its only result, or an array of several. */
export type WaterfallResult<T extends readonly unknown[]> =
  WaterfallResults<T> extends readonly []
    ? undefined
    : WaterfallResults<T> extends readonly [infer R]
      ? R
      : CallbackValue<(error: never, ...values: WaterfallResults<T>) => unknown>;

/** A step of a {@link waterfall}. */
export type WaterfallTask = (...args: never[]) => unknown;

/**
 * Runs the tasks one after the other, each with the results of the one before.
 *
 * All results of a callback are passed on; the value of a promise is one result. Tasks that finish synchronously run in
 * the same stack, which is unwound below a depth of some hundred tasks.
 *
 * The first failure settles the call; no further task starts. A second call of a task's callback throws.
 *
 * Compat: arguments, order and callback timing of async v3 `waterfall`. Differs: any number of synchronous tasks (async
 * overflows the stack at about 2300), and a promise that a plain function returns counts.
 *
 * @typeParam T - The tasks.
 * @param tasks - Array of functions `(...results, callback)`, or functions `(...results)` that return a promise.
 *   Anything else is an error for the callback.
 * @param callback - Called once, with `(null, ...results)` of the last task, or with the error and what came with it.
 *   Instead of it, the promise form takes options: `signal`, `timeout`.
 * @returns Promise of the last result, of an array when there are several, when no callback is given.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when a task is no function and its turn comes.
 * @example
 * ```ts
 * import { waterfall } from '@sluice/async';
 *
 * await waterfall([async () => 2, async (n: number) => n * 3]); // => 6
 * ```
 */
export function waterfall<T extends readonly WaterfallTask[], E = Error>(
  tasks: readonly [...T],
  callback: ResultsCallback<WaterfallResults<T>, E>,
): void;
export function waterfall<T extends readonly WaterfallTask[]>(
  tasks: readonly [...T],
  options?: CallOptions | null,
): Promise<WaterfallResult<T>>;
export function waterfall<R, E = Error>(
  tasks: readonly WaterfallTask[],
  callback: (error?: E | null, result?: R) => void,
): void;
export function waterfall<R>(tasks: readonly WaterfallTask[], options?: CallOptions | null): Promise<R>;
export function waterfall(tasks: unknown = null, callback?: unknown): never {
  return inForm('waterfall', callback, (settle, ticket) => {
    // These go to the callback: async's contract.
    if (!Array.isArray(tasks)) return settle(new Error('First argument to waterfall must be an array of functions'));
    if (tasks.length === 0) return (settle as NodeCallback)();
    const cascade = new Cascade(settle, ticket);
    cascade.where = 'waterfall';
    cascade.tasks = tasks;
    descend(cascade);
  });
}
