import {
  checkBounds,
  checkFunction,
  follow,
  type NodeCallback,
  type SignalOption,
  type Task,
  taskKind,
  type TaskResult,
} from '@sluice/core';
import type { GuardCounters, GuardEvent } from './GuardEvent.js';
import type { GuardStore } from './GuardStore.js';
import { type Flights, makeFlights } from './internal/flights.js';

/** One run of a task for one key, shared by every caller who comes while it is under way. The task's argument. */
export interface Flight<K = unknown> {
  readonly key: K;
  /**
   * Aborted when the flight has timed out (with the `TimeoutError`), or when its last caller has left (with that caller's
   * reason).
   */
  readonly signal: AbortSignal;
}

/** Options of one caller of {@link Guard.run}. */
export interface CallerOptions extends SignalOption {
  /** Milliseconds that this caller waits, from its call. Afterwards it fails alone. Default: no bound. */
  readonly timeout?: number | undefined;
}

/** Options of a {@link Guard}. */
export interface GuardOptions<K = unknown> {
  /** Milliseconds that a flight may take, from its first caller; the store is asked within it. Default: no bound. */
  readonly timeout?: number | undefined;
  /** Most callers that may wait on one key, the first one included: an integer of at least 1. Default: no bound. */
  readonly maxWaiting?: number | undefined;
  /** Most keys that may be in flight at a time: an integer of at least 1. Default: no bound. */
  readonly maxKeys?: number | undefined;
  /** Milliseconds for which a value is served without a task, from the end of its flight. Default: 0, coalescing only. */
  readonly ttl?: number | undefined;
  /**
   * Milliseconds past `ttl` in which a value is still served at once, while one flight in the background refreshes it.
   * Default: 0.
   */
  readonly staleWhileRevalidate?: number | undefined;
  /** Milliseconds past `ttl` in which a value is served when the flight fails or times out. Default: 0. */
  readonly staleIfError?: number | undefined;
  /**
   * Milliseconds for which a failure is served without a task (the stale value in its place, where `staleIfError` has
   * one), so that a source in trouble is left alone. Failures stay in this process. Default: 0.
   */
  readonly errorTtl?: number | undefined;
  /** Where values are kept. Default: a {@link MemoryStore} when one of the durations above asks for it. */
  readonly store?: GuardStore<K> | undefined;
  /** Told what happens, as it happens. What it throws is uncaught, and harms no flight. */
  readonly onEvent?: ((event: GuardEvent<K>) => void) | undefined;
}

/**
 * Guards a source against an avalanche: callers who ask for the same key while it is being loaded share one flight.
 *
 * The entry of a key exists before its task is called and is gone when its flight is over, before any caller is answered.
 * A failure reaches every caller of the flight and frees the key. Callers are isolated from each other; callbacks are
 * called in their own asynchronous context, in a promise job.
 *
 * @typeParam K - Key; compared as in `Map`. Default: anything.
 * @example A thousand callers, one query
 * ```ts
 * import { Guard } from '@sluice/eventproxy';
 *
 * let queries = 0;
 * const query = async () => {
 *   queries += 1;
 *   return ['row'];
 * };
 *
 * const guard = new Guard({ timeout: 5_000, maxWaiting: 10_000 });
 * await Promise.all(Array.from({ length: 1_000 }, () => guard.run('report:42', query)));
 *
 * queries; // => 1
 * ```
 */
export class Guard<K = unknown> {
  readonly #flights: Flights<K>;

  /**
   * @param options - See {@link GuardOptions}.
   * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when an option is of the wrong type.
   * @throws {RangeError} `ERR_SLUICE_RANGE` for a duration below 0, `ERR_SLUICE_LIMIT` for a bound below 1.
   */
  constructor(options: GuardOptions<K> = {}) {
    this.#flights = makeFlights(options);
  }

  /** How often each event has happened so far; live. */
  get counters(): Readonly<GuardCounters> {
    return this.#flights.counters;
  }

  /** Keys in flight. */
  get size(): number {
    return this.#flights.size();
  }

