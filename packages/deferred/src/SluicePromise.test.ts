import { inspect } from 'node:util';
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { Deferred, SluicePromise } from './index.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('SluicePromise', () => {
  it('is an instance of Promise, with its name and its tag', () => {
    const promise = new SluicePromise(() => undefined);
    expect(promise).toBeInstanceOf(Promise);
    expect(SluicePromise.name).toBe('Promise');
    expect(Object.prototype.toString.call(promise)).toBe('[object Promise]');
  });

  it('refuses an executor that is no function, and a call without new', () => {
    expect(() => new SluicePromise(undefined as never)).toThrow(TypeError);
    expect(() => (SluicePromise as unknown as () => void)()).toThrow(TypeError);
  });

  it('has no own properties, and can be frozen while it is pending', async () => {
    const { promise, resolve } = SluicePromise.withResolvers<number>();
    expect(Reflect.ownKeys(Object.freeze(promise))).toEqual([]);
    resolve(1);
    expect(await promise).toBe(1);
  });

  it('rejects with what the executor throws, unless it was settled before', async () => {
    const boom = new Error('boom');
    await expect(
      new SluicePromise(() => {
        throw boom;
      }),
    ).rejects.toBe(boom);
    await expect(
      new SluicePromise((resolve) => {
        resolve(1);
        throw boom;
      }),
    ).resolves.toBe(1);
  });

  it('rejects a promise that follows itself, or a circle of promises, which native promises wait for for ever', async () => {
    const self: SluicePromise<unknown> = SluicePromise.resolve().then(() => self);
    await expect(self).rejects.toThrow(TypeError);
    const a = new Deferred();
    const b = new Deferred();
    a.resolve(b.promise);
    b.resolve(a.promise);
    await expect(b.promise).rejects.toThrow(TypeError);
    await expect(a.promise).rejects.toThrow(TypeError);
  });

  it('reads `then` of a thenable once, and takes its first call only', async () => {
    let reads = 0;
    const thenable = {
      get then() {
        reads += 1;
        return (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => {
          resolve('first');
          resolve('second');
          reject(new Error('late'));
          throw new Error('later');
        };
      },
    };
    expect(await SluicePromise.resolve(thenable)).toBe('first');
    expect(reads).toBe(1);
  });

  it('rejects when the `then` getter of a thenable throws', async () => {
    const boom = new Error('getter');
    const thenable = {
      get then(): never {
        throw boom;
      },
    };
    await expect(SluicePromise.resolve(thenable)).rejects.toBe(boom);
  });

  it('shows at once that it follows a settled promise of the class', () => {
    const { promise, resolve } = SluicePromise.withResolvers<number>();
    resolve(SluicePromise.resolve(5));
    expect(promise.inspect()).toEqual({ state: 'fulfilled', value: 5 });
  });

  it('ignores resolve and reject after it was resolved with a pending promise', async () => {
    const inner = new Deferred<number>();
    const { promise, resolve, reject } = SluicePromise.withResolvers<number>();
    resolve(inner.promise);
    resolve(2);
    reject(new Error('late'));
    inner.resolve(1);
    expect(await promise).toBe(1);
  });

  it('makes subclasses whose then, statics and species are their own', async () => {
    class Sub<T> extends SluicePromise<T> {}
    const promise = Sub.resolve(1);
    expect(promise).toBeInstanceOf(Sub);
    expect(promise.then(() => 2)).toBeInstanceOf(Sub);
    expect(promise.timeout(1000)).toBeInstanceOf(Sub);
    expect(Sub.all([1])).toBeInstanceOf(Sub);
    expect(await Sub.all([promise, 2])).toEqual([1, 2]);
  });

  it('gives one native promise, made once', async () => {
    const promise = SluicePromise.resolve(3);
    const { native } = promise;
    expect(native).toBe(promise.native);
    expect(native.constructor).toBe(Promise);
    expect(await native).toBe(3);
  });

  it('is shown with its state', () => {
    expect(inspect(SluicePromise.resolve(5))).toContain("state: 'fulfilled', value: 5");
    expect(inspect(new Deferred().promise)).toContain("state: 'pending'");
    expect(() => inspect(SluicePromise.prototype, { showHidden: true })).not.toThrow();
  });
});

