import { describe, expect, it } from 'vitest';
import { cargo } from '../src/cargo.js';
import { priorityQueue } from '../src/priorityQueue.js';
import { queue } from '../src/queue.js';

type Done = (error?: unknown) => void;
type Push = (n: number, callback: () => void) => void;

const atOnce = (_data: unknown, done: Done): void => done();
const collectGarbage = (): void => (globalThis as { gc?: () => void }).gc?.();

/** Pushes `count` jobs and waits for the last callback. */
const round = (push: Push, count: number): Promise<void> =>
  new Promise((resolve) => {
    let left = count;
    for (let n = 0; n < count; n += 1) {
      push(n, () => {
        left -= 1;
        if (left === 0) resolve();
      });
    }
  });

describe('a million jobs', () => {
  it.each<[string, () => Push]>([
    ['queue', () => queue(atOnce, 10).push],
    ['queue of async functions', () => queue(async () => {}, 10).push],
    [
      'priorityQueue',
      () => {
        const q = priorityQueue(atOnce, 10);
        return (n, callback) => q.push(n, n % 3, callback);
      },
    ],
    ['cargo', () => cargo(atOnce, 10).push],
  ])('leave the heap flat: %s', async (_, make) => {
    const push = make();
    for (let i = 0; i < 20; i += 1) await round(push, 1_000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 1_000; i += 1) await round(push, 1_000);
    collectGarbage();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(1_000_000);
  });
});

describe('a finished job', () => {
  it.each([
    ['a callback', atOnce],
    ['an async function', async () => {}],
  ])('is not kept by the queue, nor are its data and its callback: %s', async (_, worker) => {
    const q = queue(worker as (data: object, done: Done) => void, 2);
    const kept = await (async () => {
      const data = {};
      const callback = (): void => {};
      q.push(data, callback);
      await q.drain();
      return [new WeakRef(data), new WeakRef(callback)];
    })();
    for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(kept.map((ref) => ref.deref())).toEqual([undefined, undefined]);
    expect(q.idle()).toBe(true);
  });
});
