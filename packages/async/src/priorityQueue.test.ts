import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobHeap } from './internal/queue/JobHeap.js';
import { PriorityJob } from './internal/queue/Job.js';
import { priorityQueue } from './priorityQueue.js';

describe('priorityQueue', () => {
  it('runs lower numbers first, and equal ones in the order of the pushes', async () => {
    const order: string[] = [];
    const q = priorityQueue(async (name: string) => order.push(name));
    void q.push('zero');
    void q.push(['two', 'two too'], 2);
    void q.push('minus one', -1);
    void q.pushAsync('one', 1);
    void q.push('half', 0.5);
    await q.drain();
    expect(order).toEqual(['minus one', 'zero', 'half', 'one', 'two', 'two too']);
  });

  it('has no unshift', () => {
    const q = priorityQueue(() => {});
    expect('unshift' in q).toBe(false);
    expect('unshiftAsync' in q).toBe(false);
  });

  it('shows the priority to remove and in workersList', async () => {
    const q = priorityQueue((_data: string, _done: () => void) => {}, 2);
    void q.push(['a', 'b'], 3);
    void q.push('c', 1);
    q.remove(({ data, priority }) => data === 'a' && priority === 3);
    await Promise.resolve();
    expect(q.workersList().map(({ data, priority }) => [data, priority])).toEqual([
      ['c', 1],
      ['b', 3],
    ]);
  });

  it('takes options after the priority, and a callback in their place', async () => {
    const q = priorityQueue((n: number, done: (error?: unknown) => void) => done(n > 1 ? new Error('no') : null));
    await expect(q.push(2, 1, {})).rejects.toThrow('no');
    await expect(q.push(2, 1, { signal: AbortSignal.abort('early') })).rejects.toBe('early');
    const error = await new Promise((resolve) => q.push(2, 1, resolve));
    expect(error).toEqual(new Error('no'));
  });

  it('gives up a waiting job of any priority', async () => {
    const order: number[] = [];
    const q = priorityQueue(async (n: number) => order.push(n));
    const controller = new AbortController();
    for (let n = 0; n < 20; n += 1) {
      const odd = n % 2 === 1;
      void q.push(n, (n * 7) % 5, odd ? { signal: controller.signal } : {}).catch(() => {});
    }
    controller.abort();
    await q.onIdle();
    expect(order).toEqual([0, 10, 8, 18, 6, 16, 4, 14, 2, 12]);
  });

  it.each([0, NaN])('refuses a concurrency of %s under its own name', (concurrency) => {
    expect(() => priorityQueue(() => {}, concurrency)).toThrow(/^priorityQueue: /);
  });
});

describe('JobHeap', () => {
  it('is a stable priority queue under any sequence of operations', () => {
    const operation = fc.oneof(
      fc.record({ push: fc.integer({ min: -3, max: 3 }) }),
      fc.constant('shift' as const),
      fc.record({ take: fc.nat() }),
      fc.record({ remove: fc.integer({ min: -3, max: 3 }) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const heap = new JobHeap<number>();
        // The model is a sorted array.
        let model: PriorityJob<number>[] = [];
        const taken: [job: unknown, expected: unknown][] = [];
        let count = 0;
        for (const op of operations) {
          if (op === 'shift') taken.push([heap.shift(), model.shift() ?? null]);
          else if ('push' in op) {
            const job = new PriorityJob((count += 1), () => {}, undefined, op.push);
            heap.push(job);
            const after = model.findIndex((other) => other.priority > op.push);
            model.splice(after === -1 ? model.length : after, 0, job);
          } else if ('take' in op) {
            const [job] = model.splice(op.take % Math.max(1, model.length), 1);
            if (job !== undefined) heap.removeLink(job);
          } else {
            heap.remove((job) => job.priority === op.remove);
            model = model.filter((job) => job.priority !== op.remove);
          }
          taken.push([heap.length, model.length]);
        }
        for (const job of model) taken.push([heap.shift(), job]);
        for (const [job, expected] of taken) expect(job).toBe(expected);
      }),
    );
  });
});
