import { checkCount, type NodeCallback, type Task, type TaskResult } from '@sluice/core';
import type {
  AnyData,
  AnyEvent,
  AnyEvents,
  EventData,
  EventMap,
  EventName,
  EventNames,
  FirstData,
  FirstDatas,
  FlatNames,
} from './EventMap.js';
import type { CallerOptions, Flight, Guard, GuardOptions } from './Guard.js';
import { counting } from './internal/after.js';
import { all, any, tail } from './internal/barriers.js';
import { errors } from './internal/done.js';
import { events, type EventsOptions } from './internal/iterate.js';
import { emit, immediate, methods, off, on } from './internal/listeners.js';
import { provided } from './internal/provided.js';
import { type Host, makeTable, STATE, tableOf } from './internal/table.js';
import type { WaitOptions } from './internal/wait.js';

/** Options of an {@link EventProxy}. */
export interface EventProxyOptions {
  /** The guard behind `proxy.guard`, or its options. Default: one with the defaults of `Guard`. */
  readonly guard?: Guard | GuardOptions | undefined;
  /**
   * Lets barriers and promises count what was emitted before they were made, as if they had been there first: `true` for
   * everything that this proxy emits, a number for the latest so many emits. Default: false.
   */
  readonly remember?: boolean | number | undefined;
}

type Listener = (...data: AnyData) => unknown;
type Plug<A extends readonly unknown[], R = unknown> = (error?: unknown, ...data: Partial<A>) => R;

/**
 * Events, barriers that wait for several of them, and a guard: what eventproxy 1 does, typed, with promises and signals.
 *
 * The methods may be copied onto any object; its state is made on first use.
 *
 * @typeParam E - The events: `{ user: [User]; posts: [Post[]] }`. Default: any name, any data.
 * @example Two results, then one callback
 * ```ts
 * import { EventProxy } from '@sluice/eventproxy';
 *
 * const proxy = new EventProxy<{ template: [string]; name: [string] }>();
 * const page = proxy.all('template', 'name', { timeout: 1_000 });
 *
 * proxy.emit('template', 'Hello, ');
 * proxy.emit('name', 'Ada');
 *
 * await page; // => ['Hello, ', 'Ada']
 * ```
 */
