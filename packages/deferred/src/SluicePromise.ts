import { captureContext, type Context, type NodeCallback, runInContext, startTimer, TimeoutError } from '@sluice/core';
import { type Capability, isObject, newCapability, type PromiseClass, speciesOf } from './internal/capability.js';
import { ALL, ALL_SETTLED, ANY, combine, RACE } from './internal/combine.js';
import { hooks } from './internal/hooks.js';
import { enqueue, isIdle, setRunners, visit } from './internal/queue.js';
import type { Reaction } from './internal/Reaction.js';
import { CapabilityReaction, NodeReaction, ProgressJob, ThenableJob } from './internal/reactions.js';
import { settings } from './internal/settings.js';

// States; with the flags below they share one small integer.
const PENDING = 0;
const FULFILLED = 1;
const REJECTED = 2;
const ALIAS = 3;
const STATE = 3;
/** Somebody waits for the promise, so its rejection is not unhandled. */
const HANDLED = 4;
/** Resolved with a foreign thenable: pending, but its own resolve and reject no longer count. */
const LOCKED = 8;
/** Reported to the host as unhandled. */
const REPORTED = 16;

// The executor of a promise that the machine makes for itself.
const INTERNAL: never = /* @__PURE__ */ Symbol() as never;

type AnyPromise = SluicePromise<unknown, unknown>;
type Waiter = AnyPromise | Reaction;
type Handler = (value: unknown) => unknown;
type Plain = typeof SluicePromise;

/** A snapshot of a promise. */
export type Inspection<T> =
  { state: 'pending' } | { state: 'fulfilled'; value: T } | { state: 'rejected'; reason: unknown };

/** Progress of a list: which element, and what it said. */
export interface IndexedProgress {
  index: number;
  value: unknown;
}

/** The values of a list of promises. */
export type Values<L extends readonly unknown[]> = { -readonly [K in keyof L]: Awaited<L[K]> };

// The inside of the class for the other files of the package: private names reach no further than the class body.
/** @internal The `then` of the class, as it was defined. */
export let originalThen: unknown;
let originalResolve: unknown;
/** @internal A pending promise of a class of ours. */
export let create: (C: Plain) => AnyPromise;
/** @internal What `resolve` of a deferred does. */
export let resolvePromise: (promise: AnyPromise, value: unknown) => void;
/** @internal What `reject` of a deferred does. */
export let rejectPromise: (promise: AnyPromise, reason: unknown) => void;
/** @internal What `notify` of a deferred does. */
export let notifyPromise: (promise: AnyPromise, value: unknown) => void;
/** @internal The functions that a thenable gets act on a promise that is locked by it. */
export let becomeLocked: (promise: AnyPromise, value: unknown) => void;
/** @internal See {@link becomeLocked}. */
export let rejectLocked: (promise: AnyPromise, reason: unknown) => void;
/** @internal See {@link becomeLocked}. */
export let notifyLocked: (promise: AnyPromise, value: unknown) => void;
/** @internal Lets a reaction wait; the promise counts as handled. */
export let subscribe: (promise: AnyPromise, reaction: Waiter) => void;
/** @internal Whether a value is a promise of ours, of any subclass and with whatever `then`. */
export let isOurs: (value: unknown) => boolean;
/** @internal Whether a value is a promise of ours whose `then` is not patched. */
export let isOwn: (value: unknown) => value is AnyPromise;
/** @internal Whether `C` is a class of ours, whose promises need no capability. */
export let isPlain: (C: unknown) => C is Plain;
/** @internal Whether `resolve`, read from the class of ours `C`, and the `then` of its promises are the original ones. */
export let isUnpatched: (C: Plain, resolve: unknown) => boolean;
/** @internal Makes one subclass as fast as the class. */
export let trust: (C: Plain) => void;
/** @internal Rejected promises that nobody handles and that are not reported yet. */
export let unhandledPromises: () => AnyPromise[];

const progressHandlers: WeakMap<object, Handler> = /* @__PURE__ */ new WeakMap();
const natives: WeakMap<object, Promise<unknown>> = /* @__PURE__ */ new WeakMap();

