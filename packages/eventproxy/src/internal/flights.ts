import {
  type Bounds,
  checkCount,
  checkDuration,
  checkFunction,
  type MaybePromise,
  nodeResolver,
  OverloadError,
  run1,
  type Task,
  taskKind,
  throwLater,
  watchBounds,
} from '@sluice/core';
import type { Flight, GuardOptions } from '../Guard.js';
import type { GuardCounters, GuardEvent } from '../GuardEvent.js';
import type { GuardEntry, GuardStore } from '../GuardStore.js';
import { MemoryStore } from '../MemoryStore.js';
import { FlightRecord } from './flight.js';

/** What is behind a `Guard`. */
export interface Flights<K> {
  readonly counters: GuardCounters;
  readonly size: () => number;
  readonly enter: (key: K, task: Task<Flight<K>>, bounds?: Bounds) => Promise<unknown>;
  readonly forget: (key: K) => Promise<void> | undefined;
}

type Question<K> = { [O in keyof GuardStore]: [operation: O, ...Parameters<GuardStore<K>[O]>] }[keyof GuardStore];
type Answerer = (key: unknown, ...rest: unknown[]) => MaybePromise<GuardEntry | undefined>;
type Note<K, E = GuardEvent<K>> = E extends { type: infer T }
  ? [type: T, key: K, fields: Omit<E, 'type' | 'key'>]
  : never;

