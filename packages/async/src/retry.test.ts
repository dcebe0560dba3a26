import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { retry } from './retry.js';
import { retryable } from './retryable.js';

type Done = (error?: unknown, ...values: unknown[]) => void;

describe('retry', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('makes the first attempt at once, and five in all', () => {
    const task = vi.fn((done: Done) => done(new Error('no')));
    const callback = vi.fn();
    retry(task as never, callback);
    expect(task).toHaveBeenCalledTimes(1);
    vi.runAllTimers();
    expect(task).toHaveBeenCalledTimes(5);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('waits as long as the interval function says for the number of failures', () => {
    const interval = vi.fn((count: number) => count * 100);
    const attempts: number[] = [];
    retry(
      { times: 3, interval },
      (done) => {
        attempts.push(Date.now());
        done(new Error('no'));
      },
      () => undefined,
    );
    vi.runAllTimers();
    expect(interval.mock.calls).toEqual([[1], [2]]);
    expect(attempts.map((time) => time - (attempts[0] ?? 0))).toEqual([0, 100, 300]);
  });

  it('asks the filter before each further attempt', () => {
    const callback = vi.fn();
    retry({ errorFilter: (error) => error.message === 'again' }, (done) => done(new Error('final')), callback);
    vi.runAllTimers();
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('passes all results through', () => {
    const callback = vi.fn();
    retry(2, (done) => done(null, 1, 2), callback);
    expect(callback.mock.calls).toEqual([[null, 1, 2]]);
  });

  it.each([[[]], [['']], [[() => undefined, 2, () => undefined]], [[3]], [[{}]]])(
    'refuses the arguments %j',
    (args) => {
      expect(() => (retry as (...values: unknown[]) => unknown)(...args)).toThrow('Invalid arguments for async.retry');
    },
  );

  it('counts what a task throws as its failure in the promise form', async () => {
    const task = vi.fn(() => {
      throw new Error('no');
    });
    const failed = expect(retry(2, task)).rejects.toThrow('no');
    await vi.runAllTimersAsync();
    await failed;
    expect(task).toHaveBeenCalledTimes(2);
  });
});

describe('retryable', () => {
  it('calls back, or returns a promise when there are fewer arguments than places', async () => {
    const load = retryable(2, (n: number, done: (error: null, value: number) => void) => done(null, n + 1));
    const callback = vi.fn();
    load(1, callback);
    expect(callback.mock.calls).toEqual([[null, 2]]);
    expect(await load(2)).toBe(3);
    expect(await retryable(async (n: number) => n)(4)).toBe(4);
    expect(await retryable((done: Done) => done(null, 'none'))()).toBe('none');
  });
});
