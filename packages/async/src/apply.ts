/**
 * Binds the first arguments of a function. It knows nothing of callbacks.
 *
 * Compat: async v3 `apply`.
 *
 * @typeParam A - The arguments that are bound.
 * @typeParam B - The others.
 * @typeParam R - Result.
 * @param fn - The function.
 * @param args - Its first arguments.
 * @returns A function of the other arguments.
 * @example
 * ```ts
 * import { apply } from '@sluice/async';
 *
 * apply((a: number, b: number) => a - b, 10)(4); // => 6
 * ```
 */
export function apply<A extends unknown[], B extends unknown[], R>(
  fn: (...args: [...A, ...B]) => R,
  ...args: A
): (...rest: B) => R {
  return (...rest) => fn(...args, ...rest);
}
