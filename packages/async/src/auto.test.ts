import { describe, expect, it, vi } from 'vitest';
import { auto } from './auto.js';

type Done = (error?: unknown, ...values: unknown[]) => void;
type Results = Record<string, unknown>;

describe('auto', () => {
  it('runs each task as soon as what it needs is there, in the order of the peer', () => {
    const order: string[] = [];
    const task =
      (name: string) =>
      (...args: unknown[]): void => {
        order.push(name);
        (args.at(-1) as Done)(null, name);
      };
    const callback = vi.fn();
    auto({ c: ['a', 'b', task('c')], a: task('a'), d: ['a', task('d')], b: task('b') } as never, callback);
    expect(order).toEqual(['a', 'b', 'd', 'c']);
    expect(callback.mock.calls).toEqual([[null, { a: 'a', b: 'b', c: 'c', d: 'd' }]]);
  });

  it('gives all tasks the same results, to which they may add', async () => {
    const results = await auto({
      a: [...[], (done: Done) => done(null, 1)],
      b: [
        'a',
        (shared: Results, done: Done) => {
          shared['inserted'] = true;
          done(null, 2);
        },
      ],
    } as never);
    expect(results).toEqual({ a: 1, inserted: true, b: 2 });
  });

  it('takes names that objects have', async () => {
    const tasks = {
      filter: async () => 1,
      hasOwnProperty: ['filter', async () => 2],
      constructor: ['hasOwnProperty', async () => 3],
    };
    expect(await auto(tasks as never)).toEqual({ filter: 1, hasOwnProperty: 2, constructor: 3 });
  });

  it('starts no task after a failure, and gives the results so far', () => {
    const callback = vi.fn();
    const second = vi.fn();
    auto({ a: (done: Done) => done('no', 5), b: second } as never, 1, callback);
    expect(second).not.toHaveBeenCalled();
    expect(callback.mock.calls).toEqual([['no', { a: 5 }]]);
  });

  it('throws at the call for a missing or circular dependency, in both forms', () => {
    const missing = { a: ['b', async () => 1] } as never;
    const circle = { a: ['b', async () => 1], b: ['a', async () => 1] } as never;
    for (const last of [undefined, () => undefined]) {
      expect(() => auto(missing, last as never)).toThrow('non-existent dependency');
      expect(() => auto(circle, last as never)).toThrow('recursive dependency');
    }
    expect(() => auto({ a: async () => 1 }, -1)).toThrow(RangeError);
  });

  it('calls a final callback that throws once', () => {
    const callback = vi.fn(() => {
      throw new Error('mine');
    });
    expect(() => auto({ a: (done: Done) => done(null) } as never, callback)).toThrow('mine');
    expect(callback).toHaveBeenCalledTimes(1);
  });
});
