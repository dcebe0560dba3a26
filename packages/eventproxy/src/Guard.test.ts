import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { FalsyRejectionError, OverloadError, TimeoutError } from '@sluice/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GuardEntry, GuardStore } from './GuardStore.js';
import { type Flight, type GuardEvent, type GuardOptions, Guard, MemoryStore } from './index.js';

const never = (): Promise<never> => new Promise(() => {});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A task that is finished by hand. */
function handDriven<T = string>() {
  const flights: Flight[] = [];
  const settle: { resolve: (value: T) => void; reject: (reason: unknown) => void }[] = [];
  const task = (flight: Flight): Promise<T> => {
    flights.push(flight);
    return new Promise((resolve, reject) => settle.push({ resolve, reject }));
  };
  return { task, flights, settle };
}

function watched(options: GuardOptions = {}) {
  const events: GuardEvent[] = [];
  const guard = new Guard({ ...options, onEvent: (event) => void events.push(event) });
  return { guard, events, kinds: () => events.map(({ type }) => type) };
}

describe('Guard.run', () => {
  it('runs the task once for every caller of a key who comes while it runs', async () => {
    const { task, settle } = handDriven();
    const guard = new Guard();
    const callers = Array.from({ length: 100 }, () => guard.run('key', task));
    expect(guard.size).toBe(1);
    settle[0]!.resolve('value');
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['value']));
    expect(settle).toHaveLength(1);
    expect(guard.size).toBe(0);
    expect(guard.counters).toMatchObject({ started: 1, joined: 99 });
  });

  it('keeps keys apart, and compares them as a Map does', async () => {
    const guard = new Guard();
    const object = {};
    const keys = [1, '1', NaN, object, {}, undefined, null, Symbol('key')];
    const results = await Promise.all(
      keys.flatMap((key) => [0, 1].map(() => guard.run(key, async (flight) => flight.key))),
    );
    expect(results).toEqual(keys.flatMap((key) => [key, key]));
    expect(guard.counters).toMatchObject({ started: keys.length, joined: keys.length });
  });

  it.each<[string, (flight: Flight, done?: any) => unknown]>([
    ['an async function', async () => 'value'],
    ['a function that returns a promise', () => Promise.resolve('value')],
    ['a function that calls back at once', (_: Flight, done: any) => done(null, 'value')],
    ['a function that calls back later', (_: Flight, done: any) => void setImmediate(() => done(null, 'value'))],
    ['a stub with rest parameters', (...args: any[]) => void setImmediate(() => args[1](null, 'value'))],
  ])('takes %s', async (_, task) => {
    expect(await new Guard().run('key', task as never)).toBe('value');
    const values = await new Promise((resolve) => {
      new Guard().run('key', task as never, (...args) => resolve(args));
    });
    expect(values).toEqual([null, 'value']);
  });

  it.each<[string, (flight: Flight, done?: any) => unknown]>([
    ['an async function that throws', async () => Promise.reject('reason')],
    [
      'a synchronous throw',
      () => {
        throw 'reason';
      },
    ],
    ['a callback with an error', (_: Flight, done: any) => done('reason')],
  ])('hands the failure of %s to everybody, unchanged, and frees the key', async (_, task) => {
    const guard = new Guard();
    const failed = await Promise.allSettled([guard.run('key', task as never), guard.run('key', task as never)]);
    expect(failed).toEqual([
      { status: 'rejected', reason: 'reason' },
      { status: 'rejected', reason: 'reason' },
    ]);
    expect(guard.size).toBe(0);
    expect(await guard.run('key', async () => 'later')).toBe('later');
    expect(guard.counters).toMatchObject({ failed: 1, started: 2 });
  });

  it('keeps a falsy reason in the promise form, and wraps it for a callback', async () => {
    const guard = new Guard();
    await expect(guard.run('key', () => Promise.reject(0))).rejects.toBe(0);
    const error = await new Promise((resolve) => guard.run('key', () => Promise.reject(0), resolve));
    expect(error).toBeInstanceOf(FalsyRejectionError);
  });

  it('calls the task within the call, and callers in later promise jobs', () => {
    const guard = new Guard();
    const order: string[] = [];
    guard.run(
      'key',
      (_, done) => {
        order.push('task');
        done(null, 1);
      },
      () => order.push('callback'),
    );
    order.push('after');
    expect(order).toEqual(['task', 'after']);
  });

  it('shares the flight with a caller from inside the task', async () => {
    const guard = new Guard();
    let inner: Promise<number> | undefined;
    let calls = 0;
    const outer = guard.run('key', (_, done: (error: null, value: number) => void) => {
      calls += 1;
      inner = guard.run('key', async () => 2);
      done(null, 1);
    });
    expect([await outer, await inner, calls]).toEqual([1, 1, 1]);
  });

  it('starts a flight for a caller who comes when the callers are answered', async () => {
    const guard = new Guard();
    let calls = 0;
    const task = async (): Promise<number> => ++calls;
    const again = await guard.run('key', task).then(() => guard.run('key', task));
    expect(again).toBe(2);
  });

  it('keeps the callers apart: one callback that throws starves nobody', async () => {
    const guard = new Guard();
    const seen: string[] = [];
    const uncaught = vi.fn();
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', uncaught);
    const task = async (): Promise<string> => 'value';
    guard.run('key', task, () => {
      throw new Error('mine');
    });
    guard.run('key', task, () => seen.push('second'));
    seen.push(`third ${await guard.run('key', task)}`);
    await turn();
    process.off('uncaughtException', uncaught);
    listeners.forEach((listener) => process.on('uncaughtException', listener));
    expect(seen).toEqual(['second', 'third value']);
    expect(uncaught.mock.calls[0]![0]).toEqual(new Error('mine'));
  });

  it('calls each callback in the asynchronous context of its caller', async () => {
    const storage = new AsyncLocalStorage<number>();
    const { task, settle } = handDriven();
    const guard = new Guard();
    const seen: unknown[] = [];
    for (const id of [1, 2, 3]) {
      storage.run(id, () => guard.run('key', task, () => seen.push(storage.getStore())));
      void storage.run(id * 10, () => guard.run('key', task).then(() => seen.push(storage.getStore())));
    }
    settle[0]!.resolve('value');
    await turn();
    expect(seen.sort()).toEqual([1, 10, 2, 20, 3, 30]);
  });

  it('keeps the first result when a task calls back twice, and warns once', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const value = await new Guard().run('report', (_, done: (error: null, value: number) => void) => {
      done(null, 1);
      done(null, 2);
      done(null, 3);
    });
    expect(value).toBe(1);
    expect(warning).toHaveBeenCalledTimes(1);
    expect(warning.mock.calls[0]![0]).toContain('key "report": the callback was called twice');
    warning.mockRestore();
  });

  it('throws for a task that is no function, or rejects without a callback', async () => {
    const guard = new Guard();
    expect(() => guard.run('key', 5 as never, () => {})).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT' }),
    );
    await expect(guard.run('key', 5 as never)).rejects.toMatchObject({ code: 'ERR_SLUICE_ARGUMENT' });
    await expect(guard.run('key', never, { timeout: -1 })).rejects.toMatchObject({ code: 'ERR_SLUICE_RANGE' });
    await expect(guard.run('key', never, { signal: {} as never })).rejects.toMatchObject({
      code: 'ERR_SLUICE_ARGUMENT',
    });
    expect(guard.size).toBe(0);
  });
});

