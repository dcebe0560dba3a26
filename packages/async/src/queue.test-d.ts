import { describe, expectTypeOf, it } from 'vitest';
import { cargo } from './cargo.js';
import { filterIterable } from './filterIterable.js';
import { flatMapIterable } from './flatMapIterable.js';
import { limitify } from './limitify.js';
import { mapIterable } from './mapIterable.js';
import { priorityQueue } from './priorityQueue.js';
import type { JobOutcome, QueueObject } from './internal/queue/types.js';
import { queue } from './queue.js';

type Done<R> = (error?: unknown, value?: R, ...rest: unknown[]) => void;

describe('the types of the queues', () => {
  it('infer data and result of each form of worker', () => {
    expectTypeOf(queue(async (n: number) => String(n))).toEqualTypeOf<QueueObject<number, string>>();
    expectTypeOf(queue((n: number) => Promise.resolve(n > 1))).toEqualTypeOf<QueueObject<number, boolean>>();
    expectTypeOf(queue((_: string, done: Done<Date>) => done())).toEqualTypeOf<QueueObject<string, Date>>();
    expectTypeOf(queue((n: number, done) => setTimeout(done, n)).push).toBeCallableWith(1);
    expectTypeOf(cargo(async (batch: number[]) => batch.length)).toEqualTypeOf<QueueObject<number, number>>();
  });

  it('give the result to promises, callbacks and outcomes', async () => {
    const q = queue(async (n: number) => String(n));
    expectTypeOf(q.push(1)).toEqualTypeOf<Promise<string>>();
    expectTypeOf(q.push([1, 2])).toEqualTypeOf<Promise<string>[] | undefined>();
    expectTypeOf(q.push(1, { timeout: 5 })).toEqualTypeOf<Promise<string>>();
    expectTypeOf(q.push(1, () => {})).toEqualTypeOf<void>();
    q.push(1, (error, value) => {
      expectTypeOf(error).toEqualTypeOf<Error | null | undefined>();
      expectTypeOf(value).toEqualTypeOf<string | undefined>();
    });
    for await (const outcome of q) expectTypeOf(outcome).toEqualTypeOf<JobOutcome<number, string>>();
    for (const waiting of q) expectTypeOf(waiting).toEqualTypeOf<number>();
  });

  it('give the worker a signal', () => {
    queue(async (_: number, { signal }) => expectTypeOf(signal).toEqualTypeOf<AbortSignal | undefined>());
    queue((_: number, done) => expectTypeOf(done.signal).toEqualTypeOf<AbortSignal | undefined>());
  });

  it('accept what @types/async accepts', () => {
    interface Job {
      name: string;
    }
    const q: QueueObject<Job> = queue<Job>((job, callback) => callback(null, job.name), 2);
    queue<Job, Error>((_job, callback) => callback(), 2);

    queue<Job, string, Error>((job, callback) => callback(null, job.name), 2);
    expectTypeOf(q.push<number>({ name: 'a' })).toEqualTypeOf<Promise<number>>();
    q.push<string>({ name: 'a' }, (error?: Error | null, value?: string) => [error, value]);
    q.push({ name: 'a' }, (error) => error?.message);
    q.unshift([{ name: 'a' }], () => {});
    q.error((error: Error, job: Job) => [error.message, job.name]);
    q.drain(() => {});
    expectTypeOf(q.drain()).toEqualTypeOf<Promise<void>>();
    expectTypeOf(q.error()).toEqualTypeOf<Promise<never>>();
    q.remove(({ data }) => data.name === 'a');
    q.concurrency = 5;
    const p = priorityQueue<Job>((_job, callback) => callback());
    p.push({ name: 'a' }, 1, () => {});
    expectTypeOf(p.push<number>({ name: 'a' }, 1)).toEqualTypeOf<Promise<number>>();
  });

  it('refuse what would fail', () => {
    const q = queue(async (n: number) => n);
    expectTypeOf(q.push).toBeFunction();
    // @ts-expect-error the data is a number
    void q.push('1');
    // @ts-expect-error no such option
    void q.push(1, { timeouts: 5 });
    // @ts-expect-error events are methods that cannot be assigned
    q.drain = () => {};
    // @ts-expect-error no such option
    queue(async () => {}, { concurrancy: 1 });
    // @ts-expect-error a priorityQueue has no unshift
    void priorityQueue(async () => {}).unshift;
  });
});

describe('the types of limitify', () => {
  it('keep arguments and result, and allow a callback', () => {
    const half = limitify(async (n: number, _digits?: number) => n / 2);
    expectTypeOf(half(8, 2)).toEqualTypeOf<Promise<number>>();
    half(8, 2, (_error, value) => expectTypeOf(value).toEqualTypeOf<number | undefined>());
    const size = limitify((name: string, callback: (error: Error | null, size?: number) => void) =>
      callback(null, name.length),
    );
    expectTypeOf(size('a')).toEqualTypeOf<Promise<number>>();
    expectTypeOf(size('a', () => {})).toEqualTypeOf<void>();
    // @ts-expect-error the argument is a number
    void half('8');
  });
});

describe('the types of the streams', () => {
  it('infer item and result', () => {
    expectTypeOf(mapIterable([1, 2], async (n) => String(n))).toEqualTypeOf<AsyncIterableIterator<string>>();
    expectTypeOf(mapIterable([Promise.resolve(1)], async (n) => n)).toEqualTypeOf<AsyncIterableIterator<number>>();
    expectTypeOf(mapIterable('abc', (c: string, done: Done<number>) => done(null, c.length))).toEqualTypeOf<
      AsyncIterableIterator<number>
    >();
    expectTypeOf(filterIterable(new Set([1]), async (n) => n > 1)).toEqualTypeOf<AsyncIterableIterator<number>>();
    expectTypeOf(flatMapIterable([1], async (n) => [n, n])).toEqualTypeOf<AsyncIterableIterator<number>>();
    expectTypeOf(flatMapIterable([1], async (n) => String(n))).toEqualTypeOf<AsyncIterableIterator<string>>();
  });

  it('refuse what cannot be read', () => {
    // @ts-expect-error a number is no source
    expectTypeOf(mapIterable(7, async (n) => n)).toBeObject();
    // @ts-expect-error no such option
    expectTypeOf(mapIterable([], async (n) => n, { limit: 3 })).toBeObject();
  });
});
