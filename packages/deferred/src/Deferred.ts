import { type NodeCallback, toRejection } from '@sluice/core';
import { ALL, combine } from './internal/combine.js';
import { create, notifierOf, rejecterOf, resolverOf, SluicePromise, type Values } from './SluicePromise.js';

type AnyPromise = SluicePromise<unknown>;

/** The states of Promises/A. */
export type DeferredState = 'unfulfilled' | 'fulfilled' | 'failed';

/**
 * The handle that callback code settles a promise with.
 *
 * Every function of it may be used detached (`setTimeout(deferred.resolve, 5)`, `emitter.once('end', deferred.resolve)`)
 * and stays the same function. The first settlement counts, the others change nothing.
 *
 * @typeParam T - Fulfilment value.
 * @typeParam P - What `notify` tells the progress handlers.
 * @example
 * ```ts
 * import { Deferred } from '@sluice/deferred';
 *
 * const deferred = new Deferred<string>();
 * setTimeout(deferred.resolve, 1, 'ready');
 * deferred.state; // => 'unfulfilled'
 * await deferred.promise; // => 'ready'
 * ```
 */
export class Deferred<T = unknown, P = unknown> {
  /** The promise that this deferred settles. */
  readonly promise: SluicePromise<T, P> = create(SluicePromise) as SluicePromise<T, P>;
  // Old code puts a promise that was derived from it in its place; the functions stay those of this one, as in Q.
  readonly #own = this.promise as AnyPromise;

  /** `'unfulfilled'`, `'fulfilled'` or `'failed'`, now. */
  get state(): DeferredState {
    const { state } = this.promise.inspect();
    return state === 'pending' ? 'unfulfilled' : state === 'rejected' ? 'failed' : state;
  }

  /** Fulfils the promise with a value, or lets it follow another promise or thenable. */
  get resolve(): (value?: T | PromiseLike<T>) => void {
    return resolverOf(this.#own);
  }

  /** Rejects the promise with a reason, which is passed on unchanged. */
  get reject(): (reason?: unknown) => void {
    return rejecterOf(this.#own);
  }

  /** Tells the progress handlers that are attached now, in a later microtask. Does nothing once the promise is settled. */
  get notify(): (progress?: P) => void {
    return notifierOf(this.#own);
  }

  /** Another name of {@link notify}. */
  get progress(): (progress?: P) => void {
    return this.notify;
  }

  /**
   * Makes a Node-style callback that settles the promise: with its error, with its result, or with an array of its results
   * when it gets several.
   */
  get makeNodeResolver(): () => NodeCallback<T> {
    const { resolve, reject } = this;
    return () =>
      (...args) => {
        const [error, value] = args;
        if (error) reject(toRejection(error));
        else resolve((args.length > 2 ? args.slice(1) : value) as T);
      };
  }

  /** Another name of {@link makeNodeResolver}. */
  get callback(): () => NodeCallback<T> {
    return this.makeNodeResolver;
  }

  /**
   * Settles the promise with the values of a list, in its order, or with the first rejection. Progress of the elements
   * arrives as `{ index, value }`.
   */
  get all(): <const L extends Iterable<unknown>>(
    list: L,
  ) => SluicePromise<L extends readonly unknown[] ? Values<L> : unknown[], P> {
    return (list) => combine(SluicePromise, list, ALL, this as never) as never;
  }
}