describe('Guard callers who leave', () => {
  it('lets one caller go with its own reason, and keeps the flight for the others', async () => {
    const { task, settle, flights } = handDriven();
    const guard = new Guard();
    const controller = new AbortController();
    const leaving = guard.run('key', task, { signal: controller.signal });
    const staying = guard.run('key', task);
    controller.abort('enough');
    await expect(leaving).rejects.toBe('enough');
    expect(flights[0]!.signal.aborted).toBe(false);
    settle[0]!.resolve('value');
    expect(await staying).toBe('value');
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('aborts the flight when the last caller has left, and starts a new one for who comes then', async () => {
    const { task, settle, flights } = handDriven();
    const { guard, kinds } = watched();
    const one = new AbortController();
    const two = new AbortController();
    const callers = [one, two].map(({ signal }) => guard.run('key', task, { signal }));
    one.abort('first');
    expect(flights[0]!.signal.aborted).toBe(false);
    two.abort('second');
    expect(flights[0]!.signal.reason).toBe('second');
    expect(guard.size).toBe(0);
    const next = guard.run('key', task);
    settle[0]!.resolve('old');
    settle[1]!.resolve('new');
    expect(await next).toBe('new');
    expect(await Promise.allSettled(callers)).toMatchObject([{ reason: 'first' }, { reason: 'second' }]);
    expect(kinds()).toEqual(['started', 'joined', 'abandoned', 'started']);
  });

  it('starts nothing for a signal that is aborted already', async () => {
    const task = vi.fn(never);
    await expect(new Guard().run('key', task, { signal: AbortSignal.abort('early') })).rejects.toBe('early');
    expect(task).not.toHaveBeenCalled();
  });

  it('lets a caller abort inside the task', async () => {
    const guard = new Guard();
    const controller = new AbortController();
    const task = ({ signal }: Flight): Promise<never> => {
      controller.abort('at once');
      expect(signal.aborted).toBe(true);
      return never();
    };
    await expect(guard.run('key', task, { signal: controller.signal })).rejects.toBe('at once');
    expect(guard.size).toBe(0);
  });
});

describe('Guard bounds', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('fails the flight after `timeout`, frees the key and aborts its signal with the error', async () => {
    const { task, flights } = handDriven();
    const { guard, events } = watched({ timeout: 100 });
    const callers = [guard.run('key', task), guard.run('key', task)];
    const outcomes = Promise.allSettled(callers);
    vi.advanceTimersByTime(100);
    expect(guard.size).toBe(0);
    const [first, second] = (await outcomes) as PromiseRejectedResult[];
    expect(first!.reason).toBeInstanceOf(TimeoutError);
    expect(first!.reason).toMatchObject({ timeout: 100, message: expect.stringContaining('"key" timed out') });
    expect(second!.reason).toBe(first!.reason);
    expect(flights[0]!.signal.reason).toBe(first!.reason);
    expect(events.at(-1)).toEqual({ type: 'timedOut', key: 'key', timeout: 100, caller: false });
    expect(guard.counters).toMatchObject({ timedOut: 1, failed: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails one caller after its own timeout', async () => {
    const { task, settle } = handDriven();
    const { guard, events } = watched();
    const impatient = guard.run('key', task, { timeout: 10 });
    const patient = guard.run('key', task);
    const refused = expect(impatient).rejects.toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', timeout: 10 });
    vi.advanceTimersByTime(10);
    await refused;
    settle[0]!.resolve('value');
    expect(await patient).toBe('value');
    expect(events.at(-1)).toEqual({ type: 'timedOut', key: 'key', timeout: 10, caller: true });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses callers beyond `maxWaiting`, at once', async () => {
    const { task, settle } = handDriven();
    const { guard, events } = watched({ maxWaiting: 2 });
    const waiting = [guard.run('key', task), guard.run('key', task)];
    const error = await guard.run('key', task).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OverloadError);
    expect(error).toMatchObject({ limit: 'maxWaiting', code: 'ERR_SLUICE_OVERLOAD' });
    expect(events.at(-1)).toEqual({ type: 'refused', key: 'key', limit: 'maxWaiting' });
    const callback = vi.fn();
    guard.run('key', task, callback);
    expect(callback).not.toHaveBeenCalled();
    settle[0]!.resolve('value');
    await Promise.all(waiting);
    await Promise.resolve();
    expect(callback.mock.calls[0]![0]).toMatchObject({ limit: 'maxWaiting' });
  });

  it('refuses a new key beyond `maxKeys`, and still lets callers join', async () => {
    const { task, settle } = handDriven();
    const guard = new Guard({ maxKeys: 1 });
    const first = guard.run('a', task);
    const joined = guard.run('a', task);
    await expect(guard.run('b', task)).rejects.toMatchObject({ limit: 'maxKeys' });
    settle[0]!.resolve('value');
    expect([await first, await joined]).toEqual(['value', 'value']);
  });

  it('makes room when a caller leaves', async () => {
    const { task, settle } = handDriven();
    const guard = new Guard({ maxWaiting: 2 });
    const controller = new AbortController();
    const leaving = guard.run('key', task, { signal: controller.signal });
    const staying = guard.run('key', task);
    controller.abort('gone');
    await expect(leaving).rejects.toBe('gone');
    const next = guard.run('key', task);
    settle[0]!.resolve('value');
    expect([await staying, await next]).toEqual(['value', 'value']);
  });

  it.each([
    [{ timeout: -1 }, 'ERR_SLUICE_RANGE'],
    [{ ttl: NaN }, 'ERR_SLUICE_RANGE'],
    [{ ttl: '5' }, 'ERR_SLUICE_ARGUMENT'],
    [{ maxWaiting: 0 }, 'ERR_SLUICE_LIMIT'],
    [{ maxKeys: 1.5 }, 'ERR_SLUICE_LIMIT'],
    [{ onEvent: 'log' }, 'ERR_SLUICE_ARGUMENT'],
  ])('refuses the options %j', (options, code) => {
    expect(() => new Guard(options as never)).toThrow(expect.objectContaining({ code }));
  });
});

describe.each<[string, (() => GuardStore) | undefined]>([
  ['its own store', undefined],
  ['a store with promises', () => asynchronous(new MemoryStore())],
])('Guard with %s', (_, makeStore) => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  const make = (options: GuardOptions) => watched({ ...options, store: makeStore?.() });
  const counting = () => {
    let calls = 0;
    return { task: async () => ++calls, calls: () => calls };
  };

  it('serves a value for `ttl` milliseconds', async () => {
    const { guard } = make({ ttl: 100 });
    const { task } = counting();
    expect(await guard.run('key', task)).toBe(1);
    vi.advanceTimersByTime(99);
    expect(await guard.run('key', task)).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await guard.run('key', task)).toBe(2);
    expect(guard.counters).toMatchObject({ started: 2, served: 1 });
  });

  it('keeps undefined as a value', async () => {
    const { guard } = make({ ttl: 100 });
    const task = vi.fn(async () => undefined);
    await guard.run('key', task);
    expect(await guard.run('key', task)).toBeUndefined();
    expect(task).toHaveBeenCalledTimes(1);
  });

  it('starts one flight for callers who come together on a cold key', async () => {
    const { guard } = make({ ttl: 100 });
    const { task, calls } = counting();
    const values = await Promise.all(Array.from({ length: 50 }, () => guard.run('key', task)));
    expect(values).toEqual(Array.from({ length: 50 }, () => 1));
    await guard.run('key', task);
    expect(calls()).toBe(1);
  });

  it('does not keep failures', async () => {
    const { guard } = make({ ttl: 100 });
    await expect(guard.run('key', () => Promise.reject('reason'))).rejects.toBe('reason');
    expect(await guard.run('key', async () => 'value')).toBe('value');
  });

  it('serves a stale value at once while one flight refreshes it', async () => {
    const { guard, kinds } = make({ ttl: 100, staleWhileRevalidate: 50 });
    await guard.run('key', async () => 'old');
    vi.advanceTimersByTime(120);
    const { task, settle } = handDriven();
    const stale = await Promise.all([1, 2, 3].map(() => guard.run('key', task)));
    expect(stale).toEqual(['old', 'old', 'old']);
    expect(settle).toHaveLength(1);
    settle[0]!.resolve('new');
    await turn();
    expect(guard.size).toBe(0);
    expect(await guard.run('key', task)).toBe('new');
    expect(settle).toHaveLength(1);
    expect(kinds().filter((kind) => kind === 'refreshed')).toHaveLength(1);
    expect(guard.counters).toMatchObject({ started: 2, served: 4, refreshed: 1 });
  });

  it('lets callers join the refresh when the stale window is over', async () => {
    const { guard } = make({ ttl: 100, staleWhileRevalidate: 50 });
    await guard.run('key', async () => 'old');
    vi.advanceTimersByTime(120);
    const { task, settle } = handDriven();
    expect(await guard.run('key', task)).toBe('old');
    vi.advanceTimersByTime(40);
    const joined = guard.run('key', task);
    expect(settle).toHaveLength(1);
    settle[0]!.resolve('new');
    expect(await joined).toBe('new');
  });

  it('goes on with a refresh whose callers have left', async () => {
    const { guard } = make({ ttl: 100, staleWhileRevalidate: 50 });
    await guard.run('key', async () => 'old');
    vi.advanceTimersByTime(120);
    const { task, settle, flights } = handDriven();
    await guard.run('key', task);
    vi.advanceTimersByTime(40);
    const controller = new AbortController();
    const joined = guard.run('key', task, { signal: controller.signal });
    controller.abort('gone');
    await expect(joined).rejects.toBe('gone');
    expect(flights[0]!.signal.aborted).toBe(false);
    settle[0]!.resolve('new');
    await turn();
    expect(guard.size).toBe(0);
    expect(await guard.run('key', task)).toBe('new');
  });

  it('serves the old value when the flight fails or times out, within `staleIfError`', async () => {
    const { guard } = make({ ttl: 100, staleIfError: 50, timeout: 10 });
    await guard.run('key', async () => 'old');
    vi.advanceTimersByTime(120);
    expect(await guard.run('key', () => Promise.reject('down'))).toBe('old');
    const slow = guard.run('key', never);
    await turn();
    vi.advanceTimersByTime(10);
    expect(await slow).toBe('old');
    vi.advanceTimersByTime(50);
    await expect(guard.run('key', () => Promise.reject('down'))).rejects.toBe('down');
    expect(guard.counters).toMatchObject({ failed: 2, timedOut: 1, served: 2 });
  });

  it('leaves a failing source alone for `errorTtl`', async () => {
    const { guard } = make({ errorTtl: 100, ttl: 100 });
    const task = vi.fn(() => Promise.reject('down'));
    await expect(guard.run('key', task)).rejects.toBe('down');
    await expect(guard.run('key', task)).rejects.toBe('down');
    expect(task).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(await guard.run('key', async () => 'up')).toBe('up');
    expect(await guard.run('key', task)).toBe('up');
  });

  it('serves the stale value instead of a kept failure', async () => {
    const { guard } = make({ ttl: 100, staleIfError: 1_000, errorTtl: 50 });
    await guard.run('key', async () => 'old');
    vi.advanceTimersByTime(120);
    const task = vi.fn(() => Promise.reject('down'));
    expect(await guard.run('key', task)).toBe('old');
    expect(await guard.run('key', task)).toBe('old');
    expect(task).toHaveBeenCalledTimes(1);
  });

  it('forgets a value, and does not keep what a flight under way brings', async () => {
    const { guard } = make({ ttl: 100 });
    const { task } = counting();
    await guard.run('key', task);
    await guard.forget('key');
    expect(await guard.run('key', task)).toBe(2);
    await guard.forget('key');
    const old = handDriven();
    const before = guard.run('key', old.task);
    await turn();
    expect(old.settle).toHaveLength(1);
    await guard.forget('key');
    const after = guard.run('key', async () => 'new');
    expect(await after).toBe('new');
    old.settle[0]!.resolve('old');
    expect(await before).toBe('old');
    expect(await guard.run('key', task)).toBe('new');
  });

  it('keeps a newer flight when an older one ends', async () => {
    const { guard } = make({});
    const { task, settle } = handDriven();
    const older = guard.run('key', task);
    void guard.forget('key');
    const newer = guard.run('key', task);
    settle[0]!.resolve('old');
    expect(await older).toBe('old');
    expect(guard.size).toBe(1);
    const joined = guard.run('key', task);
    settle[1]!.resolve('new');
    expect([await newer, await joined]).toEqual(['new', 'new']);
    expect(settle).toHaveLength(2);
  });
});