  /**
   * Answers from the store, joins the flight of `key`, or starts one by calling `task`.
   *
   * @typeParam R - What the task hands to its callback.
   * @typeParam O - What the task returns.
   * @param key - What is asked for; compared as in `Map`.
   * @param task - Called with the {@link Flight}: `async ({ key, signal }) => …`, `(flight) => promise` or
   *   `(flight, done)`. A synchronous throw of it is a failure. Not called when there is something to share.
   * @param callback - Gets `(null, value)` or `(error)`; a falsy reason arrives as a `FalsyRejectionError`. Without it a
   *   promise is returned. Instead of it: {@link CallerOptions}.
   * @returns A native promise of the value, when no callback is given. Callers of one flight may get the same one.
   * @throws {OverloadError} `ERR_SLUICE_OVERLOAD`, as a rejection, at once, when `maxWaiting` or `maxKeys` is reached.
   * @throws {TimeoutError} `ERR_SLUICE_TIMEOUT`, as a rejection, after the guard's `timeout` or the caller's.
   * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when an argument is of the wrong type, as a rejection without a callback.
   * @throws {RangeError} `ERR_SLUICE_RANGE` when `timeout` is below 0, as a rejection.
   */
  run<R, O>(key: K, task: Task<Flight<K>, R, O>, callback: NodeCallback<TaskResult<R, O>>): void;
  run<R, O>(key: K, task: Task<Flight<K>, R, O>, options?: CallerOptions): Promise<TaskResult<R, O>>;
  run(key: K, task: Task<Flight<K>>, last?: NodeCallback<never> | CallerOptions): Promise<unknown> | undefined {
    if (typeof last === 'function') {
      checkFunction('Guard.run', 'task', task);
      follow(this.#flights.enter(key, task), last);
      return undefined;
    }
    try {
      checkFunction('Guard.run', 'task', task);
      // Most callers; a crowd of them must cost little more than a look into a map.
      if (last === undefined || last === null) return this.#flights.enter(key, task);
      checkBounds('Guard.run', last);
      return this.#flights.enter(key, task, last);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Makes a guarded function of `task`.
   *
   * The function takes the parameters that `keyOf` declares, and then what {@link Guard.run} takes third: a callback,
   * options, or nothing.
   *
   * @typeParam A - Parameters of `keyOf`.
   * @param keyOf - Gives the key for the arguments. It must declare its parameters: no rest parameters, no defaults.
   * @param task - Called with those arguments, the {@link Flight} and, when it declares one, a callback.
   * @returns The guarded function.
   * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when an argument is no function.
   * @example
   * ```ts
   * import { Guard } from '@sluice/eventproxy';
   *
   * const guard = new Guard<string>();
   * const report = guard.wrap(
   *   (id: number) => `report:${id}`,
   *   async (id) => ({ id, rows: [] }),
   * );
   *
   * await report(42); // => { id: 42, rows: [] }
   * ```
   */
  wrap<A extends unknown[], R, O>(
    keyOf: (...args: A) => K,
    task: (...args: [...args: A, flight: Flight<K>, callback: NodeCallback<R>]) => O,
  ): Guarded<A, TaskResult<R, O>> {
    checkFunction('Guard.wrap', 'keyOf', keyOf);
    checkFunction('Guard.wrap', 'task', task);
    const arity = keyOf.length;
    const declares = taskKind(task, arity + 2) === 0;
    return (...args: unknown[]) => {
      const own = args.slice(0, arity) as never;
      // `run` tells the form of a task by its length; a task that does not declare its callback may still take one.
      const call = (...rest: unknown[]): O => task(...([...own, ...rest] as never));
      const declared = (flight: unknown, done: unknown): O => call(flight, done);
      return this.run(keyOf(...own), declares ? declared : call, args[arity] as CallerOptions);
    };
  }

  /**
   * Forgets what is kept of `key`. A flight under way goes on for the callers it has; what it loads is not kept, and the
   * next caller starts a flight of its own.
   *
   * @param key - The key.
   * @returns A promise when the store's `delete` returns one, else undefined. It never rejects.
   */
  forget(key: K): Promise<void> | undefined {
    return this.#flights.forget(key);
  }
}

/**
 * A guarded function: see {@link Guard.wrap}.
 *
 * @typeParam A - Its arguments.
 * @typeParam V - Its result.
 */
export interface Guarded<A extends unknown[], V> {
  (...args: [...args: A, callback: NodeCallback<V>]): void;
  (...args: [...args: A, options?: CallerOptions]): Promise<V>;
}
