import { type NodeCallback, toRejection } from '@sluice/core';
import { ALL, combine } from './internal/combine.js';
import { create, notifyPromise, rejectPromise, resolvePromise, SluicePromise, type Values } from './SluicePromise.js';

type AnyPromise = SluicePromise<unknown>;

/** The states of Promises/A. */
export type DeferredState = 'unfulfilled' | 'fulfilled' | 'failed';

interface Bound<T, P> {
  resolve: ((value?: T | PromiseLike<T>) => void) | undefined;
  reject: ((reason?: unknown) => void) | undefined;
  notify: ((progress?: P) => void) | undefined;
}

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
  // The functions are made when they are first asked for, so a deferred stays small.
  #bound: Bound<T, P> | undefined = undefined;

  /** `'unfulfilled'`, `'fulfilled'` or `'failed'`, now. */
  get state(): DeferredState {
    const { state } = this.promise.inspect();
    return state === 'pending' ? 'unfulfilled' : state === 'rejected' ? 'failed' : state;
  }

  /** Fulfils the promise with a value, or lets it follow another promise or thenable. */
  get resolve(): (value?: T | PromiseLike<T>) => void {
    const promise = this.promise as AnyPromise;
    return (this.#functions().resolve ??= (value) => resolvePromise(promise, value));
  }

  /** Rejects the promise with a reason, which is passed on unchanged. */
  get reject(): (reason?: unknown) => void {
    const promise = this.promise as AnyPromise;
    return (this.#functions().reject ??= (reason) => rejectPromise(promise, reason));
  }

  /** Tells the progress handlers that are attached now, in a later microtask. Does nothing once the promise is settled. */
  get notify(): (progress?: P) => void {
    const promise = this.promise as AnyPromise;
    return (this.#functions().notify ??= (progress) => notifyPromise(promise, progress));
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
    const promise = this.promise as AnyPromise;
    return () =>
      (...args) => {
        const [error, value] = args;
        if (error) rejectPromise(promise, toRejection(error));
        else resolvePromise(promise, args.length > 2 ? args.slice(1) : value);
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
    const promise = this.promise as AnyPromise;
    return (list) => {
      combine(SluicePromise, list, ALL, {
        promise,
        resolve: (value) => resolvePromise(promise, value),
        reject: (reason) => rejectPromise(promise, reason),
      });
      return promise as never;
    };
  }

  #functions(): Bound<T, P> {
    return (this.#bound ??= { resolve: undefined, reject: undefined, notify: undefined });
  }
}
