import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withOptions } from './withOptions.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('withOptions', () => {
  it('fails the step that waits when the time is over, and the next step gets the error', () => {
    const next = vi.fn();
    withOptions({ timeout: 50 })(
      () => 1,
      function forgetful() {},
      next,
    );
    vi.advanceTimersByTime(49);
    expect(next).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(next.mock.calls[0]?.[0]).toMatchObject({
      code: 'ERR_SLUICE_TIMEOUT',
      message: 'Step: step 2 "forgetful" timed out after 50 ms',
    });
  });

  it('ignores without a word what comes after the timeout', () => {
    const emitWarning = vi.spyOn(process, 'emitWarning');
    const next = vi.fn();
    withOptions({ timeout: 5 })(function () {
      setTimeout(this, 10, null, 'late');
    }, next);
    vi.runAllTimers();
    expect(next).toHaveBeenCalledOnce();
    expect(emitWarning).not.toHaveBeenCalled();
  });

  it('leaves no timer when the last step has started', () => {
    const Step = withOptions({ timeout: 50 });
    Step(
      () => 1,
      () => undefined,
    );
    Step.fn(() => 1)(1, () => undefined);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('hands on the last error of several branches on demand, as step 1.0.0 does', () => {
    const [first, last] = [new Error('first'), new Error('last')];
    const next = vi.fn();
    withOptions({ keepError: 'last' })(function () {
      this.parallel()(first);
      this.parallel()(last);
    }, next);
    expect(next).toHaveBeenCalledExactlyOnceWith(last, undefined, undefined);
  });

  it('refuses a timeout that is none', () => {
    expect(() => withOptions({ timeout: -1 })).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_RANGE' }) as Error);
    expect(() => withOptions({ timeout: '5' as never })).toThrow(TypeError);
  });
});
