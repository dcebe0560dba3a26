import { describe, expect, it, vi } from 'vitest';
import { asyncify } from './asyncify.js';
import { ensureAsync } from './ensureAsync.js';
import { memoize } from './memoize.js';
import { reflectAll } from './reflectAll.js';
import { parallel } from './parallel.js';
import { unmemoize } from './unmemoize.js';

const outcome = (start: (callback: (...args: unknown[]) => void) => unknown): Promise<unknown[]> =>
  new Promise((resolve) => void start((...args) => resolve(args)));

describe('asyncify', () => {
  it('calls back with the value, the error, or what the promise brings', async () => {
    expect(await outcome((callback) => asyncify((a: number, b: number) => a + b)(1, 2, callback))).toEqual([null, 3]);
    expect(await outcome((callback) => asyncify(() => Promise.resolve(1))(callback))).toEqual([null, 1]);
    const thenable = { then: (resolve: (value: number) => void) => resolve(5) };
    expect(await outcome((callback) => asyncify(() => thenable)(callback))).toEqual([null, 5]);
    const error = new AggregateError([], '');
    expect((await outcome((callback) => asyncify(() => Promise.reject(error))(callback)))[0]).toBe(error);
  });

  it('makes an Error of a reason that is none', async () => {
    for (const [reason, message] of [
      [undefined, ''],
      ['text', 'text'],
      [false, 'false'],
      [{ code: 7 }, '[object Object]'],
      [Object.create(null), '[object Object]'],
    ]) {
      const [error] = await outcome((callback) => asyncify(() => Promise.reject(reason as never))(callback));
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toBe(message);
      expect((error as Error).cause).toBe(reason);
    }
  });

  it('throws what the callback throws to the caller of a plain function, and calls it once', () => {
    const callback = vi.fn(() => {
      throw new Error('mine');
    });
    expect(() => asyncify(() => 1)(callback)).toThrow('mine');
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('passes `this` on', async () => {
    const object = {
      n: 2,
      get: asyncify(function (this: { n: number }) {
        return this.n;
      }),
    };
    expect(await outcome((callback) => object.get(callback))).toEqual([null, 2]);
  });
});

describe('ensureAsync', () => {
  it('puts a synchronous callback off once, however often it is applied', async () => {
    const order: string[] = [];
    const twice = ensureAsync(ensureAsync((callback: () => void) => callback()));
    const done = new Promise<void>((resolve) => twice(() => resolve(void order.push('called back'))));
    queueMicrotask(() => order.push('first microtask'));
    order.push('returned');
    await done;
    expect(order.slice(0, 2)).toEqual(['returned', 'called back']);
  });
});

describe('memoize', () => {
  it.each(['constructor', '__proto__', 'hasOwnProperty', 'a'])('remembers the key %s', async (key) => {
    const load = vi.fn((name: string, callback: (error: null, name: string) => void) => callback(null, name));
    const memoized = memoize(load);
    expect(await outcome((callback) => memoized(key, callback))).toEqual([null, key]);
    expect(await outcome((callback) => memoized(key, callback))).toEqual([null, key]);
    expect(load).toHaveBeenCalledTimes(1);
    unmemoize(memoized)(key, () => undefined);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('runs one call for those that come while it runs, and forgets errors', async () => {
    const waiting: ((error: unknown) => void)[] = [];
    const memoized = memoize((_key: string, callback: (error: unknown) => void) => void waiting.push(callback));
    const both = Promise.all([
      outcome((callback) => memoized('k', callback)),
      outcome((callback) => memoized('k', callback)),
    ]);
    expect(waiting).toHaveLength(1);
    waiting[0]?.('no');
    expect(await both).toEqual([['no'], ['no']]);
    memoized('k', () => undefined);
    expect(waiting).toHaveLength(2);
  });

  it('serves what is seeded', async () => {
    const memoized = memoize((_key: string, callback: (error: null, value: string) => void) =>
      callback(null, 'loaded'),
    );
    memoized.memo['k'] = ['seeded'];
    expect(await outcome((callback) => memoized('k', callback))).toEqual([null, 'seeded']);
  });
});

describe('reflectAll', () => {
  it('gives the keys that are there, both when a callback got both', async () => {
    type Done = (error?: unknown, value?: unknown) => void;
    const tasks = reflectAll([(done: Done) => done('no', 1), (done: Done) => done(null, 2), (done: Done) => done()]);
    expect(await parallel(tasks)).toEqual([{ error: 'no', value: 1 }, { value: 2 }, {}]);
  });
});