export function makeFlights<K>(options: GuardOptions<K>): Flights<K> {
  const { onEvent, maxWaiting = Infinity, maxKeys = Infinity, timeout } = options;
  const { ttl = 0, staleWhileRevalidate = 0, staleIfError = 0, errorTtl = 0 } = options;
  const durations = { timeout, ttl, staleWhileRevalidate, staleIfError, errorTtl };
  for (const [name, value] of Object.entries(durations)) checkDuration('Guard', name, value);
  for (const [name, value] of Object.entries({ maxWaiting, maxKeys })) checkCount('Guard', name, value, 1);
  if (onEvent) checkFunction('Guard', 'onEvent', onEvent);

  const counters: GuardCounters = {
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
  const flights = new Map<K, FlightRecord<K>>();
  const store = ttl || staleWhileRevalidate || staleIfError ? (options.store ?? new MemoryStore<K>()) : undefined;
  const failures = errorTtl ? new MemoryStore<K>() : undefined;

  const note = (...[type, key, fields]: Note<K>): undefined => {
    counters[type] += (fields as { callers?: number }).callers ?? 1;
    try {
      onEvent?.({ type, key, ...fields } as GuardEvent<K>);
    } catch (error) {
      throwLater(error);
    }
  };

  // A store that fails has nothing.
  const ask = (...[operation, key, ...rest]: Question<K>): MaybePromise<GuardEntry | undefined> => {
    const failed = (error: unknown): undefined => note('storeFailed', key, { operation, error });
    try {
      const result = (store?.[operation] as Answerer | undefined)?.call(store, key, ...rest);
      return isThenable(result) ? result.then(undefined, failed) : result;
    } catch (error) {
      return failed(error);
    }
  };

  const serve = (key: K, entry: GuardEntry, callers: number, failed?: boolean): Promise<unknown> => {
    note('served', key, { callers, stale: Date.now() >= entry.expires });
    return failed ? Promise.reject(entry.value) : Promise.resolve(entry.value);
  };

  const refuse = (key: K, limit: 'maxWaiting' | 'maxKeys', bound: number): Promise<never> => {
    note('refused', key, { limit });
    return Promise.reject(new OverloadError('Guard.run', limit, bound));
  };

  const isFull = (key: K): boolean => flights.size >= maxKeys && !flights.has(key);

  // Serves what callers who come now may have without a flight of their own.
  const judge = (
    key: K,
    task: Task<Flight<K>>,
    entry: GuardEntry | undefined,
    callers: number,
  ): Promise<unknown> | undefined => {
    const failure = failures?.get(key);
    if (entry) {
      const age = Date.now() - entry.expires;
      // A refresh can wait for better times.
      if (age >= 0 && age < staleWhileRevalidate && !failure && !isFull(key)) {
        fly(new FlightRecord(key, entry), task, entry);
      }
      if (age < staleWhileRevalidate || (failure && age < staleIfError)) return serve(key, entry, callers);
    }
    return failure && serve(key, failure, callers, true);
  };

  // Callers without bounds share one promise, the cheapest fan-out there is; they cannot leave.
  const wait = (flight: FlightRecord<K>, bounds?: Bounds): Promise<unknown> => {
    flight.waiting += 1;
    return bounds ? listen(flight, bounds) : (flight.shared ??= listen(flight));
  };

  const listen = (flight: FlightRecord<K>, bounds?: Bounds): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const { key, answers } = flight;
      const answer = (failed: boolean, value: unknown): void => {
        unwatch?.();
        (failed ? reject : resolve)(value);
      };
      const late = (): string => {
        note('timedOut', key, { timeout: bounds?.timeout as number, caller: true });
        return 'Guard.run: the caller';
      };
      const leave = (reason: unknown): void => {
        answers.delete(answer);
        answer(true, reason);
        flight.waiting -= 1;
        if (flight.waiting || flight.kept || flight.over) return;
        flight.forgotten = true;
        note('abandoned', key, { reason });
        cancel(flight, reason);
      };
      const unwatch = bounds && watchBounds(bounds, late, leave);
      answers.add(answer);
    });

  // By identity: a newer flight of the key stays.
  const remove = (flight: FlightRecord<K>): void => {
    if (flights.get(flight.key) === flight) flights.delete(flight.key);
  };

  const cancel = (flight: FlightRecord<K>, reason: unknown): void => {
    remove(flight);
    flight.over = true;
    flight.control().abort(reason);
    flight.land?.(true, reason);
  };

  // Carries a flight to its end: looks for a kept value, calls the task, keeps and hands out what it brings.
  const fly = (flight: FlightRecord<K>, task: Task<Flight<K>>, found: MaybePromise<GuardEntry | undefined>): void => {
    const { key } = flight;
    const background = !!flight.kept;
    flights.set(key, flight);
    let fallback: GuardEntry | undefined;
    const late = (): string => {
      note('timedOut', key, { timeout: timeout as number, caller: false });
      return `Guard.run: the flight${nameOf(key)}`;
    };
    const unwatch =
      timeout === undefined ? undefined : watchBounds({ timeout }, late, (reason) => cancel(flight, reason));
    const load = (entry: GuardEntry | undefined): Promise<unknown> => {
      fallback = entry;
      note('started', key, { background });
      return new Promise((resolve, reject) => {
        const callback = nodeResolver(`Guard.run: the task${nameOf(key)}`, resolve, reject);
        run1(taskKind(task, 2), task, flight satisfies Flight<K>, callback);
      });
    };
    const decide = (entry: GuardEntry | undefined): unknown => {
      if (flight.over) return undefined;
      // What was forgotten meanwhile is not served, and a newer flight is left alone.
      const served = flight.forgotten ? undefined : judge(key, task, entry, flight.waiting);
      if (!served) return load(entry);
      flight.over = flight.forgotten = true;
      return served;
    };
    // The first outcome counts: of the task, of the clock, or of the last caller who leaves.
    flight.land = (failed, value) => {
      flight.land = undefined;
      unwatch?.();
      if (failed) {
        if (!flight.over) note('failed', key, { error: value, background });
      } else if (background) note('refreshed', key, {});
      flight.over = true;
      let saved: unknown;
      if (!flight.forgotten) {
        const entry = { value, expires: Date.now() + (failed ? errorTtl : ttl) };
        if (failed) failures?.set(key, entry, errorTtl);
        else {
          failures?.delete(key);
          saved = ask('set', key, entry, ttl + Math.max(staleWhileRevalidate, staleIfError));
          // Served from the flight while the store is at it.
          flight.kept = entry;
        }
      }
      if (failed && fallback && Date.now() < fallback.expires + staleIfError) {
        failed = false;
        value = serve(key, fallback, flight.waiting);
      }
      if (isThenable(saved)) void saved.then(() => remove(flight));
      else remove(flight);
      for (const answer of flight.answers) answer(failed, value);
    };
    (isThenable(found) ? found.then(decide) : load(found)).then(
      (value) => flight.land?.(false, value),
      (error: unknown) => flight.land?.(true, error),
    );
  };

  return {
    counters,
    size: () => flights.size,
    enter: (key, task, bounds) => {
      const current = flights.get(key);
      if (current) {
        const { kept, over } = current;
        if (kept && Date.now() < kept.expires + (over ? 0 : staleWhileRevalidate)) return serve(key, kept, 1);
        if (!over) {
          if (current.waiting >= maxWaiting) return refuse(key, 'maxWaiting', maxWaiting);
          const promise = wait(current, bounds);
          // Most callers; a crowd of them must cost little more than a look into a map.
          if (onEvent) note('joined', key, { waiting: current.waiting });
          else counters.joined += 1;
          return promise;
        }
      }
      const found = store && ask('get', key);
      if (!isThenable(found)) {
        const served = judge(key, task, found, 1);
        if (served) return served;
      }
      if (isFull(key)) return refuse(key, 'maxKeys', maxKeys);
      const flight = new FlightRecord(key);
      const promise = wait(flight, bounds);
      fly(flight, task, found);
      return promise;
    },
    forget: (key) => {
      const flight = flights.get(key);
      if (flight) flight.forgotten = true;
      flights.delete(key);
      failures?.delete(key);
      const deleted = ask('delete', key);
      return isThenable(deleted) ? (deleted as Promise<undefined>) : undefined;
    },
  };
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}

// Other keys say nothing in a message, and may have no string form at all.
function nameOf(key: unknown): string {
  return typeof key === 'string' || typeof key === 'number' ? ` of key "${key}"` : '';
}
