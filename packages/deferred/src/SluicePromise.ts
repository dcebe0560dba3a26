/* eslint-disable @typescript-eslint/no-explicit-any -- the reason that a handler receives is any, as in the language's own Promise: unknown would refuse (error: Error) => … */
/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- what a capability makes is made by the constructor that was asked for */
/* eslint-disable @typescript-eslint/no-unnecessary-type-assertion -- any class of promises is handled as one of unknown */
import {
  captureContext,
  type Context,
  type NodeCallback,
  runInContext1,
  startTimer,
  throwLater,
  toCallbackError,
} from '@sluice/core';
import { type Capability, isObject, newCapability, type PromiseClass, speciesOf } from './internal/capability.js';
import { ALL, ALL_SETTLED, ANY, combine, RACE } from './internal/combine.js';
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
/** No promise of anybody: see {@link listen}. */
const LISTENER = 64;

/** @internal See {@link peek}. */
export const NOTHING = /* @__PURE__ */ Symbol();
// The executor of a promise that the machine makes for itself.
const INTERNAL: never = /* @__PURE__ */ Symbol() as never;

type AnyPromise = SluicePromise<unknown>;
/** Called when a promise is settled. `extra` is what was given to {@link listen}. */
type Listener<X> = (fulfilled: boolean, value: unknown, extra: X) => void;
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
export let notifyPromise: (promise: AnyPromise, value: unknown) => void;
/**
 * @internal Lets a function wait, without a promise of its own; the promise counts as handled. Progress of the promise
 * goes to `target` as that of the element `extra` of a list.
 */
export let listen: <X>(
  promise: AnyPromise,
  listener: Listener<X>,
  extra?: X,
  target?: unknown,
  keepsContext?: boolean,
) => void;
/** @internal Adds a job to the queue. */
export let later: (job: () => void, keepsContext?: boolean) => void;
/** @internal The function that resolves the promise of a deferred; always the same one. */
export let resolverOf: (promise: AnyPromise) => (value?: unknown) => void;
/** @internal The function that rejects it; likewise. */
export let rejecterOf: (promise: AnyPromise) => (reason?: unknown) => void;
/** @internal The function that tells of its progress; likewise. */
export let notifierOf: (promise: AnyPromise) => (progress?: unknown) => void;
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
let append: (root: AnyPromise, waiter: AnyPromise) => void;
let attach: (promise: AnyPromise, waiter: AnyPromise, keepsContext?: boolean) => void;
let rootOf: (promise: AnyPromise) => AnyPromise;
let follow: (promise: AnyPromise, target: AnyPromise) => void;
let promiseResolve: (C: PromiseClass, value: unknown) => PromiseLike<unknown>;

/** @internal Makes one subclass as fast as the class. */
export function trust(C: Plain): void {
  second = C;
}

const CIRCLE = 'A promise cannot follow itself';

const ignore = (): void => undefined;

const progressHandlers = /* @__PURE__ */ new WeakMap<object, Handler>();
const natives = /* @__PURE__ */ new WeakMap<object, Promise<unknown>>();
const reports = /* @__PURE__ */ new WeakMap<object, Report>();

// Who waits for a pending promise.
const listOf = (waiting: unknown): readonly AnyPromise[] =>
  Array.isArray(waiting) ? (waiting as AnyPromise[]) : waiting === undefined ? [] : [waiting as AnyPromise];

// The functions of deferreds: a bound function is smaller than a closure.
const bindable = {
  resolve(this: AnyPromise, value?: unknown) {
    resolvePromise(this, value);
  },
  reject(this: AnyPromise, reason?: unknown) {
    rejectPromise(this, reason);
  },
  notify(this: AnyPromise, progress?: unknown) {
    notifyPromise(this, progress);
  },
};