describe('methods', () => {
  it('spread passes the elements, promises included', async () => {
    const sum = SluicePromise.resolve([1, SluicePromise.resolve(2)] as const).spread((a, b) => a + b);
    expectTypeOf(await sum).toEqualTypeOf<number>();
    expect(await sum).toBe(3);
  });

  it('tap waits for what it returns, passes the value on, and passes its failure on', async () => {
    const log: unknown[] = [];
    const tapped = SluicePromise.resolve(1).tap(async (value) => {
      await Promise.resolve();
      log.push(value);
      return 'ignored';
    });
    expect(await tapped).toBe(1);
    expect(log).toEqual([1]);
    await expect(SluicePromise.resolve(1).tap(() => Promise.reject(new Error('tap')))).rejects.toThrow('tap');
  });

  it('finally and fin pass the outcome on, and their failure instead of it', async () => {
    expect(await SluicePromise.resolve(1).finally(() => 2)).toBe(1);
    await expect(SluicePromise.reject('no').fin(() => 2)).rejects.toBe('no');
    await expect(SluicePromise.resolve(1).finally(() => Promise.reject('late'))).rejects.toBe('late');
  });

  it('catch and fail handle a rejection', async () => {
    expect(await SluicePromise.reject('no').catch((reason: string) => `${reason}!`)).toBe('no!');
    expect(await SluicePromise.reject('no').fail(() => 1)).toBe(1);
  });

  it('get and call work on the value', async () => {
    expect(await SluicePromise.resolve({ a: 1 }).get('a')).toBe(1);
    expect(await SluicePromise.resolve('abc').call('slice', 1)).toBe('bc');
    await expect((SluicePromise.resolve(null) as SluicePromise<never>).get('a' as never)).rejects.toThrow(TypeError);
  });

  it('timeout rejects with ETIMEDOUT, with a message or a reason of its own, and leaves no timer', async () => {
    vi.useFakeTimers();
    const never = new SluicePromise<void>(() => undefined);
    const [plain, message, own] = [never.timeout(5), never.timeout(5, 'slow'), never.timeout(5, ['reason'])];
    const settled = SluicePromise.resolve(1).timeout(1000);
    vi.advanceTimersByTime(5);
    await expect(plain).rejects.toMatchObject({ message: 'Timed out after 5 ms', code: 'ETIMEDOUT' });
    await expect(message).rejects.toMatchObject({ message: 'slow', code: 'ETIMEDOUT' });
    await expect(own).rejects.toEqual(['reason']);
    expect(await settled).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('timeout never comes for Infinity, where setTimeout would fire at once', () => {
    vi.useFakeTimers();
    void new SluicePromise<void>(() => undefined).timeout(Infinity);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('delay passes a value on later, and a rejection at once', async () => {
    vi.useFakeTimers();
    const delayed = SluicePromise.resolve(1).delay(50);
    await expect(SluicePromise.reject('no').delay(50)).rejects.toBe('no');
    expect(delayed.inspect().state).toBe('pending');
    await vi.advanceTimersByTimeAsync(50);
    expect(await delayed).toBe(1);
  });

  it('nodeify hands the outcome to a callback, wraps a falsy reason, and spreads on demand', async () => {
    const calls: unknown[][] = [];
    const callback = (...args: unknown[]): void => void calls.push(args);
    SluicePromise.resolve(1).nodeify(callback);
    SluicePromise.reject('no').asCallback(callback);
    SluicePromise.reject(null).nodeify(callback);
    SluicePromise.resolve([1, 2]).nodeify(callback, { spread: true });
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls[0]).toEqual([null, 1]);
    expect(calls[1]).toEqual(['no']);
    expect(calls[2]?.[0]).toMatchObject({ code: 'ERR_SLUICE_FALSY_REJECTION', reason: null });
    expect(calls[3]).toEqual([null, 1, 2]);
    const promise = SluicePromise.resolve(1);
    expect(promise.nodeify()).toBe(promise);
  });

  it.each(['done', 'nodeify', 'progress'] as const)('what a handler of %s throws is uncaught', async (method) => {
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
    const boom = new Error('boom');
    const deferred = new Deferred<void>();
    deferred.promise[method](() => {
      throw boom;
    });
    deferred.notify();
    deferred.resolve();
    expect(await uncaught).toBe(boom);
    for (const listener of listeners) process.on('uncaughtException', listener);
  });
});

describe('ticks', () => {
  const ticksOf = async (promise: PromiseLike<unknown>): Promise<number> => {
    let ticks = 0;
    let over = false;
    promise.then(() => (over = true));
    while (!over && ticks < 20) {
      ticks += 1;
      await Promise.resolve();
    }
    return ticks;
  };

  it.each([
    ['one then', (C: PromiseConstructor) => C.resolve(1)],
    ['three thens', (C: PromiseConstructor) => C.resolve(1).then(Number).then(Number)],
    ['catch', (C: PromiseConstructor) => C.reject(1).catch(() => 1)],

    ['all', (C: PromiseConstructor) => C.all([1, C.resolve(2)])],
    ['allSettled', (C: PromiseConstructor) => C.allSettled([1, C.reject(2)])],
    ['race', (C: PromiseConstructor) => C.race([1, C.resolve(2)])],
    ['any', (C: PromiseConstructor) => C.any([C.reject(1), C.resolve(2)])],

    ['a thenable', (C: PromiseConstructor) => C.resolve({ then: (f: (n: number) => void) => f(1) } as never)],
    ['a native promise returned', (C: PromiseConstructor) => C.resolve(1).then(() => Promise.resolve(2))],
  ])('%s takes as many as with native promises', async (_name, make) => {
    expect(await ticksOf(make(SluicePromise as never))).toBe(await ticksOf(make(Promise)));
  });

  it('a promise of the class that a handler returns costs none, where among native ones it costs two', async () => {
    const ours = await ticksOf(SluicePromise.resolve(1).then(() => SluicePromise.resolve(2)));
    expect(ours).toBe((await ticksOf(Promise.resolve(1).then(() => Promise.resolve(2)))) - 2);
    // `finally` returns one to itself.
    expect(await ticksOf(SluicePromise.resolve(1).finally(() => 1))).toBeLessThan(
      await ticksOf(Promise.resolve(1).finally(() => 1)),
    );
  });
});

describe('setters of Array.prototype', () => {
  it('see neither the values of a list nor the jobs of the queue', async () => {
    const seen = new Set<unknown>();
    const list = new Set([SluicePromise.resolve(1), 2, new Promise((resolve) => setTimeout(resolve, 1, 3))]);
    Object.defineProperty(Array.prototype, '0', { set: (value) => void seen.add(value), configurable: true });
    let result: unknown;
    try {
      result = await SluicePromise.all(list).native;
    } finally {
      Reflect.deleteProperty(Array.prototype, '0');
    }
    expect(result).toEqual([1, 2, 3]);
    expect([...seen].filter((value) => value === 1 || value instanceof SluicePromise)).toEqual([]);
  });
});