describe('Guard with a store that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('store');
      },
    ],
    ['rejects', () => Promise.reject(new Error('store'))],
  ])('counts a store that %s as empty, and reports it', async (_, fail) => {
    const store = { get: fail, set: fail, delete: fail } as unknown as GuardStore;
    const { guard, events } = watched({ ttl: 1_000, store });
    expect(await guard.run('key', async () => 'value')).toBe('value');
    await turn();
    expect(await guard.run('key', async () => 'again')).toBe('again');
    await guard.forget('key');
    const operations = events.flatMap((event) => (event.type === 'storeFailed' ? event.operation : []));
    expect(operations).toEqual(['get', 'set', 'get', 'set', 'delete']);
    expect(guard.counters.storeFailed).toBe(5);
    expect(guard.size).toBe(0);
  });

  it('serves what is being saved, as long as it is fresh', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = { get: () => undefined, set: never, delete: never } as GuardStore;
    const guard = new Guard({ ttl: 100, store });
    let calls = 0;
    const task = async (): Promise<number> => ++calls;
    expect(await guard.run('key', task)).toBe(1);
    expect(await guard.run('key', task)).toBe(1);
    vi.advanceTimersByTime(100);
    expect(await guard.run('key', task)).toBe(2);
    vi.useRealTimers();
  });

  it('bounds the wait for a store by `timeout`', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const guard = new Guard({ ttl: 100, timeout: 10, store: { get: never, set: never, delete: never } });
    const task = vi.fn(never);
    const failed = expect(guard.run('key', task)).rejects.toBeInstanceOf(TimeoutError);
    vi.advanceTimersByTime(10);
    await failed;
    expect(task).not.toHaveBeenCalled();
    expect(guard.size).toBe(0);
    vi.useRealTimers();
  });
});

