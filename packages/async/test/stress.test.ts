import { describe, expect, it } from 'vitest';
import * as async from '../src/index.js';

describe('depth', () => {
  it('takes a million synchronous turns, steps and items', async () => {
    let n = 0;
    await async.whilst(
      (callback) => callback(null, n < 1_000_000),
      (callback) => callback(null, (n += 1)),
    );
    expect(n).toBe(1_000_000);
    const numbers = Array.from({ length: 1_000_000 }, (_, i) => i);
    const step = (value: number, callback: (error: null, value: number) => void): void => callback(null, value + 1);
    expect(await async.waterfall([async () => 0, ...numbers.slice(0, 200_000).map(() => step)])).toBe(200_000);
    expect(await async.reduce(numbers, 0, (memo, value, callback) => callback(null, memo + value))).toBe(
      499_999_500_000,
    );
    expect(await async.someLimit(new Set(numbers), 3, (value, callback) => callback(null, value === 999_999))).toBe(
      true,
    );
  });

  it('takes a synchronous chain of ten thousand tasks of auto', async () => {
    const tasks: Record<string, any> = { t0: (callback: (error: null, n: number) => void) => callback(null, 0) };
    for (let i = 1; i < 10_000; i += 1) {
      tasks[`t${i}`] = [`t${i - 1}`, (results: any, callback: any) => callback(null, results[`t${i - 1}`] + 1)];
    }
    expect(((await async.auto(tasks)) as Record<string, number>)['t9999']).toBe(9999);
  });
});

describe('bad sources', () => {
  it('rejects with what an iterator, a getter or an async iterator throws', async () => {
    const error = new Error('source');
    const fail = (): never => {
      throw error;
    };
    const sources: unknown[] = [
      { [Symbol.iterator]: () => ({ next: fail }) },
      { [Symbol.iterator]: fail },
      { [Symbol.asyncIterator]: () => ({ next: fail }) },
      { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) },
      Object.defineProperty({}, 'a', { enumerable: true, get: fail }),
      Object.defineProperty([], 0, { get: fail }),
    ];
    for (const source of sources) {
      await expect(async.mapLimit(source as never, 2, async () => 1)).rejects.toBe(error);
      await expect(async.map(source as never, async () => 1)).rejects.toBe(error);
    }
  });

  it('reads the parameters of a long source, and refuses a long string', async () => {
    const comment = `/* ${'/ * '.repeat(200_000)} */`;
    const task = new Function('a', `callback ${comment}`, 'callback(null, a)') as never;
    expect(await async.autoInject({ a: async () => 1, b: task } as never)).toEqual({ a: 1, b: 1 });
    const text = '/*'.repeat(3_000_000);
    expect(() => async.autoInject({ a: text } as never, () => undefined)).toThrow(TypeError);
  });
});
