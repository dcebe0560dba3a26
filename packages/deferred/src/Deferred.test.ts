import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Deferred, SluicePromise } from './index.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Deferred', () => {
  it('has the states of Promises/A', () => {
    const deferred = new Deferred<number>();
    expect(deferred.state).toBe('unfulfilled');
    deferred.resolve(1);
    expect(deferred.state).toBe('fulfilled');
    const failed = new Deferred();
    failed.promise.catch(() => undefined);
    failed.reject('no');
    expect(failed.state).toBe('failed');
  });

  it('is settled once; later calls change nothing', async () => {
    const deferred = new Deferred<number>();
    deferred.resolve(1);
    deferred.resolve(2);
    deferred.reject(new Error('late'));
    expect(await deferred.promise).toBe(1);
  });

  it('may be used detached, and its functions stay the same, so a listener can be removed', async () => {
    const emitter = new EventEmitter();
    const { promise, resolve, reject } = new Deferred<string>();
    emitter.once('end', resolve);
    emitter.once('error', reject);
    emitter.emit('end', 'done');
    expect(await promise).toBe('done');
    const deferred = new Deferred();
    emitter.on('data', deferred.resolve);
    emitter.removeListener('data', deferred.resolve);
    emitter.removeListener('error', reject);
    expect(emitter.eventNames()).toEqual([]);
  });

  it('settles its own promise when another one has been put in its place, as in Q', async () => {
    const deferred: { promise: SluicePromise<number>; resolve: (value: number) => void } = new Deferred<number>();
    deferred.promise = deferred.promise.then((n) => n + 1);
    deferred.resolve(1);
    expect(await deferred.promise).toBe(2);
  });

  it('takes one value from each function, whatever else a caller hands over', async () => {
    const deferred = new Deferred<number, number>();
    const seen: unknown[] = [];
    deferred.promise.progress((...args) => void seen.push(args));
    deferred.resolve({ then: (resolve: (n: number) => void) => void setTimeout(resolve, 1, 2) } as never);
    // Resolved with a thenable: its own progress ends here.
    (deferred.notify as (...args: unknown[]) => void)(50, true);
    expect(await deferred.promise).toBe(2);
    expect(seen).toEqual([]);
  });

  it('makes Node callbacks: an error, one result, several results as an array', async () => {
    const boom = new Error('boom');
    const make = (...args: unknown[]): SluicePromise<unknown> => {
      const { promise, makeNodeResolver } = new Deferred();
      (makeNodeResolver() as (...args: unknown[]) => void)(...args);
      return promise;
    };
    await expect(make(boom)).rejects.toBe(boom);
    expect(await make(null, 1)).toBe(1);
    expect(await make(null, 1, 2)).toEqual([1, 2]);
    expect(await make(null)).toBeUndefined();
    const { promise, callback } = new Deferred<number>();
    callback()(null, 7);
    expect(await promise).toBe(7);
  });

  it('all settles its own promise with the values in order, or with the first rejection', async () => {
    const deferred = new Deferred();
    const slow = new Deferred<number>();
    const result = deferred.all([slow.promise, 2, Promise.resolve(3)]);
    expect(result).toBe(deferred.promise);
    slow.resolve(1);
    expect(await result).toEqual([1, 2, 3]);
    await expect(new Deferred().all([1, Promise.reject('no')])).rejects.toBe('no');
    await expect(new Deferred().all(5 as never)).rejects.toThrow(TypeError);
  });
});

describe('progress', () => {
  it('reaches the handlers in a later turn, in order, and not again for late ones', async () => {
    const deferred = new Deferred<void, number>();
    const log: unknown[] = [];
    deferred.notify(0);
    deferred.promise.progress((n) => void log.push(n));
    deferred.notify(1);
    deferred.progress(2);
    expect(log).toEqual([]);
    deferred.resolve();
    deferred.notify(3);
    await turn();
    expect(log).toEqual([1, 2]);
  });

  it('goes down the chain, is translated by handlers, and passes those without one', async () => {
    const deferred = new Deferred<number, number>();
    const log: unknown[] = [];
    deferred.promise
      .then(null, null, (n) => `step ${n}`)
      .then((value) => value)
      .finally(() => undefined)
      .progress((text: string) => void log.push(text));
    deferred.notify(1);
    deferred.resolve(1);
    await turn();
    expect(log).toEqual(['step 1']);
  });

  it('comes from the promise that is followed', async () => {
    const inner = new Deferred<number, string>();
    const outer = new Deferred<number, string>();
    const log: unknown[] = [];
    outer.promise.progress((text) => void log.push(text));
    outer.resolve(inner.promise);
    outer.notify('dropped');
    inner.notify('kept');
    inner.resolve(1);
    expect(await outer.promise).toBe(1);
    await turn();
    expect(log).toEqual(['kept']);
  });

  it('of the elements reaches all as index and value, even in the turn of the last resolve', async () => {
    const [a, b] = [new Deferred<number>(), new Deferred<number>()];
    const log: unknown[] = [];
    const all = SluicePromise.all([a.promise, b.promise]);
    all.progress((progress) => void log.push(progress));
    a.notify('x');
    a.resolve(1);
    await turn();
    b.notify('y');
    b.resolve(2);
    expect(await all).toEqual([1, 2]);
    await turn();
    expect(log).toEqual([
      { index: 0, value: 'x' },
      { index: 1, value: 'y' },
    ]);
  });

  it('of a foreign thenable that knows progress goes on', async () => {
    const log: unknown[] = [];
    const thenable = {
      then(resolve: (value: number) => void, _reject: unknown, notify: (progress: string) => void) {
        notify('half');
        resolve(1);
      },
    };
    const promise = SluicePromise.resolve(thenable);
    promise.then(undefined, undefined, (text) => void log.push(text));
    await turn();
    expect(log).toEqual(['half']);
  });
});
