import { describe, expect, it, vi } from 'vitest';
import { mapLimit } from './mapLimit.js';

type Done = (error?: unknown, value?: unknown) => void;

describe('mapLimit', () => {
  it('keeps the order of the collection, whatever order the tasks finish in', () => {
    const waiting: Done[] = [];
    const callback = vi.fn();
    mapLimit(['a', 'b', 'c'], 3, (letter, done) => void waiting.push(() => done(null, letter)), callback);
    for (const finish of waiting.reverse()) finish();
    expect(callback.mock.calls).toEqual([[null, ['a', 'b', 'c']]]);
  });

  it('never runs more than the limit, and starts each item once', () => {
    const waiting: Done[] = [];
    const started: number[] = [];
    mapLimit(
      [1, 2, 3, 4, 5],
      2,
      (n, done) => {
        started.push(n);
        waiting.push(done);
      },
      () => undefined,
    );
    expect(started).toEqual([1, 2]);
    waiting[1]?.(null, 'b');
    expect(started).toEqual([1, 2, 3]);
    waiting[0]?.(null, 'a');
    expect(started).toEqual([1, 2, 3, 4]);
  });

  it('starts no further task after the first failure, and gives the results so far', () => {
    const started: number[] = [];
    const callback = vi.fn();
    mapLimit(
      [1, 2, 3, 4],
      1,
      (n, done) => {
        started.push(n);
        done(n === 2 ? 'no' : null, n * 10);
      },
      callback,
    );
    expect(started).toEqual([1, 2]);
    expect(callback.mock.calls).toEqual([['no', [10, 20]]]);
  });

  it('calls back with sparse results when an early item is still running', () => {
    const waiting: Done[] = [];
    const callback = vi.fn();
    mapLimit([1, 2, 3, 4], 3, (_n, done) => void waiting.push(done), callback);
    waiting[2]?.(new Error('no'), 'third');
    const results = callback.mock.calls[0]?.[1] as unknown[];
    expect(results).toHaveLength(3);
    expect(0 in results).toBe(false);
    expect(results[2]).toBe('third');
  });

  it('fixes the length of an array at the start, and reads its elements late', () => {
    const items = [1, 2];
    const seen: number[] = [];
    mapLimit(
      items,
      1,
      (n, done) => {
        seen.push(n);
        items[1] = 9;
        items.push(3);
        done(null);
      },
      () => undefined,
    );
    expect(seen).toEqual([1, 9]);
  });

  it('lets an exception of the final callback pass to whoever called the last task back', () => {
    const throwing = (): never => {
      throw new Error('mine');
    };
    expect(() => mapLimit([1], 1, (_n, done) => done(null), throwing)).toThrow('mine');
  });

  it('passes over __proto__ in an object', async () => {
    const source = JSON.parse('{"__proto__": 1, "a": 2}') as Record<string, number>;
    expect(await mapLimit(source, 1, async (n) => n)).toEqual([2]);
  });
});
