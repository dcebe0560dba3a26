import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkCount, checkDuration, checkFunction, checkSignal } from './check.js';
import { isPromise } from './isPromise.js';
import { runLater } from './schedule.js';
import { onAbort } from './signal.js';
import { startTimer } from './timer.js';
import { warnCalledTwice } from './warn.js';

describe('startTimer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('calls once after the time, or never when it is stopped', () => {
    const called = vi.fn();
    startTimer(10, called);
    const stop = startTimer(10, called);
    stop();
    stop();
    vi.advanceTimersByTime(10);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('waits for longer than setTimeout can', () => {
    const called = vi.fn();
    const month = 30 * 24 * 3600 * 1000;
    startTimer(month, called);
    vi.advanceTimersByTime(month - 1);
    expect(called).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('can be stopped while such a long time is running', () => {
    const called = vi.fn();
    const stop = startTimer(2 ** 32, called);
    vi.advanceTimersByTime(2 ** 31);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('onAbort', () => {
  it('calls once with the reason and leaves no listener', () => {
    const controller = new AbortController();
    const reasons: unknown[] = [];
    const stop = onAbort(controller.signal, (reason) => reasons.push(reason));
    controller.abort('why');
    expect(reasons).toEqual(['why']);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    stop();
  });

  it('can be stopped, and takes no signal at all', () => {
    const controller = new AbortController();
    const listener = vi.fn();
    onAbort(controller.signal, listener)();
    onAbort(undefined, listener)();
    controller.abort();
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('runLater', () => {
  it('runs after the promise jobs', async () => {
    const order: string[] = [];
    await new Promise<void>((done) => {
      runLater(() => {
        order.push('later');
        done();
      });
      queueMicrotask(() => order.push('job'));
    });
    expect(order).toEqual(['job', 'later']);
  });

  it('falls back to setTimeout where there is no setImmediate', () => {
    vi.useFakeTimers();
    vi.stubGlobal('setImmediate', undefined);
    const called = vi.fn();
    runLater(called);
    vi.advanceTimersByTime(0);
    expect(called).toHaveBeenCalledTimes(1);
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
});

describe('the checks', () => {
  it('let good values pass', () => {
    checkFunction('f', 'x', () => 0);
    checkSignal('f', undefined);
    checkSignal('f', new AbortController().signal);
    checkDuration('f', 'x', undefined);
    for (const value of [0, 1.5, Infinity]) checkDuration('f', 'x', value);
    for (const value of [undefined, 1, Infinity]) checkCount('f', 'x', value, 1);
    expect(() => checkCount('f', 'x', 0, 0)).not.toThrow();
  });

  it.each([
    [() => checkFunction('f', 'x', 1), 'ERR_SLUICE_ARGUMENT', 'f: x must be a function, received 1 (number)'],
    [() => checkSignal('f', null), 'ERR_SLUICE_ARGUMENT', 'f: signal must be an AbortSignal, received null'],
    [
      () => checkDuration('f', 'x', '1'),
      'ERR_SLUICE_ARGUMENT',
      'f: x must be a number of milliseconds of at least 0, received "1" (string)',
    ],
    [
      () => checkDuration('f', 'x', NaN),
      'ERR_SLUICE_RANGE',
      'f: x must be a number of milliseconds of at least 0, received NaN',
    ],
    [
      () => checkCount('f', 'x', 0, 1),
      'ERR_SLUICE_LIMIT',
      'f: x must be an integer of at least 1 or Infinity, received 0 (number)',
    ],
    [
      () => checkCount('f', 'x', 1.5, 1),
      'ERR_SLUICE_LIMIT',
      'f: x must be an integer of at least 1 or Infinity, received 1.5 (number)',
    ],
    [
      () => checkCount('f', 'x', {}, 1),
      'ERR_SLUICE_ARGUMENT',
      'f: x must be an integer of at least 1 or Infinity, received an instance of Object',
    ],
  ])('refuse bad ones (%#)', (call, code, message) => {
    expect(call).toThrow(expect.objectContaining({ code, message }));
  });
});

describe('isPromise', () => {
  it('knows no promise in lazy thenables and plain values', () => {
    class Query {
      get [Symbol.toStringTag](): string {
        return 'PrismaPromise';
      }
      then(): void {
        throw new Error('ran');
      }
    }
    for (const value of [undefined, null, 0, '', () => 0, {}, [], new Query()]) expect(isPromise(value)).toBe(false);
    expect(isPromise(Promise.resolve())).toBe(true);
  });
});

describe('warnCalledTwice', () => {
  it('writes to the console where there is no process', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.stubGlobal('process', undefined);
    warnCalledTwice('f: twice');
    vi.unstubAllGlobals();
    expect(warn).toHaveBeenCalledWith('ERR_SLUICE_CALLBACK_TWICE: f: twice');
    warn.mockRestore();
  });
});
