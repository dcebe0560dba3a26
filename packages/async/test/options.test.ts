import { getEventListeners } from 'node:events';
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as async from '../src/index.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A task that finishes when told to. */
function manual<T>(): { task: (item: T) => Promise<T>; started: T[]; finish: (item: T, error?: unknown) => void } {
  const waiting = new Map<T, { resolve: (item: T) => void; reject: (error: unknown) => void }>();
  const started: T[] = [];
  return {
    started,
    task: (item) =>
      new Promise((resolve, reject) => {
        started.push(item);
        waiting.set(item, { resolve, reject });
      }),
    finish: (item, error) => {
      if (error === undefined) waiting.get(item)?.resolve(item);
      else waiting.get(item)?.reject(error);
    },
  };
}

describe('concurrency', () => {
  it('bounds what runs at once, and starts the next item as one finishes', async () => {
    const { task, started, finish } = manual<number>();
    const promise = async.map([1, 2, 3, 4], task, { concurrency: 2 });
    expect(started).toEqual([1, 2]);
    finish(2);
    await turn();
    expect(started).toEqual([1, 2, 3]);
    for (const n of [1, 3]) finish(n);
    await turn();
    finish(4);
    expect(await promise).toEqual([1, 2, 3, 4]);
  });

  it('bounds the tasks of auto', async () => {
    let running = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    };
    await async.auto({ a: task, b: task, c: task, d: task }, { concurrency: 2 });
    expect(most).toBe(2);
  });
});

describe('ordered: false', () => {
  it('gives results as they finish', async () => {
    const { task, finish } = manual<number>();
    const promise = async.map([1, 2, 3], task, { ordered: false });
    for (const n of [3, 1, 2]) {
      finish(n);
      await turn();
    }
    expect(await promise).toEqual([3, 1, 2]);
  });

  it('gives the items of filter, and the results of concat, as they finish', async () => {
    for (const name of ['filter', 'concat'] as const) {
      const { task, finish } = manual<number>();
      const run = async[name] as unknown as typeof async.filter;
      const promise = run([1, 2, 3], task, { ordered: false });
      for (const n of [3, 1, 2]) {
        finish(n);
        await turn();
      }
      expect(await promise).toEqual([3, 1, 2]);
    }
  });
});

describe('stopOnError: false', () => {
  it('runs all items, and rejects with all failures in the order of the collection', async () => {
    const seen: number[] = [];
    const promise = async.mapSeries(
      [1, 2, 3, 4],
      async (n) => {
        seen.push(n);
        if (n % 2 === 0) throw new Error(`no ${n}`);
      },
      { stopOnError: false },
    );
    const error = await promise.catch((reason: unknown) => reason as AggregateError);
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors.map(String)).toEqual(['Error: no 2', 'Error: no 4']);
    expect((error as AggregateError).message).toBe('mapSeries: 2 tasks failed');
  });

  it('answers when an item decides in spite of failures', async () => {
    const found = async.detectSeries(
      [1, 2],
      async (n) => {
        if (n === 1) throw new Error('no');
        return true;
      },
      { stopOnError: false },
    );
    expect(await found).toBe(2);
  });
});