export interface EventProxy<E extends EventMap<E> = AnyEvents> {
  /**
   * Calls `listener` with what is emitted with `event`, in the order of registration, with the proxy as `this`.
   *
   * A listener that is added during an emit is not called by it; one that is removed is not called any more.
   */
  on<N extends EventName<E>>(event: N, listener: (...data: EventData<E, N>) => unknown): this;
  /**
   * Alias of {@link on}.
   */
  addListener<N extends EventName<E>>(event: N, listener: (...data: EventData<E, N>) => unknown): this;
  /**
   * Alias of {@link on}.
   */
  bind<N extends EventName<E>>(event: N, listener: (...data: EventData<E, N>) => unknown): this;
  /**
   * Alias of {@link on}.
   */
  subscribe<N extends EventName<E>>(event: N, listener: (...data: EventData<E, N>) => unknown): this;
  /**
   * Like {@link on}, but ahead of the listeners that are there.
   */
  headbind<N extends EventName<E>>(event: N, listener: (...data: EventData<E, N>) => unknown): this;
  /**
   * Calls `listener` once: it is removed before the call, so an emit from inside does not call it again, and neither does one
   * after it has thrown. `removeListener` takes the function itself.
   *
   * Without a listener: a promise of the arguments of the next emit. See {@link all} for the ways it can fail.
   */
  once<N extends EventName<E>>(event: N, listener: (...data: EventData<E, N>) => unknown): this;
  once<N extends EventName<E>>(event: N, options?: WaitOptions): Promise<EventData<E, N>>;
  /**
   * Removes `listener` from `event`, every time it is there; without `listener` all of the event; without `event` everything,
   * barriers included. Lists that are removed as a whole still run to the end in an emit under way.
   */
  off(event?: EventName<E> | null, listener?: Listener | null): this;
  /**
   * Alias of {@link off}.
   */
  removeListener(event?: EventName<E> | null, listener?: Listener | null): this;
  /**
   * Alias of {@link off}.
   */
  unbind(event?: EventName<E> | null, listener?: Listener | null): this;
  /**
   * Removes all listeners of `event`; without `event` everything, barriers included.
   */
  removeAllListeners(event?: EventName<E> | null): this;
  /**
   * Calls `listener` with the name and the data of every event, after the listeners of that event.
   */
  bindForAll(listener: (event: EventName<E>, ...data: AnyData) => unknown): this;
  /**
   * Removes a listener of all events; without `listener` all of them, and every pending barrier.
   */
  unbindForAll(listener?: Listener | null): this;
  /**
   * Calls the listeners of `event`, then those of all events and the barriers that this completes, and returns when they have
   * returned. What a listener throws reaches the caller; the listeners behind it are not called.
   *
   * `error` without a listener is silent, unlike in node:events.
   */
  emit<N extends EventName<E>>(event: N, ...data: EventData<E, N>): this;
  /**
   * Alias of {@link emit}.
   */
  trigger<N extends EventName<E>>(event: N, ...data: EventData<E, N>): this;
  /**
   * Alias of {@link emit}.
   */
  fire<N extends EventName<E>>(event: N, ...data: EventData<E, N>): this;
  /**
   * Emits in a macrotask of its own, after the promise jobs.
   */
  emitLater<N extends EventName<E>>(event: N, ...data: EventData<E, N>): this;
  /**
   * Adds `listener` and emits `event` with `data`, to every listener of the event.
   */
  immediate<N extends EventName<E>>(
    event: N,
    listener: (...data: EventData<E, N>) => unknown,
    data?: FirstData<E, N>,
  ): this;
  /**
   * Alias of {@link immediate}.
   */
  asap<N extends EventName<E>>(event: N, listener: (...data: EventData<E, N>) => unknown, data?: FirstData<E, N>): this;
  /**
   * Calls `callback` once, when each of the events was emitted, with the first argument of each in the order of the names.
   *
   * Names may come in arrays. Events emitted before do not count (see `remember`), and of several emits of one event the first
   * counts. The callback runs after every listener of the completing event. A name that is given twice is satisfied by one emit; no
   * names at all are complete at once.
   *
   * Without a callback: a native promise of the list. It rejects with the first `error` event, with `signal.reason`, with a
   * `TimeoutError` after `timeout` milliseconds, and with the code `ERR_SLUICE_UNBOUND` when its listeners are removed.
   * However it settles, no listener and no timer is left.
   */
  all<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, callback: (...data: FirstDatas<E, FlatNames<N>>) => unknown]
  ): this;
  all<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, options: WaitOptions]
  ): Promise<FirstDatas<E, FlatNames<N>>>;
  all<const N extends readonly EventNames<E>[]>(...events: N): Promise<FirstDatas<E, FlatNames<N>>>;
  /**
   * Alias of {@link all}.
   */
  assign<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, callback: (...data: FirstDatas<E, FlatNames<N>>) => unknown]
  ): this;
  assign<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, options: WaitOptions]
  ): Promise<FirstDatas<E, FlatNames<N>>>;
  assign<const N extends readonly EventNames<E>[]>(...events: N): Promise<FirstDatas<E, FlatNames<N>>>;
  /**
   * Like {@link all}, and then calls `callback` again on every further emit of one of the events, with the newest data of each.
   *
   * Without a callback: a promise of the first completion, with the newest data.
   */
  tail<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, callback: (...data: FirstDatas<E, FlatNames<N>>) => unknown]
  ): this;
  tail<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, options: WaitOptions]
  ): Promise<FirstDatas<E, FlatNames<N>>>;
  tail<const N extends readonly EventNames<E>[]>(...events: N): Promise<FirstDatas<E, FlatNames<N>>>;
  /**
   * Alias of {@link tail}.
   */
  assignAll<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, callback: (...data: FirstDatas<E, FlatNames<N>>) => unknown]
  ): this;
  assignAll<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, options: WaitOptions]
  ): Promise<FirstDatas<E, FlatNames<N>>>;
  assignAll<const N extends readonly EventNames<E>[]>(...events: N): Promise<FirstDatas<E, FlatNames<N>>>;
  /**
   * Alias of {@link tail}.
   */
  assignAlways<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, callback: (...data: FirstDatas<E, FlatNames<N>>) => unknown]
  ): this;
  assignAlways<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, options: WaitOptions]
  ): Promise<FirstDatas<E, FlatNames<N>>>;
  assignAlways<const N extends readonly EventNames<E>[]>(...events: N): Promise<FirstDatas<E, FlatNames<N>>>;
  /**
   * Calls `callback` once, after `times` emits of `event`, with the list of their first arguments in the order of the emits; with
   * {@link group}, in the order of the `group` calls. 0 calls back at once with `[]`.
   *
   * Without a callback: a native promise of the list; see {@link all} for the ways it can fail.
   *
   * @throws {RangeError} `ERR_SLUICE_RANGE` when `times` is no number.
   */
  after<N extends EventName<E>>(event: N, times: number, callback: (results: FirstData<E, N>[]) => unknown): this;
  after<N extends EventName<E>>(event: N, times: number, options?: WaitOptions): Promise<FirstData<E, N>[]>;
  /**
   * Makes a Node-style callback for one of the results that `after(event, …)` waits for. The result takes the place of this call of
   * `group`, whatever order the results come in. An error is emitted as `error`.
   *
   * `group` may be called ahead of `after`: it then counts for the next `after` of the event.
   *
   * @param map - Turns the values of the callback into the result. Default: the first value.
   */
  group<N extends EventName<E>>(event: N): Plug<[value?: FirstData<E, N>, ...rest: AnyData]>;
  group<N extends EventName<E>, A extends AnyData>(event: N, map: (...data: A) => FirstData<E, N>): Plug<A>;
  /**
   * Calls `callback` once, with `{ data, eventName }` of whichever of the events is emitted first.
   *
   * Without a callback: a native promise of that; see {@link all} for the ways it can fail.
   */
  any<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, callback: (event: AnyEvent<E, FlatNames<N>[number]>) => unknown]
  ): this;
  any<const N extends readonly EventNames<E>[]>(
    ...args: [...events: N, options: WaitOptions]
  ): Promise<AnyEvent<E, FlatNames<N>[number]>>;
  any<const N extends readonly EventNames<E>[]>(...events: N): Promise<AnyEvent<E, FlatNames<N>[number]>>;
  /**
   * Calls `callback` with the first argument of every event but `event`. `unbindForAll(callback)` removes it.
   */
  not(event: EventName<E>, callback: (...data: AnyData) => unknown): this;
  /**
   * Makes a Node-style callback that emits its values as `event`; an error is emitted as `error`, with everything that came with it.
   *
   * @param map - Turns the values into the one value that is emitted. What it throws reaches the caller of the callback.
   */
  done<N extends EventName<E>>(event: N): Plug<EventData<E, N>, this>;
  done<N extends EventName<E>, A extends AnyData>(event: N, map: (...data: A) => FirstData<E, N>): Plug<A, this>;
  done<A extends AnyData, R>(handler: (...data: A) => R): Plug<A, R | this | undefined>;
  /**
   * Like {@link done}, in a macrotask of its own: for a function whose callback may come before the listeners are there.
   */
  doneLater<N extends EventName<E>>(event: N): Plug<EventData<E, N>, void>;
  doneLater<N extends EventName<E>, A extends AnyData>(event: N, map: (...data: A) => FirstData<E, N>): Plug<A, void>;
  doneLater<A extends AnyData>(handler: (...data: A) => unknown): Plug<A, void>;
  /**
   * Calls `callback` with the first `error` event, after removing every listener and barrier of the proxy.
   */
  fail(callback: (...data: EventData<E, 'error'>) => unknown): this;
  /**
   * Emits `error`.
   */
  throw(...data: EventData<E, 'error'>): this;
  /**
   * Iterates over the emits of `event` from now on, each as the list of its arguments. Emits wait in a buffer of `maxWaiting`.
   *
   * The iteration fails with the first `error` event and when it falls behind by more than the buffer, in both cases after what
   * waits; at once with `signal.reason`; and with the code `ERR_SLUICE_UNBOUND` when its listeners are removed. Leaving the loop
   * removes its listeners.
   *
   * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when an option is of the wrong type.
   * @throws {RangeError} `ERR_SLUICE_LIMIT` when `maxWaiting` is below 1.
   */
  events<N extends EventName<E>>(event: N, options?: EventsOptions): AsyncGenerator<EventData<E, N>, void, undefined>;
  /**
   * `Guard.run` on the guard of this proxy: callers of one key share one flight. Emits nothing.
   *
   * The guard is made on first use. In a bundle that was shaken without `Guard`, hand one in: `new EventProxy({ guard: new Guard() })`.
   */
  guard<R, O, K = unknown>(key: K, task: Task<Flight<K>, R, O>, callback: NodeCallback<TaskResult<R, O>>): void;
  guard<R, O, K = unknown>(key: K, task: Task<Flight<K>, R, O>, options?: CallerOptions): Promise<TaskResult<R, O>>;
}

