import { argumentError } from '@sluice/core';

/** A middleware in the style of koa: `async (context, next) => …`. */
export type ComposeLayer<C> = (context: C, next: () => Promise<void>) => unknown;

// Layers nest on the call stack to this depth; below it they go on in a microtask.
const DEEPEST = 1_000;

/**
 * Composes promise-style middlewares into one. `next()` returns a promise of everything behind, failures included.
 *
 * What it returns fits into a chain: `app.use((req, res, next) => composed({ req, res }, () => next()))`.
 *
 * @typeParam C - The context that every middleware gets.
 * @param layers - The middlewares; nested arrays are flattened. The array is copied.
 * @returns A function `(context, next)` that runs the middlewares and then `next`. Its promise rejects with the first
 *   failure that no middleware has caught, or when a middleware calls its `next` twice.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `layers` is no array of functions.
 * @example
 * ```ts
 * import { compose } from '@sluice/middleware';
 *
 * const run = compose<string[]>([
 *   async (log, next) => {
 *     log.push('in');
 *     await next();
 *     log.push('out');
 *   },
 *   (log) => log.push('answer'),
 * ]);
 *
 * const log: string[] = [];
 * await run(log);
 * log; // => ['in', 'answer', 'out']
 * ```
 */
export function compose<C>(
  layers: readonly (ComposeLayer<C> | readonly ComposeLayer<C>[])[],
): (context: C, next?: () => unknown) => Promise<void> {
  if (!Array.isArray(layers)) throw argumentError('compose', 'the middleware stack must be an array', layers);
  const flat = (layers as unknown[]).flat(Infinity);
  for (const layer of flat) {
    if (typeof layer !== 'function') throw argumentError('compose', 'the middleware must be a function', layer);
  }
  return (context, last) => {
    let called = -1;
    const dispatch = (index: number, depth: number): Promise<void> => {
      if (index <= called) return Promise.reject(new Error('compose: next() called multiple times'));
      called = index;
      const layer = index === flat.length ? last : (flat[index] as ComposeLayer<C>);
      if (!layer) return Promise.resolve();
      const next = (): Promise<void> => dispatch(index + 1, depth + 1);
      if (depth === DEEPEST)
        return Promise.resolve().then(() => layer(context, () => dispatch(index + 1, 0))) as Promise<void>;
      try {
        return Promise.resolve(layer(context, next)) as Promise<void>;
      } catch (error) {
        return Promise.reject(error);
      }
    };
    return dispatch(0, 0);
  };
}