/**
 * A promise of ECMAScript and Promises/A+ that adds what Promises/A and Q have: progress, a state that can be read, and
 * the usual methods.
 *
 * It stands where `Promise` stands: subclassing, `Symbol.species`, thenables and `instanceof Promise` work as the
 * language specifies. Handlers keep the `AsyncLocalStorage` context of whoever attached them, and a rejection that nobody
 * handles is reported by the host as that of a native promise is.
 *
 * Differs from a native promise: following another promise of this class takes effect at once, so `inspect()` shows it;
 * `await` takes three ticks, as for every promise that is not native ({@link native} is).
 *
 * @typeParam T - Fulfilment value.
 * @typeParam P - What progress handlers receive.
 * @example
 * ```ts
 * import { SluicePromise } from '@sluice/deferred';
 *
 * const half = new SluicePromise<number>((resolve) => resolve(21));
 * await half.then((n) => n * 2); // => 42
 * half.inspect(); // => { state: 'fulfilled', value: 21 }
 * ```
 */
export class SluicePromise<T, P = unknown> {
  #state = PENDING;
  // While pending: who waits (nothing, one, or an array). As an alias: the promise that it follows. Then: the outcome.
  #value: unknown = undefined;
  // A promise made by `then` is itself what waits for its parent; these are its handlers and their context.
  #fulfilled: Handler | undefined = undefined;
  #rejected: Handler | undefined = undefined;
  #context: Context = undefined;

  declare readonly [Symbol.toStringTag]: string;

