import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it, vi } from 'vitest';
import { cargo } from './cargo.js';
import { limitify } from './limitify.js';
import { priorityQueue } from './priorityQueue.js';
import { queue } from './queue.js';

type Done = (error?: unknown, value?: unknown) => void;

const ticks = async (count = 5): Promise<void> => {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
};

describe('limitify', () => {
  it('calls a callback function with its arguments, and the last argument with the outcome', async () => {
    const add = limitify((a: number, b: number, done: (error: Error | null, sum?: number) => void) =>
      done(null, a + b),
    );
    const callback = vi.fn();
    expect(add(1, 2, callback)).toBeUndefined();
    await ticks();
    expect(callback).toHaveBeenCalledExactlyOnceWith(null, 3);
  });

  it('returns a promise when there is no callback', async () => {
    const add = limitify((a: number, b: number, done: (error: Error | null, sum?: number) => void) =>
      done(null, a + b),
    );
    await expect(add(1, 2)).resolves.toBe(3);
  });

  it('takes functions that return promises, and calls back all the same', async () => {
    const half = limitify(async (n: number) => n / 2);
    await expect(half(8)).resolves.toBe(4);
    const callback = vi.fn();
    half(8, callback);
    await ticks();
    expect(callback).toHaveBeenCalledExactlyOnceWith(null, 4);
  });

  it('runs one call at a time by default, and as many as it is told', async () => {
    const calls: number[] = [];
    const never = async (n: number): Promise<void> => {
      calls.push(n);
      await new Promise(() => {});
    };
    const one = limitify(never);
    const two = limitify(never, 2);
    for (let n = 1; n < 4; n += 1) {
      void one(n);
      void two(n * 10);
    }
    await ticks();
    expect(calls).toEqual([1, 10, 20]);
  });

  it('shares the slots of a queue with other functions and with its worker', async () => {
    const log: string[] = [];
    const worker = vi.fn((_: string, done: Done) => done());
    const q = queue(worker, 1);
    const a = limitify(async (x: string) => log.push(`a ${x}`), q);
    const b = limitify(async (x: string) => log.push(`b ${x}`), q);
    await Promise.all([a('1'), b('2'), q.push('3'), a('4')]);
    expect(log).toEqual(['a 1', 'b 2', 'a 4']);
    expect(worker).toHaveBeenCalledOnce();
  });

  it('takes a priorityQueue, with priority 0', async () => {
    const log: unknown[] = [];
    const q = priorityQueue(async (n: number) => log.push(n));
    const wrapped = limitify(async (x: string) => log.push(x), q);
    await Promise.all([q.push(1, 1), wrapped('zero'), q.push(-1, -1)]);
    expect(log).toEqual([-1, 'zero', 1]);
  });

  it('passes this on', async () => {
    const counter = {
      step: 2,
      double: limitify(async function (this: { step: number }, n: number) {
        return n * this.step;
      }),
    };
    await expect(counter.double(4)).resolves.toBe(8);
  });

  it('refuses calls as its queue does', async () => {
    const wrapped = limitify(async (n: number) => n, { concurrency: 1, maxWaiting: 0 });
    const callback = vi.fn();
    const first = wrapped(1);
    wrapped(2, callback);
    await expect(wrapped(3)).rejects.toMatchObject({ code: 'ERR_SLUICE_OVERLOAD' });
    await expect(first).resolves.toBe(1);
    expect(callback).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'ERR_SLUICE_OVERLOAD' }));
  });

  it('fails a call whose function throws, with the same error', async () => {
    const error = new Error('at once');
    const wrapped = limitify((_n: number, _done: Done): void => {
      throw error;
    });
    await expect(wrapped(1)).rejects.toBe(error);
  });

  it('keeps the context of the caller', async () => {
    const storage = new AsyncLocalStorage<string>();
    const who = limitify(async () => storage.getStore());
    const results = ['a', 'b'].map((id) => storage.run(id, () => who()));
    await expect(Promise.all(results)).resolves.toEqual(['a', 'b']);
  });

  it('keeps the context of the caller for its callback, whatever the worker of the queue is', async () => {
    const storage = new AsyncLocalStorage<string>();
    const calls: Done[] = [];
    const wrapped = limitify(
      (done: Done) => void calls.push(done),
      queue(async () => {}),
    );
    const log: unknown[] = [];
    storage.run('a', () => wrapped(() => log.push(storage.getStore())));
    await ticks();
    storage.run('b', () => calls[0]!());
    expect(log).toEqual(['a']);
  });

  it('refuses what is no function, and a cargo', () => {
    expect(() => limitify('x' as never)).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT' }));
    expect(() =>
      limitify(
        async () => {},
        cargo(() => {}),
      ),
    ).toThrow(/^limitify: queue/);
    expect(() => limitify(async () => {}, 0)).toThrow(/^limitify: /);
  });
});
