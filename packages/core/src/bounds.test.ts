import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkBounds, watchBounds } from './bounds.js';
import { TimeoutError } from './errors.js';

describe('checkBounds', () => {
  it('lets a call start that has no bounds, or good ones', () => {
    expect(() => {
      checkBounds('f', {});
      checkBounds('f', { signal: new AbortController().signal, timeout: 0 });
      checkBounds('f', { timeout: Infinity });
    }).not.toThrow();
  });

  it('names the function and the option that is wrong', () => {
    expect(() => checkBounds('f', { signal: 5 as never })).toThrow(
      'f: signal must be an AbortSignal, received 5 (number)',
    );
    expect(() => checkBounds('f', { timeout: NaN })).toThrow(/^f: timeout must be .*, received NaN$/);
    expect(() => checkBounds('f', { timeout: -1 })).toThrow(RangeError);
    expect(() => checkBounds('f', { timeout: '5' as never })).toThrow(TypeError);
  });

  it('throws the reason of an aborted signal unchanged, after the checks', () => {
    const reason = { why: 'left' };
    const signal = AbortSignal.abort(reason);
    const thrown = vi.fn();
    try {
      checkBounds('f', { signal });
    } catch (error) {
      thrown(error);
    }
    expect(thrown.mock.calls[0]?.[0]).toBe(reason);
    expect(() => checkBounds('f', { signal, timeout: NaN })).toThrow(RangeError);
  });
});

describe('watchBounds', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const watch = (timeout?: number) => {
    const controller = new AbortController();
    const what = vi.fn(() => 'the work');
    const end = vi.fn();
    const stop = watchBounds({ signal: controller.signal, timeout }, what, end);
    const left = () => getEventListeners(controller.signal, 'abort').length + vi.getTimerCount();
    return { controller, what, end, stop, left };
  };

  it('ends the call with a TimeoutError that says what took too long', () => {
    const { controller, what, end, left } = watch(10);
    vi.advanceTimersByTime(9);
    expect(what).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(end).toHaveBeenCalledTimes(1);
    const error: unknown = end.mock.calls[0]?.[0];
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ message: 'the work timed out after 10 ms', timeout: 10 });
    expect(left()).toBe(0);
    controller.abort();
    expect(end).toHaveBeenCalledTimes(1);
  });

  it('ends the call with the reason of the signal, and leaves no timer', () => {
    const { controller, end, left } = watch(10);
    controller.abort('why');
    vi.advanceTimersByTime(20);
    expect(end.mock.calls).toEqual([['why']]);
    expect(left()).toBe(0);
  });

  it('has stopped watching before it ends the call', () => {
    const controller = new AbortController();
    let left = NaN;
    watchBounds({ signal: controller.signal, timeout: 5 }, String, () => {
      left = getEventListeners(controller.signal, 'abort').length + vi.getTimerCount();
    });
    controller.abort();
    expect(left).toBe(0);
  });

  it('watches nothing once it is stopped, and sets no timer without a timeout', () => {
    const { controller, end, stop, left } = watch();
    expect(vi.getTimerCount()).toBe(0);
    stop();
    stop();
    expect(left()).toBe(0);
    controller.abort();
    expect(end).not.toHaveBeenCalled();
  });
});
