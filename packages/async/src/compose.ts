import { type ArgumentsOf, seq, type Sequence } from './seq.js';
import type { WaterfallTask } from './waterfall.js';

type Reversed<T extends readonly unknown[]> = T extends readonly [infer H, ...infer R] ? [...Reversed<R>, H] : [];

type Last<T extends readonly unknown[]> = T extends readonly [...unknown[], infer L] ? L : T[number];

/**
 * Makes one function of several, from right to left: `compose(f, g)` calls `g` first. Otherwise as {@link seq}.
 *
 * Compat: async v3 `compose`.
 *
 * @typeParam T - The functions.
 * @param functions - Functions `(...results, callback)`, or functions `(...results)` that return a promise.
 * @returns The function.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when one of them is no function.
 * @example
 * ```ts
 * import { compose } from '@sluice/async';
 *
 * const area = compose(async (n: number) => `${n} m2`, async (side: number) => side * side);
 * await area(3); // => '9 m2'
 * ```
 */
export function compose<T extends readonly WaterfallTask[]>(
  ...functions: T
): Sequence<ArgumentsOf<Last<T>>, Reversed<T>> {
  return seq(...[...functions].reverse());
}