describe('Guard events', () => {
  it('tells what happens, in order', async () => {
    const { guard, events } = watched({ ttl: 1_000 });
    const { task, settle } = handDriven();
    const callers = [guard.run('key', task), guard.run('key', task)];
    settle[0]!.resolve('value');
    await Promise.all(callers);
    await guard.run('key', task);
    await guard.run('other', () => Promise.reject('reason')).catch(() => {});
    expect(events).toEqual([
      { type: 'started', key: 'key', background: false },
      { type: 'joined', key: 'key', waiting: 2 },
      { type: 'served', key: 'key', stale: false, callers: 1 },
      { type: 'started', key: 'other', background: false },
      { type: 'failed', key: 'other', error: 'reason', background: false },
    ]);
  });
});

describe('Guard.wrap', () => {
  it('gives a function that shares its flights by key', async () => {
    const guard = new Guard();
    let calls = 0;
    const load = guard.wrap(
      (id: number) => `item:${id}`,
      async (id, { key, signal }) => [id, key, signal.aborted, ++calls],
    );
    expect(await Promise.all([load(1), load(1), load(2)])).toEqual([
      [1, 'item:1', false, 1],
      [1, 'item:1', false, 1],
      [2, 'item:2', false, 2],
    ]);
  });

  it('takes a callback or options after the arguments, and tasks with a callback', async () => {
    const guard = new Guard();
    const load = guard.wrap(
      (a: number, b: number) => a + b,
      (a, b, _flight, done: (error: null, value: number) => void) => done(null, a * b),
    );
    expect(await new Promise((resolve) => load(2, 3, (...args) => resolve(args)))).toEqual([null, 6]);
    await expect(load(2, 3, { signal: AbortSignal.abort('early') })).rejects.toBe('early');
  });
});

