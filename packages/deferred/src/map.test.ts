import fc from 'fast-check';
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Deferred, map, mapSeries } from './index.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('map', () => {
  it('keeps the order, runs no more than `concurrency`, and every item once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (delays, concurrency) => {
          let running = 0;
          let most = 0;
          const seen: number[] = [];
          const results = await map(
            delays,
            async (delay, index) => {
              seen.push(index);
              most = Math.max(most, (running += 1));
              for (let i = 0; i < delay; i += 1) await Promise.resolve();
              running -= 1;
              return index * 2;
            },
            { concurrency },
          );
          expect(results).toEqual(delays.map((_, i) => i * 2));
          expect(most).toBeLessThanOrEqual(concurrency);
          expect(seen.sort((a, b) => a - b)).toEqual(delays.map((_, i) => i));
        },
      ),
    );
  });

  it('takes promises of elements, a promise of the list, and passes index and length', async () => {
    const calls: unknown[] = [];
    await map(Promise.resolve(['a', Promise.resolve('b')]), (...args) => void calls.push(args));
    expect(calls).toEqual([
      ['a', 0, 2],
      ['b', 1, 2],
    ]);
  });

  it('starts no further mapper after the first failure', async () => {
    const started: number[] = [];
    const result = map(
      [1, 2, 3, 4],
      (n) => {
        started.push(n);
        if (n === 2) throw new Error('two');
      },
      { concurrency: 1 },
    );
    await expect(result).rejects.toThrow('two');
    await turn();
    expect(started).toEqual([1, 2]);
  });

  it('starts nothing more after an abort, fails with its reason, and removes the listener', async () => {
    const controller = new AbortController();
    const gate = new Deferred();
    const started: number[] = [];
    const result = map(
      [1, 2, 3],
      (n) => {
        started.push(n);
        return gate.promise;
      },
      { concurrency: 1, signal: controller.signal },
    );
    await turn();
    controller.abort('stop');
    await expect(result).rejects.toBe('stop');
    gate.resolve();
    await turn();
    expect(started).toEqual([1]);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    await expect(map([1], () => started.push(9), { signal: controller.signal })).rejects.toBe('stop');
    expect(started).toEqual([1]);
  });

  it.each([
    ['success', () => 1],
    [
      'failure',
      () => {
        throw new Error('no');
      },
    ],
  ])('removes the listener after a %s', async (_name, mapper) => {
    const { signal } = new AbortController();
    await map([1, 2], mapper, { signal }).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects bad arguments', async () => {
    await expect(map([1], 5 as never)).rejects.toMatchObject({ code: 'ERR_SLUICE_ARGUMENT' });
    await expect(map([1], Number, { concurrency: NaN })).rejects.toMatchObject({ code: 'ERR_SLUICE_LIMIT' });
    await expect(map([1], Number, { signal: {} as never })).rejects.toMatchObject({ code: 'ERR_SLUICE_ARGUMENT' });
    await expect(map(5 as never, Number)).rejects.toThrow(TypeError);
  });
});

describe('mapSeries', () => {
  it('starts an element when the one before is done', async () => {
    const log: string[] = [];
    const results = await mapSeries([3, 1, 2], async (n) => {
      log.push(`start ${n}`);
      for (let i = 0; i < n; i += 1) await Promise.resolve();
      log.push(`end ${n}`);
      return n;
    });
    expect(results).toEqual([3, 1, 2]);
    expect(log).toEqual(['start 3', 'end 3', 'start 1', 'end 1', 'start 2', 'end 2']);
  });
});