describe('signal', () => {
  it('starts nothing more, and closes the source', async () => {
    const controller = new AbortController();
    let closed = false;
    const source = (function* () {
      try {
        for (let n = 1; ; n += 1) yield n;
      } finally {
        closed = true;
      }
    })();
    const { task, started, finish } = manual<number>();
    const promise = async.mapLimit(source, 2, task, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(promise).rejects.toThrow('enough');
    finish(1);
    await turn();
    expect(started).toEqual([1, 2]);
    expect(closed).toBe(true);
  });

  it('stops a synchronous loop from inside', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const each = async.each(
      [1, 2, 3],
      (n, callback) => {
        seen.push(n);
        if (n === 2) controller.abort();
        callback(null);
      },
      { signal: controller.signal },
    );
    await expect(each).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toEqual([1, 2]);
  });

  it('closes an endless async source whose next item is awaited', async () => {
    const controller = new AbortController();
    let returned = 0;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<number>>(() => undefined),
        return: () => {
          returned += 1;
          return Promise.resolve({ done: true as const, value: undefined });
        },
      }),
    };
    const promise = async.each(source, async () => undefined, { signal: controller.signal });
    controller.abort('stop');
    await expect(promise).rejects.toBe('stop');
    expect(returned).toBe(1);
  });

  const never = (): Promise<never> => new Promise(() => undefined);
  const waiting: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
    whilst: (signal) => async.whilst(async () => true, turn, { signal }),
    doUntil: (signal) => async.doUntil(turn, async () => false, { signal }),
    forever: (signal) => async.forever(turn, { signal }),
    retry: (signal) => async.retry({ times: Infinity, interval: 1, signal }, () => Promise.reject(new Error('again'))),
    waterfall: (signal) => async.waterfall([never], { signal }),
    auto: (signal) => async.auto({ a: never }, { signal }),
    race: (signal) => async.race([never], { signal }),
    map: (signal) => async.map([1], never, { signal }),
  };

  it.each(Object.entries(waiting))('%s leaves no listener on the signal', async (_name, start) => {
    const controller = new AbortController();
    const promise = start(controller.signal);
    await turn();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort('gone');
    await expect(promise).rejects.toBe('gone');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('has no listener left after success, failure or cancellation', async () => {
    const { signal } = new AbortController();
    await async.map([1], async () => 1, { signal });
    await async.map([1], () => Promise.reject(new Error('no')), { signal }).catch(() => undefined);
    void async.map([1], (_n, callback) => callback(false), { signal });
    void async.waterfall([(callback: (error: unknown) => void) => callback(false)], { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('timeout', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('fails the call, and starts nothing more', async () => {
    const { task, started, finish } = manual<number>();
    const promise = async.mapSeries([1, 2], task, { timeout: 50 });
    const failed = expect(promise).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'ERR_SLUICE_TIMEOUT',
      timeout: 50,
    });
    await vi.advanceTimersByTimeAsync(50);
    await failed;
    finish(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(started).toEqual([1]);
  });

  it('leaves no timer behind', async () => {
    await async.series([async () => 1], { timeout: 1000 });
    await async.retry({ times: 1 }, async () => 1, { timeout: 1000 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops the waiting of retry', async () => {
    let attempts = 0;
    const promise = async.retry({ times: 9, interval: 30, timeout: 50 }, async () => {
      attempts += 1;
      throw new Error('no');
    });
    const failed = expect(promise).rejects.toMatchObject({ code: 'ERR_SLUICE_TIMEOUT' });
    await vi.advanceTimersByTimeAsync(500);
    await failed;
    expect(attempts).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('context', () => {
  it('of the caller is kept in iteratees, callbacks and memoized calls', async () => {
    const storage = new AsyncLocalStorage<string>();
    const load = async.memoize((_key: string, callback: (error: null) => void) => void setImmediate(callback, null));
    const seen: unknown[] = [];
    const call = (id: string): Promise<void> =>
      storage.run(id, () => new Promise((resolve) => load('k', () => resolve(void seen.push(storage.getStore())))));
    await Promise.all([call('a'), call('b')]);
    expect(seen).toEqual(['a', 'b']);
  });
});

describe('falsy reasons', () => {
  it.each([undefined, null, 0, ''])('reach the promise unchanged: %j', async (reason) => {
    const fails = (): Promise<never> => Promise.reject(reason as unknown as Error);
    const calls = [
      async.mapLimit([1], 1, fails),
      async.parallel([fails]),
      async.waterfall([fails]),
      async.race([fails]),
      async.retry(1, fails),
      async.tryEach([fails]),
    ];
    for (const call of calls) await expect(call).rejects.toBe(reason);
  });

  it('are Errors with a code where several failures are collected, and for errorFilter', async () => {
    const fails = (): Promise<never> => Promise.reject(0 as unknown as Error);
    const collected: AggregateError = await async.map([1], fails, { stopOnError: false }).catch((error) => error);
    expect(collected.errors).toMatchObject([{ code: 'ERR_SLUICE_FALSY_REJECTION', reason: 0 }]);
    const seen: unknown[] = [];
    const errorFilter = (error: unknown): boolean => seen.push(error) < 0;
    await expect(async.retry({ times: 2, errorFilter }, fails)).rejects.toBe(0);
    expect(seen).toMatchObject([{ code: 'ERR_SLUICE_FALSY_REJECTION', reason: 0 }]);
  });
});
