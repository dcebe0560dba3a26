import { argumentError, checkFunction, throwLater } from '@sluice/core';
import { SluicePromise } from './SluicePromise.js';

/** A resource and the way to release it; made by {@link disposer}. */
export class Disposer<T> {
  readonly resource: PromiseLike<T> | T;
  readonly dispose: (resource: T) => unknown;

  /**
   * @param resource - The resource, or a promise of it.
   * @param dispose - Releases it.
   */
  constructor(resource: PromiseLike<T> | T, dispose: (resource: T) => unknown) {
    this.resource = resource;
    this.dispose = dispose;
  }
}

/**
 * Ties a resource to the way to release it, for {@link using}.
 *
 * @typeParam T - The resource.
 * @param resource - The resource, or a promise of it.
 * @param dispose - Called once with the resource; a promise that it returns is waited for.
 * @returns What `using` takes.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `dispose` is no function.
 */
export function disposer<T>(resource: PromiseLike<T> | T, dispose: (resource: T) => unknown): Disposer<T> {
  checkFunction('disposer', 'dispose', dispose);
  return new Disposer(resource, dispose);
}

type Resources<D extends readonly unknown[]> = { [K in keyof D]: D[K] extends Disposer<infer T> ? T : Awaited<D[K]> };

/**
 * Waits for resources, calls the last argument with them, and releases them, last first, when its promise is settled.
 *
 * If one resource cannot be had, the others are released and the call fails. A failure while releasing fails the call; if
 * the call has failed already, it is thrown where nobody can catch it.
 *
 * @param args - Disposers, or plain values and promises, which are not released; then the function.
 * @returns Promise of what the function returns, once everything is released.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as a rejection, when the last argument is no function.
 * @example
 * ```ts
 * import { disposer, using } from '@sluice/deferred';
 *
 * const log: string[] = [];
 * const connection = disposer({ query: async (sql: string) => `rows of ${sql}` }, () => log.push('released'));
 *
 * await using(connection, (db) => db.query('A')); // => 'rows of A'
 * log; // => ['released']
 * ```
 */
export function using<const D extends readonly unknown[], R>(
  ...args: [...disposers: D, fn: (...resources: Resources<D>) => R | PromiseLike<R>]
): SluicePromise<R> {
  return SluicePromise.try(() => {
    const fn = args.at(-1);
    if (typeof fn !== 'function') throw argumentError('using', 'the last argument must be a function', fn);
    return use(args.slice(0, -1), fn as (...resources: unknown[]) => unknown);
  }) as SluicePromise<R>;
}

async function use(sources: unknown[], fn: (...resources: unknown[]) => unknown): Promise<unknown> {
  const outcomes = await SluicePromise.allSettled(
    sources.map((source) => (source instanceof Disposer ? (source.resource as unknown) : source)),
  ).native;
  let failed = false;
  let result: unknown;
  try {
    result = await fn(
      ...outcomes.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      }),
    );
  } catch (error) {
    failed = true;
    result = error;
  }
  for (let i = sources.length - 1; i >= 0; i -= 1) {
    const [source, outcome] = [sources[i], outcomes[i]];
    if (!(source instanceof Disposer) || outcome?.status !== 'fulfilled') continue;
    try {
      await source.dispose(outcome.value);
    } catch (error) {
      if (failed) throwLater(error);
      else {
        failed = true;
        result = error;
      }
    }
  }
  if (failed) throw result;
  return result;
}