// A store that answers in promises, in its own time.
function asynchronous(store: MemoryStore): GuardStore {
  return {
    get: async (key) => {
      await Promise.resolve();
      return store.get(key);
    },
    set: async (key: unknown, entry: GuardEntry, keepFor: number) => {
      await Promise.resolve();
      store.set(key, entry, keepFor);
    },
    delete: async (key) => {
      await Promise.resolve();
      store.delete(key);
    },
  };
}

describe('Guard.wrap with a task that hides its callback', () => {
  it('gives it one all the same', async () => {
    const guarded = new Guard<number>().wrap(
      (id: number) => id,
      (...args: unknown[]) => {
        const done = args[2] as (error: null, value: string) => void;
        setImmediate(done, null, `row ${String(args[0])}`);
      },
    );
    expect(await guarded(7)).toBe('row 7');
  });
});

describe('Guard messages', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('name the function and the argument', async () => {
    const guard = new Guard({ maxWaiting: 1 });
    const task = 'Guard.run: task must be a function, received 5 (number)';
    expect(() => guard.run('key', 5 as never, () => {})).toThrow(task);
    await expect(guard.run('key', 5 as never)).rejects.toThrow(task);
    await expect(guard.run('key', never, { timeout: -1 })).rejects.toThrow(/^Guard.run: timeout must be /);
    expect(() => guard.wrap(5 as never, never)).toThrow('Guard.wrap: keyOf must be a function');
    expect(() => guard.wrap(() => 1, 5 as never)).toThrow('Guard.wrap: task must be a function');
    expect(() => new Guard({ onEvent: 5 as never })).toThrow('Guard: onEvent must be a function');
    expect(() => new Guard({ ttl: -1 })).toThrow(/^Guard: ttl must be /);
    expect(() => new Guard({ maxKeys: 0 })).toThrow(/^Guard: maxKeys must be /);
    void guard.run('key', never);
    await expect(guard.run('key', never)).rejects.toThrow('Guard.run: refused, maxWaiting of 1 is reached');
  });

  it.each<[unknown, string]>([
    ['a', 'Guard.run: the flight of key "a" timed out after 10 ms'],
    [7, 'Guard.run: the flight of key "7" timed out after 10 ms'],
    [Symbol('key'), 'Guard.run: the flight timed out after 10 ms'],
  ])('name the key %s where it has a name', async (key, message) => {
    const failed = expect(new Guard({ timeout: 10 }).run(key, never)).rejects.toThrow(message);
    vi.advanceTimersByTime(10);
    await failed;
  });

  it('say when it was the caller who waited too long', async () => {
    const failed = expect(new Guard().run('key', never, { timeout: 10 })).rejects.toThrow(
      'Guard.run: the caller timed out after 10 ms',
    );
    vi.advanceTimersByTime(10);
    await failed;
  });
});

