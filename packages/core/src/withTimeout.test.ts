import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimeoutError } from './errors.js';
import { withTimeout } from './withTimeout.js';

const never = new Promise<never>(() => {});

describe('withTimeout', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('gives the result of a promise, an async function and a callback function', async () => {
    expect(await withTimeout(Promise.resolve(1), 10)).toBe(1);
    expect(await withTimeout(async () => 2, 10)).toBe(2);
    expect(await withTimeout((_scope, callback) => callback(null, 3), 10)).toBe(3);
  });

  it('fails with TimeoutError when the time is over, and aborts the signal of the task', async () => {
    let signal: AbortSignal | undefined;
    const slow = withTimeout(function load(scope) {
      signal = scope.signal;
      return never;
    }, 50);
    const outcome = expect(slow).rejects.toMatchObject({
      code: 'ERR_SLUICE_TIMEOUT',
      timeout: 50,
      message: 'withTimeout: "load" timed out after 50 ms',
    });
    await vi.advanceTimersByTimeAsync(49);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await outcome;
    expect(signal?.reason).toBeInstanceOf(TimeoutError);
  });

  it('fails with the reason of the signal, unchanged, and stops listening', async () => {
    const controller = new AbortController();
    const waiting = withTimeout(never, 50, { signal: controller.signal });
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('starts nothing when the signal is aborted already', async () => {
    const task = vi.fn(async () => 1);
    await expect(withTimeout(task, 50, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(task).not.toHaveBeenCalled();
  });

  it('removes its listener when the task succeeds, rejects or throws', async () => {
    const { signal } = new AbortController();
    const boom = new Error('boom');
    await withTimeout(async () => 1, 50, { signal });
    await expect(withTimeout(async () => Promise.reject(boom), 50, { signal })).rejects.toBe(boom);
    await expect(
      withTimeout(
        () => {
          throw boom;
        },
        50,
        { signal },
      ),
    ).rejects.toBe(boom);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('keeps a falsy rejection as it is', async () => {
    await expect(withTimeout(() => Promise.reject(0), 50)).rejects.toBe(0);
  });

  it('keeps the first of two callback calls and reports the second', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const twice = withTimeout((_scope, callback) => {
      callback(null, 1);
      callback(null, 2);
      callback(null, 3);
    }, 50);
    expect(await twice).toBe(1);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[1]).toMatchObject({ code: 'ERR_SLUICE_CALLBACK_TWICE' });
    warn.mockRestore();
  });

  it('sets no timer for Infinity', async () => {
    const waiting = withTimeout(Promise.resolve(1), Infinity);
    expect(vi.getTimerCount()).toBe(0);
    await waiting;
  });

  it.each([
    [
      'a task that is none',
      () => withTimeout(5 as never, 1),
      TypeError,
      /task must be a function or a promise, received 5/,
    ],
    ['a negative time', () => withTimeout(never, -1), RangeError, /ms must be .* received -1/],
    ['NaN', () => withTimeout(never, NaN), RangeError, /received NaN/],
    ['a missing time', () => withTimeout(never, undefined as never), RangeError, /ms must be/],
    ['a string', () => withTimeout(never, '5' as never), TypeError, /received "5" \(string\)/],
    ['a signal that is none', () => withTimeout(never, 1, { signal: {} as never }), TypeError, /signal must be/],
  ])('refuses %s', async (_name, call, type, message) => {
    const error: unknown = await call().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(type);
    expect(String(error)).toMatch(message);
  });
});
