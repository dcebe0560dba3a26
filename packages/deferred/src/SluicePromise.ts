/* eslint-disable @typescript-eslint/no-explicit-any -- the reason that a handler receives is any, as in the language's own Promise: unknown would refuse (error: Error) => … */
/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- what a capability makes is made by the constructor that was asked for */
/* eslint-disable @typescript-eslint/no-unnecessary-type-assertion -- any class of promises is handled as one of unknown */
import {
  captureContext,
  type Context,
  type NodeCallback,
  runInContext,
  runInContext1,
  startTimer,
  throwLater,
  toCallbackError,
} from '@sluice/core';
import { type Capability, isObject, newCapability, type PromiseClass, speciesOf } from './internal/capability.js';
import { ALL, ALL_SETTLED, ANY, combine, type Element, RACE } from './internal/combine.js';
import { hooks, type Report } from './internal/hooks.js';
import { enqueue, isIdle, setRunners, visit } from './internal/queue.js';
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
/** Stands for a promise of another class in the list of who waits; its `#value` is the capability. */
const PROXY = 32;

/** @internal See {@link peek}. */
export const NOTHING = /* @__PURE__ */ Symbol();
// The executor of a promise that the machine makes for itself.
const INTERNAL: never = /* @__PURE__ */ Symbol() as never;

type AnyPromise = SluicePromise<unknown>;
type Waiter = AnyPromise | Element | ((fulfilled: boolean, value: unknown) => void);
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
// The clause tells TypeScript before 5.4 that a mapped list is a list.
export type Values<L extends readonly unknown[]> = {
  -readonly [K in keyof L]: Awaited<L[K]>;
} extends infer V extends unknown[]
  ? V
  : never;

// The inside of the class: private names reach no further than its body, so its static block assigns these.
/** @internal The `then` of the class, as it was defined. */
export let originalThen: unknown;
let originalResolve: unknown;
let second: unknown;
/** @internal Rejected promises that are not looked at yet. */
export let unchecked: AnyPromise[] = [];
/** @internal A pending promise of a class of ours. */
export let create: (C: Plain) => AnyPromise;
/** @internal What `resolve` of a deferred does. */
export let resolvePromise: (promise: AnyPromise, value: unknown) => void;
/** @internal What `reject` of a deferred does. */
export let rejectPromise: (promise: AnyPromise, reason: unknown) => void;
/** @internal What `notify` of a deferred does. */
export let notifyPromise: (promise: AnyPromise, value: unknown, locked?: boolean) => void;
/** @internal Lets something wait; the promise counts as handled. */
export let subscribe: (promise: AnyPromise, waiter: Waiter) => void;
/** @internal Whether a value is a promise of ours, of any subclass and with whatever `then`. */
export let isOurs: (value: unknown) => value is AnyPromise;
/** @internal Whether a value is a promise of ours that may be followed without calling its `then`. */
export let isOwn: (value: unknown) => value is AnyPromise;
/** @internal Whether `C` is a class of ours, whose promises need no capability. */
export let isPlain: (C: unknown) => C is Plain;
/** @internal Whether `resolve`, read from the class of ours `C`, and the `then` of its promises are the original ones. */
export let isUnpatched: (C: Plain, resolve: unknown) => boolean;
/** @internal The value of a fulfilled promise of ours; `NOTHING` of another one. */
export let peek: (promise: AnyPromise) => unknown;
/** @internal Whether the promise is rejected and nobody has handled it. */
export let isUnhandled: (promise: AnyPromise) => boolean;
let become: (promise: AnyPromise, value: unknown) => void;
/** @internal Settles a pending promise, whatever the value is. */
export let settle: (promise: AnyPromise, state: number, value: unknown) => void;
let handle: (promise: AnyPromise) => AnyPromise;
let append: (root: AnyPromise, waiter: Waiter) => void;
let rootOf: (promise: AnyPromise) => AnyPromise;
let follow: (promise: AnyPromise, target: AnyPromise) => void;
let promiseResolve: (C: PromiseClass, value: unknown) => PromiseLike<unknown>;

/** @internal Makes one subclass as fast as the class. */
export function trust(C: Plain): void {
  second = C;
}

// The first job of a generation runs in the context that is current now, so there is nothing to capture.
const capture = (isFirst?: boolean): Context => (settings.asyncContext && !isFirst ? captureContext() : undefined);

const ignore = (): void => undefined;

