import {
  checkCount,
  checkDuration,
  checkFunction,
  checkSignal,
  follow,
  type MaybePromise,
  type NodeCallback,
  onAbort,
  OverloadError,
  run1,
  type SignalOption,
  startTimer,
  type Task,
  taskKind,
  type TaskResult,
  throwLater,
  TimeoutError,
  toRejection,
  warnCalledTwice,
} from '@sluice/core';
import type { GuardCounters, GuardEvent } from './GuardEvent.js';
import type { GuardEntry, GuardStore } from './GuardStore.js';
import { FlightRecord } from './internal/flight.js';
import { MemoryStore } from './MemoryStore.js';

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

type Question<K> = { [O in 'get' | 'set' | 'delete']: [operation: O, ...Parameters<GuardStore<K>[O]>] }[
  'get' | 'set' | 'delete'];
type Answerer = (key: unknown, ...rest: unknown[]) => MaybePromise<GuardEntry | undefined>;
type NoteArguments<K, E = GuardEvent<K>> = E extends { type: infer T }
  ? [type: T, key: K, fields: Omit<E, 'type' | 'key'>]
  : never;

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
  readonly #counters: GuardCounters = {
    started: 0,
    joined: 0,
    served: 0,
    refused: 0,
    timedOut: 0,
    failed: 0,
    refreshed: 0,
    abandoned: 0,
    storeFailed: 0,
  };
  readonly #flights = new Map<K, FlightRecord<K>>();
  readonly #options: Readonly<Record<Exclude<keyof GuardOptions, 'store' | 'onEvent'>, number>>;
  readonly #onEvent: GuardOptions<K>['onEvent'];
  readonly #store: GuardStore<K> | undefined;
  readonly #failures: MemoryStore<K> | undefined;

  /**
   * @param options - See {@link GuardOptions}.
   * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when an option is of the wrong type.
   * @throws {RangeError} `ERR_SLUICE_RANGE` for a duration below 0, `ERR_SLUICE_LIMIT` for a bound below 1.
   */
  constructor(options: GuardOptions<K> = {}) {
    const { onEvent, store, maxWaiting = Infinity, maxKeys = Infinity, timeout = Infinity } = options;
    const { ttl = 0, staleWhileRevalidate = 0, staleIfError = 0, errorTtl = 0 } = options;
    const durations = { timeout, ttl, staleWhileRevalidate, staleIfError, errorTtl };
    const bounds = { maxWaiting, maxKeys };
    for (const [name, value] of Object.entries(durations)) checkDuration('Guard', name, value);
    for (const [name, value] of Object.entries(bounds)) checkCount('Guard', name, value, 1);
    if (onEvent) checkFunction('Guard', 'onEvent', onEvent);
    this.#options = { ...durations, ...bounds };
    this.#onEvent = onEvent;
    if (ttl || staleWhileRevalidate || staleIfError) this.#store = store ?? new MemoryStore();
    if (errorTtl) this.#failures = new MemoryStore();
  }

  /** How often each event has happened so far; live. */
  get counters(): Readonly<GuardCounters> {
    return this.#counters;
  }

  /** Keys in flight. */
  get size(): number {
    return this.#flights.size;
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
      follow(this.#enter(key, task), last);
      return undefined;
    }
    try {
      checkFunction('Guard.run', 'task', task);
      // Most callers; a crowd of them must cost little more than a look into a map.
      if (last === undefined || last === null) return this.#enter(key, task);
      const { signal, timeout } = last;
      checkSignal('Guard.run', signal);
      checkDuration('Guard.run', 'timeout', timeout);
      signal?.throwIfAborted();
      return this.#enter(key, task, signal, timeout);
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
    const flight = this.#flights.get(key);
    if (flight) flight.forgotten = true;
    this.#flights.delete(key);
    this.#failures?.delete(key);
    const deleted = this.#ask('delete', key);
    return isThenable(deleted) ? (deleted as Promise<undefined>) : undefined;
  }

  #enter(key: K, task: Task<Flight<K>>, signal?: AbortSignal, timeout?: number): Promise<unknown> {
    const current = this.#flights.get(key);
    if (current) {
      const { kept, over } = current;
      const extra = over ? 0 : this.#options.staleWhileRevalidate;
      if (kept && Date.now() < kept.expires + extra) return this.#serve(key, kept, 1);
      if (!over) return this.#join(current, signal, timeout);
    }
    const found = this.#ask('get', key);
    if (!isThenable(found)) {
      const served = this.#judge(key, task, found, 1);
      if (served) return served;
    }
    if (this.#isFull(key)) return this.#refuse(key, 'maxKeys');
    const flight = new FlightRecord(key, false);
    const promise = this.#wait(flight, signal, timeout);
    void this.#fly(flight, task, found);
    return promise;
  }

  // Serves what callers who come now may have without a flight of their own.
  #judge(key: K, task: Task<Flight<K>>, entry: GuardEntry | undefined, callers: number): Promise<unknown> | undefined {
    const { staleWhileRevalidate, staleIfError } = this.#options;
    const failure = this.#failures?.get(key);
    const age = entry ? Date.now() - entry.expires : Infinity;
    // A refresh can wait for better times.
    if (age >= 0 && age < staleWhileRevalidate && !failure && !this.#isFull(key)) {
      const flight = new FlightRecord(key, true);
      flight.kept = entry;
      void this.#fly(flight, task, entry);
    }
    if (age < staleWhileRevalidate || (failure && age < staleIfError)) return this.#serve(key, entry, callers);
    return failure && this.#serve(key, undefined, callers, failure);
  }

  #serve(key: K, entry: GuardEntry | undefined, callers: number, failure?: GuardEntry): Promise<unknown> {
    this.#note('served', key, { callers, stale: entry !== undefined && Date.now() >= entry.expires });
    return failure ? Promise.reject(failure.value) : Promise.resolve(entry?.value);
  }

  #isFull(key: K): boolean {
    return this.#flights.size >= this.#options.maxKeys && !this.#flights.has(key);
  }

  #refuse(key: K, limit: 'maxWaiting' | 'maxKeys'): Promise<never> {
    this.#note('refused', key, { limit });
    return Promise.reject(new OverloadError('Guard.run', limit, this.#options[limit]));
  }

  #join(flight: FlightRecord<K>, signal: AbortSignal | undefined, timeout: number | undefined): Promise<unknown> {
    if (flight.waiting >= this.#options.maxWaiting) return this.#refuse(flight.key, 'maxWaiting');
    const promise = this.#wait(flight, signal, timeout);
    if (this.#onEvent) this.#note('joined', flight.key, { waiting: flight.waiting });
    else this.#counters.joined += 1;
    return promise;
  }

  #wait(flight: FlightRecord<K>, signal: AbortSignal | undefined, timeout: number | undefined): Promise<unknown> {
    flight.waiting += 1;
    if (!signal && timeout === undefined) return (flight.shared ??= this.#listen(flight));
    return this.#listen(flight, signal, timeout);
  }

  #listen(flight: FlightRecord<K>, signal?: AbortSignal, timeout = Infinity): Promise<unknown> {
    const { key, answers } = flight;
    return new Promise((resolve, reject) => {
      const answer = (failed: boolean, value: unknown): void => {
        stopListening();
        stopTimer();
        (failed ? reject : resolve)(value);
      };
      const leave = (reason: unknown): void => {
        answers.delete(answer);
        answer(true, reason);
        flight.waiting -= 1;
        if (flight.waiting || flight.background || flight.over) return;
        flight.forgotten = true;
        this.#note('abandoned', key, { reason });
        this.#cancel(flight, reason);
      };
      const stopListening = onAbort(signal, leave);
      const stopTimer = startTimer(timeout, () => {
        this.#note('timedOut', key, { timeout, caller: true });
        leave(new TimeoutError('Guard.run: the caller', timeout));
      });
      answers.add(answer);
    });
  }

  #cancel(flight: FlightRecord<K>, reason: unknown): void {
    this.#remove(flight);
    flight.cancel(reason);
  }

  // Carries a flight to its end: looks for a kept value, calls the task, keeps and hands out what it brings.
  async #fly(
    flight: FlightRecord<K>,
    task: Task<Flight<K>>,
    found: MaybePromise<GuardEntry | undefined>,
  ): Promise<void> {
    const { key, background } = flight;
    const { timeout, staleIfError } = this.#options;
    this.#flights.set(key, flight);
    let failed = false;
    let loading = false;
    let fallback: GuardEntry | undefined;
    let value: unknown;
    const stopTimer = startTimer(timeout, () => {
      this.#note('timedOut', key, { timeout, caller: false });
      this.#cancel(flight, new TimeoutError(`Guard.run: the flight${nameOf(key)}`, timeout));
    });
    try {
      // The first outcome counts: of the task, of the clock, or of the last caller who leaves.
      value = await new Promise((resolve, reject) => {
        flight.reject = reject;
        let calls = 0;
        const load = (entry: GuardEntry | undefined): void => {
          fallback = entry;
          loading = true;
          this.#note('started', key, { background });
          run1(taskKind(task, 2), task, flight satisfies Flight<K>, (error?: unknown, result?: unknown) => {
            calls += 1;
            if (calls === 2) {
              warnCalledTwice(`Guard.run: the task${nameOf(key)} called its callback twice; the first result is kept`);
            }
            if (error) reject(toRejection(error));
            else resolve(result);
          });
        };
        if (!isThenable(found)) return load(found);
        const judge = (entry: GuardEntry | undefined): void => {
          if (flight.over) return;
          // What was forgotten meanwhile is not served, and a newer flight is left alone.
          const served = flight.forgotten ? undefined : this.#judge(key, task, entry, flight.waiting);
          if (!served) return load(entry);
          flight.forgotten = true;
          resolve(served);
        };
        found.then(judge).then(undefined, reject);
      });
    } catch (error) {
      failed = true;
      value = error;
    }
    stopTimer();
    if (background && !failed) this.#note('refreshed', key, {});
    if (failed && loading && !flight.over) this.#note('failed', key, { error: value, background });
    flight.over = true;
    const saved = flight.forgotten || this.#keep(flight, failed, value);
    if (failed && fallback && Date.now() < fallback.expires + staleIfError) {
      failed = false;
      ({ value } = fallback);
      this.#note('served', key, { stale: true, callers: flight.waiting });
    }
    const remove = (): void => this.#remove(flight);
    if (isThenable(saved)) void saved.then(remove);
    else remove();
    for (const answer of flight.answers) answer(failed, value);
  }

  // Returns a promise while the store is at it; until then the flight serves the value.
  #keep(flight: FlightRecord<K>, failed: boolean, value: unknown): unknown {
    const { key } = flight;
    const { ttl, staleWhileRevalidate, staleIfError, errorTtl } = this.#options;
    const entry = { value, expires: Date.now() + (failed ? errorTtl : ttl) };
    if (failed) return this.#failures?.set(key, entry, errorTtl);
    this.#failures?.delete(key);
    const saved = this.#ask('set', key, entry, ttl + Math.max(staleWhileRevalidate, staleIfError));
    if (isThenable(saved)) flight.kept = entry;
    return saved;
  }

  // By identity: a newer flight of the key stays.
  #remove(flight: FlightRecord<K>): void {
    if (this.#flights.get(flight.key) === flight) this.#flights.delete(flight.key);
  }

  // A store that fails has nothing.
  #ask(...[operation, key, ...rest]: Question<K>): MaybePromise<GuardEntry | undefined> {
    const failed = (error: unknown): undefined => this.#note('storeFailed', key, { operation, error });
    try {
      const ask = this.#store?.[operation] as Answerer | undefined;
      const result = ask?.call(this.#store, key, ...rest);
      return isThenable(result) ? result.then(undefined, failed) : result;
    } catch (error) {
      return failed(error);
    }
  }

  #note(...[type, key, fields]: NoteArguments<K>): undefined {
    this.#counters[type] += (fields as { callers?: number }).callers ?? 1;
    try {
      this.#onEvent?.({ type, key, ...fields } as GuardEvent<K>);
    } catch (error) {
      throwLater(error);
    }
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

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}

// Other keys say nothing in a message, and may have no string form at all.
function nameOf(key: unknown): string {
  return typeof key === 'string' || typeof key === 'number' ? ` of key "${key}"` : '';
}
