import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { mapIterable } from './mapIterable.js';

type Done = (error?: unknown, value?: unknown) => void;

const ticks = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
};

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}

/** A task whose calls are finished by hand. */
function byHand() {
  const calls = new Map<unknown, Done>();
  const task = (item: unknown, done: Done): void => void calls.set(item, done);
  return { task, calls, finish: (item: unknown, ...outcome: unknown[]) => calls.get(item)!(...outcome) };
}

/** An async source that counts what is asked of it. */
function counting(items: Iterable<number>) {
  const counts = { taken: 0, inFlight: 0, most: 0, closed: 0 };
  const iterator = items[Symbol.iterator]();
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        counts.inFlight += 1;
        counts.most = Math.max(counts.most, counts.inFlight);
        await Promise.resolve();
        counts.inFlight -= 1;
        const step = iterator.next();
        if (!step.done) counts.taken += 1;
        return step;
      },
      async return() {
        counts.closed += 1;
        return { done: true, value: undefined };
      },
    }),
  };
  return { source, counts };
}

function* naturals(): Generator<number> {
  for (let n = 1; ; n += 1) yield n;
}

describe('mapIterable', () => {
  it.each([
    ['array', [1, 2, 3]],
    ['Set', new Set([1, 2, 3])],
    ['array of promises', [1, Promise.resolve(2), 3]],
    [
      'async generator',
      (async function* () {
        yield* [1, 2, 3];
      })(),
    ],
    ['Node stream', Readable.from([1, 2, 3])],
    ['Web stream', ReadableStream.from([1, 2, 3])],
  ])('reads from an %s', async (_, source) => {
    await expect(collect(mapIterable(source as Iterable<number>, async (n) => n * 2))).resolves.toEqual([2, 4, 6]);
  });

  it('reads the code points of a string', async () => {
    await expect(collect(mapIterable('añ', async (c) => c.toUpperCase()))).resolves.toEqual(['A', 'Ñ']);
  });

  it.each([
    ['a callback', (n: number, done: Done) => done(null, n * 2)],
    ['a function that returns a promise', (n: number) => Promise.resolve(n * 2)],
    ['an async function', async (n: number) => n * 2],
  ])('takes a task of the form: %s', async (_, task) => {
    await expect(collect(mapIterable([1, 2], task as never))).resolves.toEqual([2, 4]);
  });

  it('starts nothing before the first result is asked for', async () => {
    const { source, counts } = counting([1, 2]);
    const task = vi.fn(async (n: number) => n);
    const stream = mapIterable(source, task);
    await ticks();
    expect([counts.taken, task.mock.calls]).toEqual([0, []]);
    await stream.next();
    expect(task).toHaveBeenCalled();
  });

  it('keeps the order of the source, whatever order the tasks finish in', async () => {
    const { task, finish } = byHand();
    const results = collect(mapIterable([1, 2, 3], task, { concurrency: 3 }));
    await ticks();
    for (const n of [3, 1, 2]) finish(n, null, n * 2);
    await expect(results).resolves.toEqual([2, 4, 6]);
  });

  it('yields as the tasks finish with ordered: false', async () => {
    const { task, finish } = byHand();
    const results = collect(mapIterable([1, 2, 3], task, { concurrency: 3, ordered: false }));
    await ticks();
    for (const n of [3, 1, 2]) finish(n, null, n * 2);
    await expect(results).resolves.toEqual([6, 2, 4]);
  });

  it('runs at most concurrency tasks at once', async () => {
    const { task, calls, finish } = byHand();
    const results = collect(mapIterable([1, 2, 3, 4], task, { concurrency: 2 }));
    await ticks();
    expect([...calls.keys()]).toEqual([1, 2]);
    finish(1);
    await ticks();
    expect([...calls.keys()]).toEqual([1, 2, 3]);
    finish(2);
    await ticks();
    for (const n of [3, 4]) finish(n);
    await expect(results).resolves.toHaveLength(4);
  });

  it('takes no more than readAhead items that nobody has asked for: a slow consumer slows the source', async () => {
    const { source, counts } = counting(naturals());
    const stream = mapIterable(source, async (n) => n, { concurrency: 2, readAhead: 5 });
    await stream.next();
    await ticks(200);
    expect(counts.taken).toBe(1 + 5);
    await stream.next();
    await ticks(200);
    expect(counts.taken).toBe(2 + 5);
    await stream.return?.();
  });

  it('takes an item only when it is asked for with readAhead: 0', async () => {
    const { source, counts } = counting(naturals());
    const stream = mapIterable(source, async (n) => n, { concurrency: 8, readAhead: 0 });
    await stream.next();
    await ticks(100);
    expect(counts.taken).toBe(1);
    await Promise.all([stream.next(), stream.next(), stream.next()]);
    expect(counts.taken).toBe(4);
    await stream.return?.();
  });

  it('has one step of an async source under way at a time', async () => {
    const { source, counts } = counting([1, 2, 3, 4, 5]);
    await collect(mapIterable(source, async (n) => n, { concurrency: 4 }));
    expect(counts.most).toBe(1);
  });

  it('answers several calls of next in order, and all of them at the end', async () => {
    const stream = mapIterable([1, 2], async (n) => n, { concurrency: 4 });
    await expect(Promise.all([stream.next(), stream.next(), stream.next(), stream.next()])).resolves.toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  it('survives 100 000 synchronous tasks', async () => {
    const items = Array.from({ length: 100_000 }, (_, i) => i);
    const stream = mapIterable(items, (n: number, done: Done) => done(null, n), { concurrency: Infinity });
    let count = 0;
    for await (const n of stream) count += n === count ? 1 : 0;
    expect(count).toBe(100_000);
  });

  it('runs its tasks in the context of the call', async () => {
    const storage = new AsyncLocalStorage<string>();
    const stream = storage.run('maker', () => mapIterable([1, 2, 3], async () => storage.getStore()));
    const results = await storage.run('reader', () => collect(stream));
    expect(results).toEqual(['maker', 'maker', 'maker']);
  });
});

describe('a failure', () => {
  const REASON = { code: 7 };

  it.each([
    ['callback', (_: number, done: Done) => done(REASON)],
    ['promise', () => Promise.reject(REASON)],
    [
      'async function',
      async () => {
        throw REASON;
      },
    ],
    [
      'synchronous throw',
      () => {
        throw REASON;
      },
    ],
  ])('of a task passes through: %s', async (_, task) => {
    const { source, counts } = counting([1, 2, 3]);
    await expect(collect(mapIterable(source, task as never))).rejects.toBe(REASON);
    expect(counts.closed).toBe(1);
  });

  it('keeps a falsy reason', async () => {
    const task = async (): Promise<never> => {
      throw undefined;
    };
    await expect(collect(mapIterable([1], task))).rejects.toBeUndefined();
  });

  it('comes at its place, after the results of earlier items; nothing more is taken', async () => {
    const { task, calls, finish } = byHand();
    const { source, counts } = counting(naturals());
    const stream = mapIterable(source, task, { concurrency: 3 });
    const results = Promise.allSettled([stream.next(), stream.next(), stream.next(), stream.next()]);
    await ticks();
    finish(2, new Error('two'));
    await ticks();
    expect([[...calls.keys()], counts.closed]).toEqual([[1, 2, 3], 1]);
    finish(3, null, 'dropped');
    finish(1, null, 'one');
    await expect(results).resolves.toEqual([
      { status: 'fulfilled', value: { done: false, value: 'one' } },
      { status: 'rejected', reason: new Error('two') },
      { status: 'fulfilled', value: { done: true, value: undefined } },
      { status: 'fulfilled', value: { done: true, value: undefined } },
    ]);
  });

  it('waits for the next reader when nobody has asked', async () => {
    const stream = mapIterable(
      [1, 2, 3],
      async (n) => {
        if (n === 2) throw new Error('two');
        return n;
      },
      { concurrency: 3 },
    );
    await stream.next();
    await ticks();
    await expect(stream.next()).rejects.toThrow('two');
    await expect(stream.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('of the source passes through, and does not close what has closed itself', async () => {
    const { source, counts } = counting(
      (function* () {
        yield 1;
        throw new Error('source');
      })(),
    );
    const seen: number[] = [];
    const reading = (async () => {
      for await (const n of mapIterable(source, async (n) => n, { concurrency: 2 })) seen.push(n);
    })();
    await expect(reading).rejects.toThrow('source');
    expect([seen, counts.closed]).toEqual([[1], 0]);
  });

  it('of a promise in an iterable closes the iterable', async () => {
    let closed = false;
    const source = (function* () {
      try {
        yield Promise.reject(new Error('item'));
        yield 2;
      } finally {
        closed = true;
      }
    })();
    await expect(collect(mapIterable(source, async (n) => n))).rejects.toThrow('item');
    expect(closed).toBe(true);
  });

  it.each([
    ['step that is no object', { next: () => undefined }],
    [
      'getter',
      {
        next: () => ({
          get done(): boolean {
            throw new TypeError('getter');
          },
        }),
      },
    ],
    [
      'next',
      {
        next: () => {
          throw new TypeError('next');
        },
      },
    ],
  ])('of a source with a bad %s passes through, synchronous or not', async (_, iterator) => {
    for (const key of [Symbol.iterator, Symbol.asyncIterator]) {
      const source = { [key]: () => iterator } as unknown as Iterable<number>;
      await expect(collect(mapIterable(source, async (n) => n))).rejects.toThrow(TypeError);
    }
  });

  it('to open the source passes through', async () => {
    const source = {
      [Symbol.iterator]() {
        throw new TypeError('open');
      },
    };
    await expect(collect(mapIterable(source, async (n) => n))).rejects.toThrow('open');
  });

  it('of a callback that is called twice is thrown to the task', async () => {
    let again!: () => void;
    const stream = mapIterable([1], (n: number, done: Done) => {
      again = () => done(null, n);
      done(null, n);
    });
    await stream.next();
    expect(again).toThrow('Callback was already called.');
  });

  it.each([
    [undefined, () => {}],
    [null, () => {}],
    [{}, () => {}],
    [7, () => {}],
    [[], 'task'],
  ])('of the arguments is thrown at the call (%#)', (source, task) => {
    expect(() => mapIterable(source as never, task as never)).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT' }),
    );
  });

  it.each([{ concurrency: 0 }, { concurrency: NaN }, { concurrency: 1.5 }, { readAhead: -1 }])(
    'of the options is thrown at the call: %o',
    (options) => {
      expect(() => mapIterable([], () => {}, options)).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_LIMIT' }));
    },
  );
});

describe('a callback called with false', () => {
  it('ends the stream after the results of earlier items, and closes the source', async () => {
    const { source, counts } = counting(naturals());
    const task = (n: number, done: Done): void => (n === 3 ? done(false) : done(null, n));
    await expect(collect(mapIterable(source, task, { concurrency: 2 }))).resolves.toEqual([1, 2]);
    expect(counts.closed).toBe(1);
  });
});

describe('leaving the loop', () => {
  it('closes the source, starts nothing more and aborts the signal of the tasks', async () => {
    const { source, counts } = counting(naturals());
    const signals: (AbortSignal | undefined)[] = [];
    const task = async (n: number, { signal }: { signal?: AbortSignal | undefined }): Promise<number> => {
      signals.push(signal);
      if (n > 1) await new Promise(() => {});
      return n;
    };
    for await (const n of mapIterable(source, task, { concurrency: 3 })) {
      expect(n).toBe(1);
      break;
    }
    const started = signals.length;
    await ticks(100);
    expect([counts.closed, signals.length === started, signals.every((signal) => signal?.aborted)]).toEqual([
      1,
      true,
      true,
    ]);
  });

  it('runs the finally block of a generator', async () => {
    let closed = false;
    const source = (function* () {
      try {
        yield* [1, 2, 3];
      } finally {
        closed = true;
      }
    })();
    for await (const n of mapIterable(source, async (n) => n)) {
      expect(n).toBe(1);
      break;
    }
    expect(closed).toBe(true);
  });

  it('destroys a Node stream that has nothing to say', async () => {
    const source = new Readable({ objectMode: true, read() {} });
    source.push(1);
    for await (const n of mapIterable(source as AsyncIterable<number>, async (n) => n)) {
      expect(n).toBe(1);
      break;
    }
    expect(source.destroyed).toBe(true);
  });

  it('cancels a Web stream that has nothing to say', async () => {
    const cancel = vi.fn();
    const source = new ReadableStream<number>({ start: (controller) => controller.enqueue(1), cancel });
    for await (const n of mapIterable(source, async (n) => n)) {
      expect(n).toBe(1);
      break;
    }
    expect(cancel).toHaveBeenCalledOnce();
    expect(source.locked).toBe(false);
  });

  it('does not wait for an async generator that has nothing to say', async () => {
    const source = (async function* () {
      yield 1;
      await new Promise(() => {});
    })();
    const seen: number[] = [];
    for await (const n of mapIterable(source, async (n) => n)) {
      seen.push(n);
      break;
    }
    expect(seen).toEqual([1]);
  });

  it('before anything was read closes a stream that was handed over', async () => {
    const source = Readable.from([1]);
    await mapIterable(source as AsyncIterable<number>, async (n) => n).return?.();
    expect(source.destroyed).toBe(true);
  });

  it('answers the calls of next that wait', async () => {
    const stream = mapIterable([1], () => new Promise(() => {}));
    const waiting = stream.next();
    await stream.return?.();
    await expect(waiting).resolves.toEqual({ done: true, value: undefined });
  });
});

describe('signal', () => {
  it('fails the stream with its reason and closes the source', async () => {
    const controller = new AbortController();
    const { source, counts } = counting(naturals());
    const stream = mapIterable(source, () => new Promise(() => {}), { signal: controller.signal });
    const waiting = stream.next();
    await ticks();
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    expect(counts.closed).toBe(1);
    await expect(stream.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('that is aborted already starts nothing, and closes the source', async () => {
    const source = Readable.from([1]);
    const task = vi.fn();
    const stream = mapIterable(source, task, { signal: AbortSignal.abort('early') });
    await expect(stream.next()).rejects.toBe('early');
    expect([task.mock.calls, source.destroyed]).toEqual([[], true]);
  });

  it.each([
    ['the end', async (stream: AsyncIterableIterator<number>) => collect(stream)],
    ['leaving', async (stream: AsyncIterableIterator<number>) => [await stream.next(), await stream.return?.()]],
    ['a failure', async (stream: AsyncIterableIterator<number>) => collect(stream).catch(() => {}), new Error('no')],
  ])('has no listener after %s, and one before', async (_, read, error?: Error) => {
    const { signal } = new AbortController();
    const listeners: number[] = [];
    const task = async (n: number): Promise<number> => {
      listeners.push(getEventListeners(signal, 'abort').length);
      if (error) throw error;
      return n;
    };
    const stream = mapIterable([1, 2], task, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await read(stream);
    expect([listeners[0], getEventListeners(signal, 'abort')]).toEqual([1, []]);
  });
});

describe('for generated sources, tasks and bounds', () => {
  it('keeps order and count, and never exceeds its bounds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat({ max: 9 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 6 }),
        fc.boolean(),
        async (scheduler, items, concurrency, readAhead, ordered) => {
          let running = 0;
          let taken = 0;
          let most = 0;
          let furthest = 0;
          let received = 0;
          const source = (async function* () {
            for (const item of items) {
              await scheduler.schedule(Promise.resolve());
              taken += 1;
              furthest = Math.max(furthest, taken - received);
              yield item;
            }
          })();
          const task = async (n: number): Promise<number> => {
            running += 1;
            most = Math.max(most, running);
            await scheduler.schedule(Promise.resolve());
            running -= 1;
            return n;
          };
          const reading = (async () => {
            const results: number[] = [];
            for await (const n of mapIterable(source, task, { concurrency, readAhead, ordered })) {
              received += 1;
              results.push(n);
              await scheduler.schedule(Promise.resolve());
            }
            return results;
          })();
          const results = await scheduler.waitFor(reading);
          expect(ordered ? results : results.toSorted()).toEqual(ordered ? items : items.toSorted());
          expect(most).toBeLessThanOrEqual(concurrency);
          expect(furthest).toBeLessThanOrEqual(readAhead + 1);
        },
      ),
      { numRuns: 60 },
    );
  });
});
