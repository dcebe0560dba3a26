import type { NodeCallback, Task, TaskResult } from '@sluice/core';
import { type CallerOptions, type Flight, Guard, type GuardOptions } from './Guard.js';
import { after, group } from './internal/after.js';
import { all, any, not, tail } from './internal/barriers.js';
import { done, doneLater, fail, throwError } from './internal/done.js';
import { type Host, STATE, stateOf } from './internal/host.js';
import {
  addListener,
  bindForAll,
  emit,
  emitLater,
  headbind,
  immediate,
  off,
  once,
  removeAllListeners,
  unbindForAll,
} from './internal/listeners.js';

/** Options of an {@link EventProxy}. */
export interface EventProxyOptions {
  /** Options of the guard behind `proxy.guard`. */
  readonly guard?: GuardOptions | undefined;
}

// The untyped form is as loose as the peer.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- listeners of any shape must be accepted, and inferred
type AnyArguments = any[];
type AnyListener = (...data: AnyArguments) => unknown;

/** Event barriers and the avalanche guard. */
export interface EventProxy {
  on(event: PropertyKey, listener: AnyListener): this;
  addListener(event: PropertyKey, listener: AnyListener): this;
  bind(event: PropertyKey, listener: AnyListener): this;
  subscribe(event: PropertyKey, listener: AnyListener): this;
  headbind(event: PropertyKey, listener: AnyListener): this;
  once(event: PropertyKey, listener: AnyListener): this;
  off(event?: PropertyKey | null, listener?: AnyListener | null): this;
  removeListener(event?: PropertyKey | null, listener?: AnyListener | null): this;
  unbind(event?: PropertyKey | null, listener?: AnyListener | null): this;
  removeAllListeners(event?: PropertyKey | null): this;
  bindForAll(listener: AnyListener): this;
  unbindForAll(listener?: AnyListener | null): this;
  emit(event: PropertyKey, ...data: AnyArguments): this;
  trigger(event: PropertyKey, ...data: AnyArguments): this;
  fire(event: PropertyKey, ...data: AnyArguments): this;
  emitLater(event: PropertyKey, ...data: AnyArguments): this;
  immediate(event: PropertyKey, listener: AnyListener, data?: unknown): this;
  asap(event: PropertyKey, listener: AnyListener, data?: unknown): this;
  all(...args: AnyArguments): this;
  assign(...args: AnyArguments): this;
  tail(...args: AnyArguments): this;
  assignAll(...args: AnyArguments): this;
  assignAlways(...args: AnyArguments): this;
  after(event: PropertyKey, times: number, callback: AnyListener): this;
  group(event: PropertyKey, map?: AnyListener): AnyListener;
  any(...args: AnyArguments): this;
  not(event: PropertyKey, callback: AnyListener): this;
  done(handler: PropertyKey | AnyListener, map?: AnyListener): AnyListener;
  doneLater(handler: PropertyKey | AnyListener, map?: AnyListener): AnyListener;
  fail(callback: AnyListener): this;
  throw(...args: AnyArguments): this;
  guard<R, O, K = unknown>(key: K, task: Task<Flight<K>, R, O>, callback: NodeCallback<TaskResult<R, O>>): void;
  guard<R, O, K = unknown>(key: K, task: Task<Flight<K>, R, O>, options?: CallerOptions): Promise<TaskResult<R, O>>;
}

/** Makes an {@link EventProxy}, with and without `new`. */
export interface EventProxyConstructor {
  new (options?: EventProxyOptions): EventProxy;
  (options?: EventProxyOptions): EventProxy;
  readonly prototype: EventProxy;
  create(...args: AnyArguments): EventProxy;
  readonly EventProxy: EventProxyConstructor;
}

export const EventProxy: EventProxyConstructor = /* @__PURE__ */ define();

function define(): EventProxyConstructor {
  // A plain function: callable without `new`, and from an ES5 constructor with `EventProxy.call(this)`.
  function EventProxy(this: unknown, options?: EventProxyOptions): unknown {
    if (!(this instanceof EventProxy)) return new (EventProxy as unknown as EventProxyConstructor)(options);
    stateOf(this).guardOptions = options?.guard;
    return undefined;
  }

  function create(...args: unknown[]): EventProxy {
    const proxy = new (EventProxy as unknown as EventProxyConstructor)();
    const list = args.flat(Infinity);
    const callback = list.at(-1);
    if (typeof callback === 'function' && typeof list.at(-2) === 'function') {
      list.pop();
      proxy.fail(callback as AnyListener);
    }
    // Without a callback nothing waits.
    if (list.length > 1 && typeof list.at(-1) === 'function') proxy.assign(...list);
    return proxy;
  }

  function guard(this: Host, key: unknown, task: Task<Flight>, last?: NodeCallback): unknown {
    const state = stateOf(this);
    state.guard ??= new Guard(state.guardOptions);
    return state.guard.run(key, task, last!);
  }

  Object.assign(EventProxy.prototype, {
    on: addListener,
    addListener,
    bind: addListener,
    subscribe: addListener,
    headbind,
    once,
    off,
    removeListener: off,
    unbind: off,
    removeAllListeners,
    bindForAll,
    unbindForAll,
    emit,
    trigger: emit,
    fire: emit,
    emitLater,
    immediate,
    asap: immediate,
    all,
    assign: all,
    tail,
    assignAll: tail,
    assignAlways: tail,
    after,
    group,
    any,
    not,
    done,
    doneLater,
    fail,
    throw: throwError,
    guard,
  });
  return Object.assign(EventProxy, { create, EventProxy }) as unknown as EventProxyConstructor;
}
