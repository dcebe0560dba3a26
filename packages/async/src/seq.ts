import { Cascade, descend } from './internal/cascade.js';
import { expectFunction } from './internal/checks.js';
import { withCallback } from './internal/withCallback.js';
import type { NodeCallback } from '@sluice/core';
import type { WaterfallResult, WaterfallResults, WaterfallTask } from './waterfall.js';

/** Arguments of a function without its callback: async functions declare none. */
export type ArgumentsOf<F> = F extends (...args: infer A) => infer O
  ? O extends PromiseLike<unknown>
    ? A
    : A extends [...infer B, infer C]
      ? C extends (...args: never[]) => unknown
        ? B
        : A
      : A
  : unknown[];

/** What {@link seq} and `compose` return; it takes a callback or returns a promise. */
export interface Sequence<A extends readonly unknown[], T extends readonly unknown[]> {
  // Names on both sides, and the clause, are for TypeScript before 5.4.
  <E = Error>(
    ...args: [
      ...args: A,
      callback: (
        error?: E | null,
        ...results: Partial<WaterfallResults<T>> extends infer R extends unknown[] ? R : never
      ) => void,
    ]
  ): void;
  (...args: A): Promise<WaterfallResult<T>>;
}

/**
 * Makes one function of several: each gets the results of the one before.
 *
 * The function that is returned takes the arguments of the first, and a callback in the last place; without a function
 * there, it returns a promise. Its `this` is passed on.
 *
 * Compat: arguments, order and callback timing of async v3 `seq`. Differs: any number of synchronous functions, and a
 * promise that a plain function returns counts.
 *
 * @typeParam T - The functions.
 * @param functions - Functions `(...results, callback)`, or functions `(...results)` that return a promise.
 * @returns The function.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when one of them is no function.
 * @example
 * ```ts
 * import { seq } from '@sluice/async';
 *
 * const area = seq(async (side: number) => side * side, async (n: number) => `${n} m2`);
 * await area(3); // => '9 m2'
 * ```
 */
export function seq<T extends readonly WaterfallTask[]>(...functions: T): Sequence<ArgumentsOf<T[0]>, T> {
  for (const fn of functions) expectFunction('seq', 'task', fn);
  return withCallback('seq', (self, args, callback, ticket) => {
    // Whatever stands for "no error", the final callback gets null.
    const finish = (error?: unknown, ...results: never[]): void => callback(error || null, ...results);
    if (functions.length === 0) return finish(null, ...(args as never[]));
    const cascade = new Cascade(finish as NodeCallback<never>, ticket);
    cascade.where = 'seq';
    cascade.tasks = functions;
    cascade.self = self;
    cascade.outcome = [null, ...args];
    descend(cascade);
  }) as never;
}
