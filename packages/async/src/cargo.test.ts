import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it, vi } from 'vitest';
import { cargo } from './cargo.js';
import { cargoQueue } from './cargoQueue.js';

type Done = (error?: unknown, value?: unknown) => void;

const ticks = async (count = 5): Promise<void> => {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
};

describe('cargo', () => {
  it('gives all that waits to one call of the worker', async () => {
    const batches: number[][] = [];
    const q = cargo(async (batch: number[]) => batches.push(batch));
    void q.push([1, 2]);
    void q.push(3);
    await q.drain();
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('gives at most payload, which may be changed', async () => {
    const batches: number[][] = [];
    const q = cargo((batch: number[], done: Done) => {
      batches.push(batch);
      q.payload = 2;
      done();
    }, 1);
    void q.push([1, 2, 3]);
    await q.drain();
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('hands the outcome of the batch to each of its jobs, one after the other', async () => {
    const q = cargo((batch: number[], done: Done) => done(new Error('no'), batch.length), 2);
    const log: unknown[] = [];
    q.error((_, data) => log.push(`error of ${data}`));
    q.push([1, 2], (error?: unknown, size?: unknown) => log.push([(error as Error).message, size]));
    await ticks();
    expect(log).toEqual([['no', 2], 'error of 1', ['no', 2], 'error of 2']);
  });

  it('takes options in the place of the payload', async () => {
    const sizes: number[] = [];
    const q = cargo(async (batch: number[]) => sizes.push(batch.length), { payload: 2, maxWaiting: 1 });
    const results = await Promise.allSettled([1, 2, 3, 4].map((n) => q.pushAsync(n)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(sizes).toEqual([2, 1]);
  });

  it('lets one job of a batch leave, and frees the slot when the last one has left', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const q = cargo((_: number[], done) => void signals.push(done.signal));
    const [one, two] = [new AbortController(), new AbortController()];
    const log: string[] = [];
    void q.push(1, { signal: one.signal }).catch((reason: unknown) => log.push(`1 ${String(reason)}`));
    void q.push(2, { signal: two.signal }).catch((reason: unknown) => log.push(`2 ${String(reason)}`));
    await ticks();
    one.abort('left');
    await ticks();
    expect([log, q.running(), signals[0]?.aborted]).toEqual([['1 left'], 1, false]);
    two.abort('left too');
    await ticks();
    expect([log, q.running(), signals[0]?.aborted]).toEqual([['1 left', '2 left too'], 0, true]);
  });

  it('reports the late outcome of a batch that everybody has left', async () => {
    vi.useFakeTimers();
    let done!: Done;
    const q = cargo((_: number[], callback: Done) => void (done = callback), { timeout: 10 });
    const late = vi.fn();
    q.late(late);
    void q.push([1, 2]);
    await vi.advanceTimersByTimeAsync(10);
    vi.useRealTimers();
    done(null, 'late');
    expect(late).toHaveBeenCalledExactlyOnceWith({ data: [1, 2], value: 'late' });
  });

  it('keeps the context of each job for its callback', async () => {
    const storage = new AsyncLocalStorage<string>();
    const log: unknown[] = [];
    const q = cargo((_: number[], done: Done) => {
      log.push(storage.getStore());
      done();
    });
    for (const id of ['a', 'b']) storage.run(id, () => q.push(1, () => log.push(storage.getStore())));
    await q.drain();
    expect(log).toEqual(['a', 'a', 'b']);
  });

  it('goes on after resume in the microtask in which async does, a push from a callback notwithstanding', async () => {
    const log: string[] = [];
    const q = cargo((batch: number[], done: Done) => {
      log.push(`worker ${batch.join()}`);
      done();
    });
    q.pause();
    q.push(1, () => q.pause());
    q.push(2, () => q.push(4, () => {}));
    await Promise.resolve();
    q.resume();
    q.push(3, () => {});
    await Promise.resolve();
    void Promise.resolve().then(() => log.push('before resume'));
    q.resume();
    void Promise.resolve().then(() => log.push('after resume'));
    await ticks();
    expect(log).toEqual(['worker 1,2,3', 'before resume', 'worker 4', 'after resume']);
  });

  it('refuses a negative payload under its own name', () => {
    expect(() => cargo(() => {}, -1)).toThrow(/^cargo: payload/);
  });
});

describe('cargoQueue', () => {
  it('runs several batches at a time', async () => {
    const batches: number[][] = [];
    const q = cargoQueue((batch: number[], _done: Done) => void batches.push(batch), 2, 2);
    void q.push([1, 2, 3, 4, 5]);
    await ticks();
    expect([batches, q.running(), q.length()]).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      2,
      1,
    ]);
    expect(q.workersList().map(({ data }) => data)).toEqual([1, 2, 3, 4]);
  });

  it('takes options, payload among them', async () => {
    const batches: number[][] = [];
    const q = cargoQueue((batch: number[], _done: Done) => void batches.push(batch), { concurrency: 2, payload: 1 });
    void q.push([1, 2, 3]);
    await ticks();
    expect(batches).toEqual([[1], [2]]);
  });

  it('refuses a concurrency of 0 under its own name', () => {
    expect(() => cargoQueue(() => {}, 0)).toThrow(/^cargoQueue: /);
  });
});