function deliver(fulfilled: boolean, value: unknown, callback: NodeCallback): void {
  try {
    if (fulfilled) callback(null, value);
    else callback(toCallbackError(value));
  } catch (error) {
    throwLater(error);
  }
}

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
  // A promise made by `then` is itself what waits for its parent; these are its handlers and their context. That of a
  // deferred waits for nobody; it keeps the deferred's functions here.
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
    if (!isOurs(this)) throw new TypeError('this must be a promise');
    const C = speciesOf(this, SluicePromise);
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
    if (typeof fulfilled === 'function') child.#fulfilled = fulfilled as Handler;
    if (typeof rejected === 'function') child.#rejected = rejected as Handler;
    if (typeof progressed === 'function') progressHandlers.set(child, progressed as Handler);
    attach(this as AnyPromise, child, true);
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
    const C = speciesOf(this, SluicePromise);
    if (typeof callback !== 'function') return this.then(callback, callback as never);
    const run = (): PromiseLike<unknown> => promiseResolve(C, callback());
    return this.then(
      (value) => run().then(() => value),
      (reason: unknown) =>
        run().then(() => {
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
    return this.then((value) => SluicePromise.resolve(callback(value)).then(() => value)) as SluicePromise<T, P>;
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
      const message = (error || `Timed out after ${ms} ms`) as string;
      reject(typeof message === 'string' ? Object.assign(new Error(message), { code: 'ETIMEDOUT' }) : error);
    });
    this.then(resolve, reject, (value) => notifyPromise(promise as AnyPromise, value)).then(stop);
    return promise as SluicePromise<T, P>;
  }

  /** Passes the value on `ms` milliseconds after it came; a rejection at once. */
  delay(ms: number): SluicePromise<T, P> {
    return this.then(
      (value) => new SluicePromise((resolve) => void startTimer(ms, () => resolve(value))),
    ) as SluicePromise<T, P>;
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
      const call = callback as NodeCallback;
      listen(
        this,
        deliver,
        options?.spread
          ? (error: unknown, value?: unknown) => {
              if (Array.isArray(value)) call(null, ...(value as unknown[]));
              else if (error) call(error);
              else call(null, value);
            }
          : call,
        undefined,
        true,
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
        listen(this, (fulfilled, value) => (fulfilled ? resolve : reject)(value as T));
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

  /** @internal What `console.log` shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): unknown {
    // The prototype itself has no state.
    return #state in this ? this.inspect() : this;
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
      if ((promise.#state & STATE) === PENDING) return NOTHING;
      const root = rootOf(promise);
      return (root.#state & STATE) === FULFILLED ? root.#value : NOTHING;
    };

    promiseResolve = (C, value) => {
      if (isOurs(value) && isObject(C) && value.constructor === (C as unknown)) return value;
      if (isPlain(C)) {
        const promise = new C<unknown>(INTERNAL);
        become(promise, value);
        return promise;
      }
      const { promise, resolve } = newCapability(C);
      resolve(value);
      return promise;
    };

    // The promise at the end of the aliases. Every other alias on the way then points past the next one.
    rootOf = (promise) => {
      let root = promise;
      while ((root.#state & STATE) === ALIAS) {
        const next = root.#value as AnyPromise;
        if ((next.#state & STATE) === ALIAS) root.#value = next.#value;
        root = next;
      }
      return root;
    };

    // Marks the promise as handled and returns its root.
    const handle = (promise: AnyPromise): AnyPromise => {
      const state = promise.#state;
      promise.#state = (state & ~REPORTED) | HANDLED;
      if (state & REPORTED) reports.get(promise)?.catch(ignore);
      return (state & STATE) === ALIAS ? rootOf(promise) : promise;
    };

    attach = (promise, waiter, keepsContext) => {
      const root = handle(promise);
      const isPending = (root.#state & STATE) === PENDING;
      // The first job of a generation runs in the context that is current now, so there is nothing to capture.
      if (keepsContext && settings.asyncContext && (isPending || !isIdle())) waiter.#context = captureContext();
      if (isPending) append(root, waiter);
      else enqueue(waiter, root);
    };

    listen = (promise, listener, extra, target, keepsContext) => {
      const waiter = new SluicePromise<unknown>(INTERNAL);
      waiter.#state = LISTENER;
      waiter.#value = extra;
      waiter.#fulfilled = listener as never;
      waiter.#rejected = target as never;
      attach(promise, waiter, keepsContext);
    };

    append = (root, waiter) => {
      const waiting = root.#value as AnyPromise | AnyPromise[] | undefined;
      if (waiting === undefined) root.#value = waiter;
      else if (Array.isArray(waiting)) waiting.push(waiter);
      else root.#value = [waiting, waiter];
    };

    resolverOf = (promise) => (promise.#fulfilled ??= bindable.resolve.bind(promise)) as never;
    rejecterOf = (promise) => (promise.#rejected ??= bindable.reject.bind(promise)) as never;
    notifierOf = (promise) => (promise.#context ??= bindable.notify.bind(promise)) as never;

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
        if (value === promise) throw new TypeError(CIRCLE);
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
        later(() => assimilate(promise, value, then as Handler), true);
      }
    };

    // Calls `then` of a foreign thenable, with functions of which the first call counts.
    const assimilate = (promise: AnyPromise, value: object, then: Handler): void => {
      let called = false;
      const once =
        (action: (promise: AnyPromise, value: unknown) => void) =>
        (outcome: unknown): void => {
          if (called) return;
          called = true;
          promise.#state &= ~LOCKED;
          action(promise, outcome);
        };
      const fail = once(rejectPromise);
      const args: ((value: unknown) => void)[] = [once(resolvePromise), fail];
      // Progress goes on where the thenable knows it; others get two arguments, as the specification has it.
      if (then.length > 2 || then === originalThen) args.push((progress) => called || tell(promise, progress));
      try {
        Reflect.apply(then, value, args);
      } catch (error) {
        fail(error);
      }
    };

    // Who waits for `promise` moves to the promise that it follows: constant memory in recursion, and no cascade.
    follow = (promise, target) => {
      const root = handle(target);
      const state = root.#state & STATE;
      if (root === promise) settle(promise, REJECTED, new TypeError(CIRCLE));
      else if (state !== PENDING) settle(promise, state, root.#value);
      else {
        const waiting = promise.#value;
        promise.#value = root;
        promise.#state |= ALIAS;
        if (root.#value === undefined && !Array.isArray(waiting)) root.#value = waiting;
        else {
          for (const waiter of listOf(waiting)) {
            // An alias that somebody has handled meanwhile needs no report.
            if ((waiter.#state & (ALIAS | HANDLED)) !== (ALIAS | HANDLED)) append(root, waiter);
          }
        }
        // An alias that nobody handles is reported itself when the root is rejected.
        if ((promise.#state & HANDLED) === 0) append(root, promise);
      }
    };

    settle = (promise, state, value) => {
      const waiting = promise.#value;
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

    // For listeners with a context; the job has its source in the place of the target that it no longer needs.
    const callListener = (job: AnyPromise): void => {
      const source = job.#rejected as unknown as AnyPromise;
      const listener = job.#fulfilled as unknown as Listener<unknown>;
      listener((source.#state & STATE) === FULFILLED, source.#value, job.#value);
    };

    const run = (job: AnyPromise, source: AnyPromise): void => {
      const flags = job.#state;
      const fulfilled = (source.#state & STATE) === FULFILLED;
      const value = source.#value;
      const context = job.#context;
      if (flags & LISTENER) {
        const listener = job.#fulfilled as unknown as Listener<unknown>;
        if (context === undefined) listener(fulfilled, value, job.#value);
        else {
          job.#rejected = source as never;
          runInContext1(context, callListener, job);
        }
        return;
      }
      if (flags & STATE) {
        // An alias whose root is settled: only its unhandled rejection matters.
        if (!fulfilled && (flags & HANDLED) === 0) track(job);
        return;
      }
      const handler = fulfilled ? job.#fulfilled : job.#rejected;
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
      if (flags & PROXY) {
        try {
          (job.#value as Capability)[state === REJECTED ? 'reject' : 'resolve'](result);
        } catch {
          // The functions of a foreign class may throw; nobody can be told, as in ECMAScript.
        }
      } else if (state === PENDING) become(job, result);
      else settle(job, state, result);
    };

    notifyPromise = (promise, value) => {
      if (isOurs(promise) && (promise.#state & LOCKED) === 0) tell(promise, value);
    };

    // Passes progress on to who waits.
    const tell = (promise: AnyPromise, value: unknown): void => {
      if (promise.#state & STATE) return;
      for (const waiter of listOf(promise.#value)) {
        const flags = waiter.#state;
        if (flags & LISTENER) {
          // notifyPromise leaves alone what is no promise of ours.
          notifyPromise(waiter.#rejected as never, { index: waiter.#value, value });
        } else if ((flags & STATE) === PENDING) {
          const context = waiter.#context;
          const handler = progressHandlers.get(waiter);
          const target = flags & PROXY ? ((waiter.#value as Capability).promise as AnyPromise) : waiter;
          later(() => {
            try {
              notifyPromise(target, handler ? runInContext1(context, handler, value) : value);
            } catch (error) {
              hooks.onError(error);
            }
          });
        }
      }
    };

    setRunners(run, report);
    const start = new SluicePromise<unknown>(INTERNAL);
    start.#state = FULFILLED;
    later = (job, keepsContext) => listen(start, job, undefined, undefined, keepsContext);
    const { prototype } = SluicePromise;
    second = SluicePromise;
    originalThen = prototype.then;
    originalResolve = this.resolve;
    // Minifiers rename classes; the name is part of what stands where `Promise` stands.
    for (const [target, key] of [
      [this, 'name'],
      [prototype, Symbol.toStringTag],
    ] as const) {
      Object.defineProperty(target, key, { value: 'Promise', configurable: true });
    }
    // `instanceof Promise` holds.
    Object.setPrototypeOf(prototype, Promise.prototype);
  }
}