describe('Guard windows', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('end with the millisecond that they name', async () => {
    const { guard, events } = watched({ ttl: 100, staleWhileRevalidate: 50, staleIfError: 80 });
    const served = () => events.filter(({ type }) => type === 'served');
    const down = () => Promise.reject('down');
    await guard.run('key', async () => 'old');
    vi.advanceTimersByTime(100);
    expect(await guard.run('key', down)).toBe('old');
    await turn();
    expect(events.slice(1)).toEqual([
      { type: 'started', key: 'key', background: true },
      { type: 'served', key: 'key', callers: 1, stale: true },
      { type: 'failed', key: 'key', error: 'down', background: true },
      { type: 'served', key: 'key', callers: 0, stale: true },
    ]);
    vi.advanceTimersByTime(50);
    const callers = Promise.all([guard.run('key', down), guard.run('key', down)]);
    expect(await callers).toEqual(['old', 'old']);
    expect(served().at(-1)).toEqual({ type: 'served', key: 'key', callers: 2, stale: true });
    vi.advanceTimersByTime(30);
    await expect(guard.run('key', down)).rejects.toBe('down');
  });

  it('tell why a flight was abandoned, and keep nothing of it', async () => {
    const { guard, events } = watched({ ttl: 100, errorTtl: 100 });
    const { task, settle } = handDriven();
    const controller = new AbortController();
    const gone = guard.run('key', task, { signal: controller.signal });
    controller.abort('gone');
    await expect(gone).rejects.toBe('gone');
    settle[0]!.resolve('late');
    await turn();
    expect(events.at(-1)).toEqual({ type: 'abandoned', key: 'key', reason: 'gone' });
    expect(await guard.run('key', async () => 'new')).toBe('new');
    expect(guard.counters).toMatchObject({ started: 2, failed: 0, abandoned: 1 });
  });

  it('keep a failure for who comes within `errorTtl`, until somebody forgets it', async () => {
    const { guard, events } = watched({ errorTtl: 100 });
    await expect(guard.run('key', () => Promise.reject('down'))).rejects.toBe('down');
    await expect(guard.run('key', never)).rejects.toBe('down');
    expect(events.at(-1)).toEqual({ type: 'served', key: 'key', callers: 1, stale: false });
    expect(guard.forget('key')).toBeUndefined();
    expect(await guard.run('key', async () => 'up')).toBe('up');
  });
});