  /**
   * @param executor - Called at once with `resolve` and `reject`, which may be used detached. What it throws rejects.
   * @throws {TypeError} When `executor` is no function.
   */
  constructor(executor: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: unknown) => void) => void) {
    if ((executor as unknown) === INTERNAL) return;
    if (typeof executor !== 'function') throw new TypeError('The resolver of a promise must be a function');
    try {
      // Anonymous, as the specification has them.
      executor(
        (value) => SluicePromise.#resolve(this as AnyPromise, value),
        (reason) => SluicePromise.#reject(this as AnyPromise, reason),
      );
    } catch (error) {
      SluicePromise.#reject(this as AnyPromise, error);
    }
  }

  /**
   * Waits for the promise: calls `fulfilled` or `rejected`, once, in a later microtask.
   *
   * @param fulfilled - Receives the value. Its result, or the promise that it returns, becomes the returned promise's; what
   *   it throws rejects it. Default: the value passes through.
   * @param rejected - Receives the reason; likewise. Default: the reason passes through.
   * @param progressed - Receives progress while the promise is pending; what it returns is the progress of the returned
   *   promise. What it throws is uncaught and goes no further. Default: progress passes through.
   * @returns A new promise of the same class.
   */
  then<A = T, B = never, Q = P>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: any) => B | PromiseLike<B>) | null,
    progressed?: ((progress: P) => Q) | null,
  ): SluicePromise<A | B, Q>;
  // Of length 2, as the specification has it.
  then(fulfilled: unknown, rejected: unknown, progressed: unknown = undefined): unknown {
    if (!(#state in (this as object))) throw new TypeError('then was called on something that is no promise');
    const C = speciesOf(this, SluicePromise as PromiseClass);
    if (!SluicePromise.#isPlain(C))
      return SluicePromise.#thenOf(this as AnyPromise, C, fulfilled, rejected, progressed);
    const child = C === SluicePromise ? new SluicePromise<unknown>(INTERNAL) : new C<unknown>(INTERNAL);
    const root = SluicePromise.#handle(this as AnyPromise);
    let listens = false;
    if (typeof fulfilled === 'function') {
      child.#fulfilled = fulfilled as Handler;
      listens = true;
    }
    if (typeof rejected === 'function') {
      child.#rejected = rejected as Handler;
      listens = true;
    }
    if (typeof progressed === 'function') {
      progressHandlers.set(child, progressed as Handler);
      listens = true;
    }
    if ((root.#state & STATE) !== PENDING) {
      // The first job of a generation runs in the context that is current now: nothing to capture.
      if (listens && settings.asyncContext && !isIdle()) child.#context = captureContext();
      enqueue(child, root);
      return child;
    }
    if (listens && settings.asyncContext) child.#context = captureContext();
    SluicePromise.#append(root, child);
    return child;
  }

  /** Handles a rejection: `then(undefined, rejected)`. */
  catch<B = never>(rejected?: ((reason: any) => B | PromiseLike<B>) | null): SluicePromise<T | B, P> {
    return this.then(undefined, rejected);
  }

  /** Q's name of {@link catch}. */
  fail<B = never>(rejected?: ((reason: any) => B | PromiseLike<B>) | null): SluicePromise<T | B, P> {
    return this.then(undefined, rejected);
  }

  /**
   * Calls `callback` when the promise is settled either way, and passes the outcome on when it, or the promise that it
   * returns, is done. If it fails, its failure is passed on instead.
   */
  finally(callback?: (() => unknown) | null): SluicePromise<T, P> {
    if (!isObject(this)) throw new TypeError('finally was called on something that is no object');
    const C = speciesOf(this, SluicePromise as PromiseClass);
    if (typeof callback !== 'function') return this.then(callback as never, callback as never);
    return this.then(
      (value) => SluicePromise.#resolved(C, callback()).then(() => value),
      (reason: unknown) =>
        SluicePromise.#resolved(C, callback()).then(() => {
          throw reason;
        }),
    ) as SluicePromise<T, P>;
  }

  /** Q's name of {@link finally}. */
  fin(callback?: (() => unknown) | null): SluicePromise<T, P> {
    return this.finally(callback);
  }

  /** Listens to progress only: `then(undefined, undefined, progressed)`. */
  progress<Q = P>(progressed: (progress: P) => Q): SluicePromise<T, Q> {
    return this.then(undefined, undefined, progressed);
  }

  /**
   * Calls `fulfilled` with the elements of the fulfilment value, a list of values or promises, as its arguments.
   */
  spread<A, B = never>(
    fulfilled: (...values: T extends readonly unknown[] ? Values<T> : unknown[]) => A | PromiseLike<A>,
    rejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): SluicePromise<A | B> {
    return this.then((list) => SluicePromise.all(list as readonly unknown[])).then(
      (values) => fulfilled(...(values as Parameters<typeof fulfilled>)),
      rejected,
    ) as SluicePromise<A | B>;
  }

  /** Calls `callback` with the value, waits for what it returns, and passes the value on. Its failure is passed on. */
  tap(callback: (value: T) => unknown): SluicePromise<T, P> {
    return this.then((value) =>
      SluicePromise.#resolved(SluicePromise as PromiseClass, callback(value)).then(() => value),
    ) as SluicePromise<T, P>;
  }

  /** Ends a chain: like `then`, but what fails is thrown where nobody can catch it (`uncaughtException`). */
  done(
    fulfilled?: ((value: T) => unknown) | null,
    rejected?: ((reason: any) => unknown) | null,
    progressed?: ((progress: P) => unknown) | null,
  ): void {
    const end: SluicePromise<unknown, unknown> =
      fulfilled || rejected || progressed ? this.then(fulfilled, rejected, progressed) : (this as AnyPromise);
    end.then(undefined, (error: unknown) => hooks.onError(error, end));
  }

  /**
   * Fails with a `TimeoutError` (code `ETIMEDOUT`, as in Q) unless the promise is settled in time. The work behind it goes
   * on. The timer is removed when the promise is settled.
   *
   * @param ms - Milliseconds from this call, read as `setTimeout` reads them; `Infinity` for no bound.
   * @param error - Message of the error, or the reason to use instead of it. Default: `Timed out after … ms`.
   */
  timeout(ms: number, error?: unknown): SluicePromise<T, P> {
    const { promise, resolve, reject } = newCapability(speciesOf(this, SluicePromise as PromiseClass));
    const stop = startTimer(ms, () => {
      if (error && typeof error !== 'string') reject(error);
      else {
        const message = (error as string) || `Timed out after ${ms} ms`;
        reject(Object.assign(new TimeoutError('', ms), { message, code: 'ETIMEDOUT' }));
      }
    });
    this.then(
      (value) => {
        stop();
        resolve(value);
      },
      (reason: unknown) => {
        stop();
        reject(reason);
      },
      (value) => notifyPromise(promise as AnyPromise, value),
    );
    return promise as SluicePromise<T, P>;
  }

  /** Passes the value on `ms` milliseconds after it came; a rejection at once. */
  delay(ms: number): SluicePromise<T, P> {
    return this.then((value) => {
      const { promise, resolve } = newCapability(SluicePromise);
      startTimer(ms, () => resolve(value));
      return promise;
    }) as SluicePromise<T, P>;
  }

  /** The property `name` of the value. */
  get<K extends keyof T>(name: K): SluicePromise<Awaited<T[K]>> {
    return this.then((value) => value[name]) as SluicePromise<Awaited<T[K]>>;
  }

  /** Calls the method `name` of the value. */
  call<K extends keyof T>(
    name: K,
    ...args: T[K] extends (...args: infer A) => unknown ? A : never
  ): SluicePromise<T[K] extends (...args: never) => infer R ? Awaited<R> : never> {
    return this.then((value) => (value[name] as (...args: unknown[]) => unknown)(...args)) as never;
  }

  /**
   * Hands the outcome to a Node-style callback, if there is one. A falsy reason arrives as a `FalsyRejectionError`. What the
   * callback throws is uncaught.
   *
   * @param callback - Receives `(null, value)` or `(reason)`. Without a function nothing happens.
   * @param options - `spread`: pass the elements of an array value as separate arguments. Default: false.
   * @returns The promise itself.
   */
  nodeify(callback?: NodeCallback<T> | null, options?: { readonly spread?: boolean }): this {
    if (typeof callback === 'function') {
      const context = settings.asyncContext ? captureContext() : undefined;
      SluicePromise.#subscribe(
        this as AnyPromise,
        new NodeReaction(callback as NodeCallback, context, options?.spread === true),
      );
    }
    return this;
  }

  /** Bluebird's name of {@link nodeify}. */
  asCallback(callback?: NodeCallback<T> | null, options?: { readonly spread?: boolean }): this {
    return this.nodeify(callback, options);
  }

  /** The state now, without waiting: `{ state, value }` or `{ state, reason }`, as in Q. */
  inspect(): Inspection<T> {
    const { state, value } = SluicePromise.#look(this as AnyPromise);
    if (state === FULFILLED) return { state: 'fulfilled', value: value as T };
    return state === REJECTED ? { state: 'rejected', reason: value } : { state: 'pending' };
  }

  /** A native promise with the same outcome, made once: for whatever insists on one. */
  get native(): Promise<T> {
    let native = natives.get(this) as Promise<T> | undefined;
    if (native === undefined) {
      native = new Promise<T>((resolve, reject) => {
        const capability = { promise: this, resolve, reject } as unknown as Capability;
        SluicePromise.#subscribe(this as AnyPromise, new CapabilityReaction(capability));
      });
      natives.set(this, native);
    }
    return native;
  }

  /** As `Promise.resolve`. */
  static resolve(): SluicePromise<void>;
  static resolve<V>(value: V): SluicePromise<Awaited<V>>;
  static resolve(value?: unknown): unknown {
    if (!isObject(this)) throw new TypeError('resolve was called on something that is no constructor');
    return SluicePromise.#resolved(this as PromiseClass, value);
  }

  /** As `Promise.reject`. */
  static reject<V = never>(reason?: unknown): SluicePromise<V> {
    if (SluicePromise.#isPlain(this)) {
      const promise = new this<V>(INTERNAL);
      SluicePromise.#settle(promise as AnyPromise, REJECTED, reason);
      return promise;
    }
    const { promise, reject } = newCapability(this);
    reject(reason);
    return promise as SluicePromise<V>;
  }

  /** As `Promise.all`. Progress of the elements arrives as `{ index, value }`. */
  static all<L extends readonly unknown[] | []>(list: L): SluicePromise<Values<L>, IndexedProgress>;
  static all<V>(list: Iterable<V>): SluicePromise<Awaited<V>[], IndexedProgress>;
  static all(list: Iterable<unknown>): unknown {
    return combine(this, list, ALL);
  }

  /** As `Promise.allSettled`. */
  static allSettled<L extends readonly unknown[] | []>(
    list: L,
  ): SluicePromise<{ -readonly [K in keyof L]: PromiseSettledResult<Awaited<L[K]>> }, IndexedProgress>;
  static allSettled<V>(list: Iterable<V>): SluicePromise<PromiseSettledResult<Awaited<V>>[], IndexedProgress>;
  static allSettled(list: Iterable<unknown>): unknown {
    return combine(this, list, ALL_SETTLED);
  }

  /** As `Promise.any`. */
  static any<V>(list: Iterable<V>): SluicePromise<Awaited<V>, IndexedProgress> {
    return combine(this, list, ANY) as never;
  }

  /** As `Promise.race`. */
  static race<V>(list: Iterable<V>): SluicePromise<Awaited<V>, IndexedProgress> {
    return combine(this, list, RACE) as never;
  }

  /** As `Promise.try`: calls `callback` at once; what it returns or throws is the promise's outcome. */
  static try<R, A extends unknown[]>(callback: (...args: A) => R, ...args: A): SluicePromise<Awaited<R>> {
    if (!isObject(this)) throw new TypeError('try was called on something that is no constructor');
    const { promise, resolve, reject } = newCapability(this);
    try {
      resolve(callback(...args));
    } catch (error) {
      reject(error);
    }
    return promise as SluicePromise<Awaited<R>>;
  }

  /** As `Promise.withResolvers`. */
  static withResolvers<V>(): {
    promise: SluicePromise<V>;
    resolve: (value: V | PromiseLike<V>) => void;
    reject: (reason?: unknown) => void;
  } {
    const { promise, resolve, reject } = newCapability(this);
    return { promise: promise as SluicePromise<V>, resolve, reject };
  }

  static get [Symbol.species](): typeof SluicePromise {
    return this;
  }

  static #second: Plain | undefined = undefined;
  static #unchecked: AnyPromise[] = [];

  static #isPlain(this: void, C: unknown): C is Plain {
    return C === SluicePromise || (C === SluicePromise.#second && C !== undefined);
  }

  // PromiseResolve.
  static #resolved(this: void, C: PromiseClass, value: unknown): PromiseLike<unknown> {
    if (isObject(value) && #state in value && (value as AnyPromise).constructor === C) return value as AnyPromise;
    if (SluicePromise.#isPlain(C)) {
      const promise = new C<unknown>(INTERNAL);
      SluicePromise.#become(promise, value);
      return promise;
    }
    const { promise, resolve } = newCapability(C);
    resolve(value);
    return promise;
  }

  // Promise.prototype.then for subclasses and foreign species.
  static #thenOf(
    this: void,
    promise: AnyPromise,
    C: PromiseClass,
    fulfilled: unknown,
    rejected: unknown,
    progressed: unknown,
  ): PromiseLike<unknown> {
    const capability = newCapability(C);
    const reaction = new CapabilityReaction(capability);
    if (typeof fulfilled === 'function') reaction.fulfilled = fulfilled as Handler;
    if (typeof rejected === 'function') reaction.rejected = rejected as Handler;
    if (typeof progressed === 'function') reaction.progressed = progressed as Handler;
    if (settings.asyncContext) reaction.context = captureContext();
    SluicePromise.#subscribe(promise, reaction);
    return capability.promise;
  }

  // The promise at the end of the aliases; every alias on the way then points at it.
  static #root(this: void, promise: AnyPromise): AnyPromise {
    let root = promise;
    while ((root.#state & STATE) === ALIAS) root = root.#value as AnyPromise;
    let next = promise;
    while (next !== root) {
      const after = next.#value as AnyPromise;
      next.#value = root;
      next = after;
    }
    return root;
  }

  static #look(this: void, promise: AnyPromise): { state: number; value: unknown } {
    const root = SluicePromise.#root(promise);
    const state = root.#state & STATE;
    return { state, value: state === PENDING ? undefined : root.#value };
  }

  // Marks the promise as handled and returns its root.
  static #handle(this: void, promise: AnyPromise): AnyPromise {
    if ((promise.#state & HANDLED) === 0) {
      promise.#state |= HANDLED;
      if ((promise.#state & REPORTED) !== 0) {
        promise.#state &= ~REPORTED;
        natives.get(promise)?.catch(() => {});
      }
    }
    return (promise.#state & STATE) === ALIAS ? SluicePromise.#root(promise) : promise;
  }

  static #subscribe(this: void, promise: AnyPromise, waiter: Waiter): void {
    const root = SluicePromise.#handle(promise);
    if ((root.#state & STATE) === PENDING) SluicePromise.#append(root, waiter);
    else enqueue(waiter, root);
  }

  static #append(this: void, root: AnyPromise, waiter: Waiter): void {
    const waiting = root.#value as Waiter | Waiter[] | undefined;
    if (waiting === undefined) root.#value = waiter;
    else if (Array.isArray(waiting)) waiting.push(waiter);
    else root.#value = [waiting, waiter];
  }

  // The resolve function of a promise.
  static #resolve(this: void, promise: AnyPromise, value: unknown): void {
    if ((promise.#state & (STATE | LOCKED)) === 0) SluicePromise.#become(promise, value);
  }

  // The reject function of a promise.
  static #reject(this: void, promise: AnyPromise, reason: unknown): void {
    if ((promise.#state & (STATE | LOCKED)) === 0) SluicePromise.#settle(promise, REJECTED, reason);
  }

  // The resolution procedure.
  static #become(this: void, promise: AnyPromise, value: unknown): void {
    if (!isObject(value)) {
      SluicePromise.#settle(promise, FULFILLED, value);
      return;
    }
    if (value === promise) {
      SluicePromise.#settle(promise, REJECTED, new TypeError('A promise cannot be resolved with itself'));
      return;
    }
    let then: unknown;
    try {
      then = (value as { then?: unknown }).then;
    } catch (error) {
      SluicePromise.#settle(promise, REJECTED, error);
      return;
    }
    if (typeof then !== 'function') SluicePromise.#settle(promise, FULFILLED, value);
    else if (then === originalThen && SluicePromise.#isOwn(value)) SluicePromise.#follow(promise, value);
    else {
      promise.#state |= LOCKED;
      // The first job of a generation runs in the context that is current now.
      const context = settings.asyncContext && !isIdle() ? captureContext() : undefined;
      enqueue(new ThenableJob(promise, value, then as Handler, context), undefined);
    }
  }

  static #isOwn(this: void, value: unknown): value is AnyPromise {
    return isObject(value) && #state in value && SluicePromise.#isPlain(value.constructor);
  }

  // What waits for `promise` moves to the promise that it follows: constant memory in recursion, and no cascade.
  static #follow(this: void, promise: AnyPromise, target: AnyPromise): void {
    const root = SluicePromise.#handle(target);
    if (root === promise) {
      SluicePromise.#settle(
        promise,
        REJECTED,
        new TypeError('Promises cannot be resolved with each other in a circle'),
      );
      return;
    }
    const state = root.#state & STATE;
    if (state !== PENDING) {
      SluicePromise.#settle(promise, state, root.#value);
      return;
    }
    const waiting = promise.#value as Waiter | Waiter[] | undefined;
    promise.#value = root;
    promise.#state |= ALIAS;
    if (waiting !== undefined) {
      if (root.#value === undefined && !Array.isArray(waiting)) root.#value = waiting;
      else
        for (const waiter of Array.isArray(waiting) ? waiting : [waiting]) {
          if (!(#state in waiter) || (waiter.#state & (STATE | HANDLED)) !== (ALIAS | HANDLED)) {
            SluicePromise.#append(root, waiter);
          }
        }
    }
    // An alias without a handler is reported itself if the root is rejected.
    if ((promise.#state & HANDLED) === 0) SluicePromise.#append(root, promise);
  }

  static #settle(this: void, promise: AnyPromise, state: number, value: unknown): void {
    const waiting = promise.#value as Waiter | Waiter[] | undefined;
    promise.#state = (promise.#state & HANDLED) | state;
    promise.#value = value;
    if (waiting !== undefined) {
      if (Array.isArray(waiting)) for (const waiter of waiting) enqueue(waiter, promise);
      else enqueue(waiting, promise);
    }
    if (state === REJECTED && (promise.#state & HANDLED) === 0) SluicePromise.#track(promise);
  }

  static #track(this: void, promise: AnyPromise): void {
    SluicePromise.#unchecked.push(promise);
    visit();
  }

  // Runs when no job is left: whoever is still unhandled is handed to the host, as a native promise.
  static #report(this: void): void {
    if (SluicePromise.#unchecked.length === 0) return;
    const list = SluicePromise.#unchecked;
    SluicePromise.#unchecked = [];
    for (const promise of list) {
      if ((promise.#state & HANDLED) !== 0) continue;
      const reason = SluicePromise.#root(promise).#value;
      if (hooks.unhandled(promise, reason)) continue;
      promise.#state |= REPORTED;
      natives.set(promise, Promise.reject(reason));
    }
  }

  static #run(this: void, job: Waiter, source: AnyPromise | undefined): void {
    if (#state in job) SluicePromise.#runChild(job, source as AnyPromise);
    else if (source === undefined) job.run(false, undefined);
    else job.run((source.#state & STATE) === FULFILLED, source.#value);
  }

  static #runChild(this: void, child: AnyPromise, source: AnyPromise): void {
    const fulfilled = (source.#state & STATE) === FULFILLED;
    if ((child.#state & STATE) !== PENDING) {
      // An alias whose root is settled: only its unhandled rejection matters.
      if (!fulfilled && (child.#state & HANDLED) === 0) SluicePromise.#track(child);
      return;
    }
    const handler = fulfilled ? child.#fulfilled : child.#rejected;
    const context = child.#context;
    child.#fulfilled = child.#rejected = child.#context = undefined;
    if (handler === undefined) {
      SluicePromise.#settle(child, fulfilled ? FULFILLED : REJECTED, source.#value);
      return;
    }
    let result: unknown;
    try {
      result =
        context === undefined ? handler(source.#value) : runInContext(context, handler, undefined, source.#value);
    } catch (error) {
      SluicePromise.#settle(child, REJECTED, error);
      return;
    }
    SluicePromise.#become(child, result);
  }

  static #notify(this: void, promise: AnyPromise, value: unknown): void {
    const waiting = promise.#value as Waiter | Waiter[] | undefined;
    if ((promise.#state & STATE) !== PENDING || waiting === undefined) return;
    for (const waiter of Array.isArray(waiting) ? waiting : [waiting]) {
      if (!(#state in waiter)) waiter.progress(value);
      else if ((waiter.#state & STATE) === PENDING) {
        enqueue(new ProgressJob(progressHandlers.get(waiter), waiter.#context, waiter, value), undefined);
      }
    }
  }

  static {
    // Minifiers rename classes; the name is part of what stands where `Promise` stands.
    Object.defineProperty(this, 'name', { value: 'Promise' });
    Object.defineProperty(this.prototype, Symbol.toStringTag, { value: 'Promise', configurable: true });
    Object.defineProperty(this.prototype, Symbol.for('nodejs.util.inspect.custom'), {
      value: function (
        this: AnyPromise,
        _depth: unknown,
        options: object,
        inspect: (value: unknown, options: object) => string,
      ) {
        // The prototype itself has no state.
        if (!isObject(this) || !(#state in this)) return Object.prototype.toString.call(this);
        const { state, value } = SluicePromise.#look(this);
        const shown = state === PENDING ? '<pending>' : inspect(value, options);
        return `${this.constructor.name} { ${state === REJECTED ? '<rejected> ' : ''}${shown} }`;
      },
      configurable: true,
      writable: true,
    });
    // `instanceof Promise` holds.
    Object.setPrototypeOf(this.prototype, Promise.prototype);
    setRunners(this.#run, this.#report);
    create = (C) => new C<unknown>(INTERNAL);
    resolvePromise = this.#resolve;
    rejectPromise = this.#reject;
    notifyPromise = (promise, value) => {
      if (isObject(promise) && #state in promise && (promise.#state & LOCKED) === 0) this.#notify(promise, value);
    };
    becomeLocked = this.#become;
    rejectLocked = (promise, reason) => this.#settle(promise, REJECTED, reason);
    notifyLocked = this.#notify;
    originalThen = this.prototype.then;
    originalResolve = this.resolve;
    isUnpatched = (C, resolve) => resolve === originalResolve && C.prototype.then === originalThen;
    subscribe = this.#subscribe;
    isOwn = (value): value is AnyPromise => this.#isOwn(value) && value.then === originalThen;
    isOurs = (value) => isObject(value) && #state in value;
    isPlain = this.#isPlain;
    trust = (C) => {
      this.#second = C;
    };
    unhandledPromises = () => this.#unchecked.filter((promise) => (promise.#state & HANDLED) === 0);
  }
}