type Create = <const N extends readonly EventNames<AnyEvents>[]>(
  ...args:
    | [...events: N, callback: (...data: FirstDatas<AnyEvents, FlatNames<N>>) => unknown]
    | [
        ...events: N,
        callback: (...data: FirstDatas<AnyEvents, FlatNames<N>>) => unknown,
        onError: (...data: AnyData) => unknown,
      ]
    | []
) => EventProxy;

/** Makes an {@link EventProxy}, with and without `new`. */
export interface EventProxyConstructor {
  /**
   * @param options - See {@link EventProxyOptions}.
   * @throws {RangeError} `ERR_SLUICE_LIMIT` when `remember` is a number below 1.
   */
  new <E extends EventMap<E> = AnyEvents>(options?: EventProxyOptions): EventProxy<E>;
  <E extends EventMap<E> = AnyEvents>(options?: EventProxyOptions): EventProxy<E>;
  readonly prototype: EventProxy;
  /** A proxy with `all(…events, callback)` and, when there are two functions, `fail(onError)`. */
  readonly create: Create;
  readonly EventProxy: EventProxyConstructor;
}

/** See the interface of this name. */
export const EventProxy: EventProxyConstructor = /* @__PURE__ */ define();

function define(): EventProxyConstructor {
  // A plain function: callable without `new`, and from an ES5 constructor with `EventProxy.call(this)`.
  // As a property, so that it keeps its name beside the constant above.
  const named = {
    EventProxy: function (this: unknown, options?: EventProxyOptions): unknown {
      if (!(this instanceof named.EventProxy)) return new Proxy(options);
      const { guard: kept, remember } = options ?? {};
      const logged = remember === true ? Infinity : remember || undefined;
      checkCount('EventProxy', 'remember', logged, 1);
      (this as Host)[STATE] = makeTable({ guard: kept, log: [], logged });
      return undefined;
    },
  };
  const Proxy = named.EventProxy as unknown as EventProxyConstructor;

  const create = (...args: unknown[]): EventProxy => {
    const proxy = new Proxy();
    const list = args.flat();
    const last = list.at(-1);
    if (typeof last === 'function' && typeof list.at(-2) === 'function') proxy.fail(list.pop() as Listener);
    // Without events or a callback nothing waits.
    if (list.length > 1 && typeof list.at(-1) === 'function') void proxy.assign(...(list as [string]));
    return proxy;
  };

  function guard(this: Host, key: unknown, task: Task<Flight>, last: NodeCallback): unknown {
    const { keeper } = tableOf(this);
    let kept = keeper.guard as (Partial<Guard> & GuardOptions) | undefined;
    if (!kept?.run) keeper.guard = kept = provided.make(kept);
    return (kept as Guard).run(key, task, last);
  }

  Object.assign(Proxy.prototype, methods, counting, errors, {
    on,
    addListener: on,
    bind: on,
    subscribe: on,
    off,
    removeListener: off,
    unbind: off,
    emit,
    trigger: emit,
    fire: emit,
    immediate,
    asap: immediate,
    all,
    assign: all,
    tail,
    assignAll: tail,
    assignAlways: tail,
    any,
    events,
    guard,
  });
  return Object.assign(Proxy, { create, EventProxy: Proxy });
}