const progressHandlers = /* @__PURE__ */ new WeakMap<object, Handler>();
const natives = /* @__PURE__ */ new WeakMap<object, Promise<unknown>>();
const reports = /* @__PURE__ */ new WeakMap<object, Report>();

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
    if (typeof executor !== 'function') throw new TypeError('The executor must be a function');
    try {
      // Anonymous, as the specification has them.
      executor(
        (value) => resolvePromise(this, value),
        (reason) => rejectPromise(this, reason),
      );
    } catch (error) {
      rejectPromise(this, error);
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
  // eslint-disable-next-line @typescript-eslint/no-useless-default-assignment -- it keeps the length at 2
  then(fulfilled: unknown, rejected: unknown, progressed: unknown = undefined): unknown {
    const C = speciesOf(this, isOurs(this) && SluicePromise);
    const root = handle(this);
    let child: AnyPromise;
    let result: unknown;
    if (isPlain(C)) child = result = new C<unknown>(INTERNAL);
    else {
      const capability = newCapability(C);
      result = capability.promise;
      child = new SluicePromise<unknown>(INTERNAL);
      child.#state = PROXY;
      child.#value = capability;
    }
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
    if ((root.#state & STATE) === PENDING) {
      if (listens) child.#context = capture();
      append(root, child);
    } else {
      if (listens) child.#context = capture(isIdle());
      enqueue(child, root);
    }
    return result;
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
    const C = speciesOf(this, isObject(this) && SluicePromise);
    if (typeof callback !== 'function') return this.then(callback, callback as never);
    return this.then(
      (value) => promiseResolve(C, callback()).then(() => value),
      (reason: unknown) =>
        promiseResolve(C, callback()).then(() => {
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
      promiseResolve(SluicePromise as PromiseClass, callback(value)).then(() => value),
    ) as SluicePromise<T, P>;
  }

  /** Ends a chain: like `then`, but what fails is thrown where nobody can catch it (`uncaughtException`). */
  done(
    fulfilled?: ((value: T) => unknown) | null,
    rejected?: ((reason: any) => unknown) | null,
    progressed?: ((progress: P) => unknown) | null,
  ): void {
    const end: SluicePromise<unknown> =
      fulfilled || rejected || progressed ? this.then(fulfilled, rejected, progressed) : this;
    end.then(undefined, hooks.onError);
  }

  /**
   * Fails with an error of the code `ETIMEDOUT`, as in Q, unless the promise is settled in time. The work behind it goes
   * on. The timer is removed when the promise is settled.
   *
   * @param ms - Milliseconds from this call, read as `setTimeout` reads them; `Infinity` for no bound.
   * @param error - Message of the error, or the reason to use instead of it. Default: `Timed out after … ms`.
   */
  timeout(ms: number, error?: unknown): SluicePromise<T, P> {
    const { promise, resolve, reject } = newCapability(speciesOf(this, SluicePromise));
    const stop = startTimer(ms, () => {
      if (error && typeof error !== 'string') reject(error);
      else {
        const message = (error as string) || `Timed out after ${ms} ms`;
        reject(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
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
      const context = capture();
      subscribe(this, (fulfilled, value) => {
        const call = callback as NodeCallback;
        try {
          if (!fulfilled) runInContext(context, call, undefined, toCallbackError(value));
          else if (options?.spread && Array.isArray(value)) {
            runInContext(context, call, undefined, null, ...(value as unknown[]));
          } else runInContext(context, call, undefined, null, value);
        } catch (error) {
          throwLater(error);
        }
      });
    }
    return this;
  }

  /** Bluebird's name of {@link nodeify}. */
  asCallback(callback?: NodeCallback<T> | null, options?: { readonly spread?: boolean }): this {
    return this.nodeify(callback, options);
  }

  /** The state now, without waiting: `{ state, value }` or `{ state, reason }`, as in Q. */
  inspect(): Inspection<T> {
    const root = rootOf(this);
    const state = root.#state & STATE;
    if (state === PENDING) return { state: 'pending' };
    const value = root.#value;
    return state === FULFILLED ? { state: 'fulfilled', value: value as T } : { state: 'rejected', reason: value };
  }

  /** A native promise with the same outcome, made once: for whatever insists on one. */
  get native(): Promise<T> {
    let native = natives.get(this) as Promise<T> | undefined;
    if (native === undefined) {
      native = new Promise<T>((resolve, reject) => {
        subscribe(this, (fulfilled, value) => {
          if (fulfilled) resolve(value as T);
          else reject(value);
        });
      });
      natives.set(this, native);
    }
    return native;
  }

  /** As `Promise.resolve`. */
  static resolve(): SluicePromise<void>;
  static resolve<V>(value: V): SluicePromise<Awaited<V>>;
  static resolve(value?: unknown): unknown {
    return promiseResolve(this, value);
  }

  /** As `Promise.reject`. */
  static reject<V = never>(reason?: unknown): SluicePromise<V> {
    if (isPlain(this)) {
      const promise = new this<V>(INTERNAL);
      settle(promise, REJECTED, reason);
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
    return newCapability(this) as never;
  }

  static get [Symbol.species](): typeof SluicePromise {
    return this;
  }

  static {
    isOurs = (value): value is AnyPromise => isObject(value) && #state in value;
    isPlain = (C): C is Plain => C === SluicePromise || C === second;
    isOwn = (value): value is AnyPromise =>
      isOurs(value) && isPlain(value.constructor) && (value.then as unknown) === originalThen;
    isUnpatched = (C, resolve) => resolve === originalResolve && (C.prototype.then as unknown) === originalThen;
    isUnhandled = (promise) => (promise.#state & HANDLED) === 0;
    create = (C) => new C<unknown>(INTERNAL);
    peek = (promise) => {
      const root = rootOf(promise);
      return (root.#state & STATE) === FULFILLED ? root.#value : NOTHING;
    };

    promiseResolve = (C, value) => {
      if (!isObject(C)) throw new TypeError('this must be a constructor');
      if (isOurs(value) && value.constructor === (C as unknown)) return value;
      if (isPlain(C)) {
        const promise = new C<unknown>(INTERNAL);
        become(promise, value);
        return promise;
      }
      const { promise, resolve } = newCapability(C);
      resolve(value);
      return promise;
    };

    // The promise at the end of the aliases; every alias on the way then points at it.
    rootOf = (promise) => {
      let root = promise;
      while ((root.#state & STATE) === ALIAS) root = root.#value as AnyPromise;
      let next = promise;
      while (next !== root) {
        const after = next.#value as AnyPromise;
        next.#value = root;
        next = after;
      }
      return root;
    };

    // Marks the promise as handled and returns its root.
    handle = (promise) => {
      const state = promise.#state;
      promise.#state = (state & ~REPORTED) | HANDLED;
      if (state & REPORTED) reports.get(promise)?.catch(ignore);
      return (state & STATE) === ALIAS ? rootOf(promise) : promise;
    };

    subscribe = (promise, waiter) => {
      const root = handle(promise);
      if ((root.#state & STATE) === PENDING) append(root, waiter);
      else enqueue(waiter, root);
    };

    append = (root, waiter) => {
      const waiting = root.#value as Waiter | Waiter[] | undefined;
      if (waiting === undefined) root.#value = waiter;
      else if (Array.isArray(waiting)) waiting.push(waiter);
      else root.#value = [waiting, waiter];
    };

    resolvePromise = (promise, value) => {
      if ((promise.#state & (STATE | LOCKED)) === 0) become(promise, value);
    };

    rejectPromise = (promise, reason) => {
      if ((promise.#state & (STATE | LOCKED)) === 0) settle(promise, REJECTED, reason);
    };

    // The resolution procedure.
    become = (promise, value) => {
      if (!isObject(value)) {
        settle(promise, FULFILLED, value);
        return;
      }
      let then: unknown;
      try {
        if (value === promise) throw new TypeError('A promise cannot follow itself');
        then = (value as { then?: unknown }).then;
      } catch (error) {
        settle(promise, REJECTED, error);
        return;
      }
      if (typeof then !== 'function') settle(promise, FULFILLED, value);
      else if (then === originalThen && #state in value && isPlain(value.constructor)) {
        follow(promise, value);
      } else {
        promise.#state |= LOCKED;
        const context = capture(isIdle());
        enqueue(() => assimilate(promise, value, then as Handler, context), undefined);
      }
    };

    // Calls `then` of a foreign thenable, with functions of which the first call counts.
    const assimilate = (promise: AnyPromise, value: object, then: Handler, context: Context): void => {
      let called = false;
      const first = (): boolean => !called && (called = true);
      const args: ((value: unknown) => void)[] = [
        (result) => {
          if (first()) become(promise, result);
        },
        (reason) => {
          if (first()) settle(promise, REJECTED, reason);
        },
      ];
      // Progress goes on where the thenable knows it; others get two arguments, as the specification has it.
      if (then.length > 2 || then === originalThen)
        args.push((progress) => called || notifyPromise(promise, progress, true));
      try {
        runInContext(context, then as (...args: unknown[]) => unknown, value, ...args);
      } catch (error) {
        args[1]?.(error);
      }
    };

    // Who waits for `promise` moves to the promise that it follows: constant memory in recursion, and no cascade.
    follow = (promise, target) => {
      const root = handle(target);
      const state = root.#state & STATE;
      if (root === promise) settle(promise, REJECTED, new TypeError('Promises cannot follow each other in a circle'));
      else if (state !== PENDING) settle(promise, state, root.#value);
      else {
        const waiting = promise.#value as Waiter | Waiter[] | undefined;
        promise.#value = root;
        promise.#state |= ALIAS;
        if (root.#value === undefined && !Array.isArray(waiting)) root.#value = waiting;
        else if (waiting !== undefined) {
          for (const waiter of Array.isArray(waiting) ? waiting : [waiting]) {
            // An alias that somebody has handled meanwhile needs no report.
            if (!(#state in waiter) || (waiter.#state & (ALIAS | HANDLED)) !== (ALIAS | HANDLED)) append(root, waiter);
          }
        }
        // An alias that nobody handles is reported itself when the root is rejected.
        if ((promise.#state & HANDLED) === 0) append(root, promise);
      }
    };

    settle = (promise, state, value) => {
      const waiting = promise.#value as Waiter | Waiter[] | undefined;
      promise.#state = (promise.#state & HANDLED) | state;
      promise.#value = value;
      if (Array.isArray(waiting)) for (const waiter of waiting) enqueue(waiter, promise);
      else if (waiting !== undefined) enqueue(waiting, promise);
      if (promise.#state === REJECTED) track(promise);
    };

    const track = (promise: AnyPromise): void => {
      unchecked.push(promise);
      visit();
    };

    // Runs when no job is left: what nobody has handled is reported.
    const report = (): void => {
      const list = unchecked;
      if (list.length === 0) return;
      unchecked = [];
      for (const promise of list) {
        if (!isUnhandled(promise)) continue;
        promise.#state |= REPORTED;
        reports.set(promise, hooks.unhandled(promise, rootOf(promise).#value));
      }
    };

    const run = (job: Waiter, source: AnyPromise | undefined): void => {
      const fulfilled = source !== undefined && (source.#state & STATE) === FULFILLED;
      const value = source === undefined ? undefined : source.#value;
      if (!(#state in job)) {
        if (typeof job === 'function') job(fulfilled, value);
        else job.run(fulfilled, value);
        return;
      }
      if (job.#state & STATE) {
        // An alias whose root is settled: only its unhandled rejection matters.
        if (!fulfilled && (job.#state & HANDLED) === 0) track(job);
        return;
      }
      const handler = fulfilled ? job.#fulfilled : job.#rejected;
      const context = job.#context;
      job.#fulfilled = job.#rejected = job.#context = undefined;
      let result = value;
      let state = fulfilled ? FULFILLED : REJECTED;
      if (handler !== undefined) {
        try {
          result = context === undefined ? handler(value) : runInContext1(context, handler, value);
          state = PENDING;
        } catch (error) {
          result = error;
          state = REJECTED;
        }
      }
      if (job.#state & PROXY) {
        try {
          (job.#value as Capability)[state === REJECTED ? 'reject' : 'resolve'](result);
        } catch {
          // The functions of a foreign class may throw; nobody can be told, as in ECMAScript.
        }
      } else if (state === PENDING) become(job, result);
      else settle(job, state, result);
    };

    notifyPromise = (promise, value, locked) => {
      if (!isOurs(promise) || promise.#state & (locked ? STATE : STATE | LOCKED)) return;
      const waiting = promise.#value as Waiter | Waiter[] | undefined;
      if (waiting === undefined) return;
      for (const waiter of Array.isArray(waiting) ? waiting : [waiting]) {
        if (!(#state in waiter)) (waiter as Partial<Element>).progress?.(value);
        else if ((waiter.#state & STATE) === PENDING) {
          const context = waiter.#context;
          const handler = progressHandlers.get(waiter);
          const target = waiter.#state & PROXY ? ((waiter.#value as Capability).promise as AnyPromise) : waiter;
          enqueue(() => {
            try {
              notifyPromise(target, handler ? runInContext1(context, handler, value) : value);
            } catch (error) {
              hooks.onError(error);
            }
          }, undefined);
        }
      }
    };

    setRunners(run, report);
    const { prototype } = SluicePromise;
    second = SluicePromise;
    originalThen = prototype.then;
    originalResolve = this.resolve;
    const define = (target: object, name: PropertyKey, value: unknown): unknown =>
      Object.defineProperty(target, name, { value, configurable: true });
    // Minifiers rename classes; the name is part of what stands where `Promise` stands.
    define(this, 'name', 'Promise');
    define(prototype, Symbol.toStringTag, 'Promise');
    define(prototype, Symbol.for('nodejs.util.inspect.custom'), function (this: AnyPromise): unknown {
      // The prototype itself has no state.
      return isOurs(this) ? this.inspect() : this;
    });
    // `instanceof Promise` holds.
    Object.setPrototypeOf(prototype, Promise.prototype);
  }
}
