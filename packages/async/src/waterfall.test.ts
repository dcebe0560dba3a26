import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { waterfall } from './waterfall.js';

type Done = (error?: unknown, ...values: unknown[]) => void;

describe('waterfall', () => {
  it('passes all results on', () => {
    const callback = vi.fn();
    waterfall(
      [(done: Done) => done(null, 1, 2), (a: number, b: number, done: Done) => done(null, a + b, 'x')],
      callback,
    );
    expect(callback.mock.calls).toEqual([[null, 3, 'x']]);
  });

  it('runs synchronous tasks in the same stack, each inside the callback of the one before', () => {
    const order: string[] = [];
    const first = (done: Done): void => {
      done(null);
      order.push('after first');
    };
    const second = (done: Done): void => {
      order.push('second');
      done(null);
    };
    waterfall([first, second], () => order.push('end'));
    expect(order).toEqual(['second', 'end', 'after first']);
  });

  it('gives an error for the callback when the tasks are no array', () => {
    const callback = vi.fn();
    waterfall({} as never, callback);
    expect(callback.mock.calls[0]?.[0]).toMatchObject({ message: expect.stringContaining('array') });
  });

  it('calls back without arguments when there are no tasks', () => {
    const callback = vi.fn();
    waterfall([], callback);
    expect(callback.mock.calls).toEqual([[]]);
  });

  it('takes arrays and functions of another realm', async () => {
    const tasks = runInNewContext('[(done) => done(null, 1), async (n) => n + 1]') as never;
    expect(await waterfall(tasks)).toBe(2);
  });

  it('throws when a task calls back twice', () => {
    const twice = (done: Done): void => {
      done(null);
      done(null);
    };
    expect(() => waterfall([twice, () => undefined], () => undefined)).toThrow('already called');
  });
});
