import { describe, expect, it, vi } from 'vitest';
import {
  argumentError,
  FalsyRejectionError,
  OverloadError,
  rangeError,
  SluiceError,
  TimeoutError,
  toCallbackError,
  toRejection,
} from './errors.js';

describe('the error classes', () => {
  it('carry name, code and their own fields', () => {
    expect(new TimeoutError('report', 50)).toMatchObject({
      name: 'TimeoutError',
      code: 'ERR_SLUICE_TIMEOUT',
      timeout: 50,
      message: 'report timed out after 50 ms',
    });
    expect(new OverloadError('Guard.run', 'maxWaiting', 3)).toMatchObject({
      name: 'OverloadError',
      code: 'ERR_SLUICE_OVERLOAD',
      limit: 'maxWaiting',
      message: 'Guard.run: refused, maxWaiting of 3 is reached',
    });
    expect(Object.keys(new OverloadError('x', 'y', 1))).toEqual(['code', 'limit']);
  });

  it('are told apart by instanceof', () => {
    const timeout = new TimeoutError('x', 1);
    expect(timeout).toBeInstanceOf(TimeoutError);
    expect(timeout).toBeInstanceOf(SluiceError);
    expect(timeout).toBeInstanceOf(Error);
    expect(timeout).not.toBeInstanceOf(OverloadError);
    expect(new Error('x')).not.toBeInstanceOf(TimeoutError);
    expect(null).not.toBeInstanceOf(TimeoutError);
    expect(new Error('x')).not.toBeInstanceOf(SluiceError);
    expect(undefined).not.toBeInstanceOf(SluiceError);
  });

  it('are recognised across two copies of the package', async () => {
    vi.resetModules();
    const copy = await import('./errors.js');
    expect(copy.TimeoutError).not.toBe(TimeoutError);
    expect(new copy.TimeoutError('x', 1)).toBeInstanceOf(TimeoutError);
    expect(new copy.TimeoutError('x', 1)).not.toBeInstanceOf(OverloadError);
  });

  it('leave subclasses their own instances', () => {
    class Slow extends TimeoutError {}
    expect(new Slow('x', 1)).toBeInstanceOf(Slow);
    expect(new TimeoutError('x', 1)).not.toBeInstanceOf(Slow);
  });
});

describe('argumentError and rangeError', () => {
  it.each([
    [undefined, 'received undefined'],
    [null, 'received null'],
    [NaN, 'received NaN'],
    [5, 'received 5 (number)'],
    ['x', 'received "x" (string)'],
    [true, 'received true (boolean)'],
    [Symbol('s'), 'received Symbol(s) (symbol)'],
    [[], 'received an instance of Array'],
    [{}, 'received an instance of Object'],
    [Object.create(null), 'received an instance of Object'],
    [describe, 'received function'],
  ])('show what came: %s', (value, text) => {
    expect(argumentError('f', 'x must be y', value).message).toContain(`f: x must be y, ${text}`);
  });

  it('carry their codes', () => {
    expect(argumentError('f', 'x', 1)).toBeInstanceOf(TypeError);
    expect(argumentError('f', 'x', 1).code).toBe('ERR_SLUICE_ARGUMENT');
    expect(rangeError('f', 'x', 1)).toBeInstanceOf(RangeError);
    expect(rangeError('f', 'x', 1).code).toBe('ERR_SLUICE_RANGE');
    expect(rangeError('f', 'x', 1, 'ERR_SLUICE_LIMIT').code).toBe('ERR_SLUICE_LIMIT');
  });
});

describe('toCallbackError and toRejection', () => {
  it.each([undefined, null, 0, '', false])('wrap the falsy reason %s, and give it back', (reason) => {
    const error = toCallbackError(reason);
    expect(error).toBeInstanceOf(FalsyRejectionError);
    expect(toRejection(error)).toBe(reason);
  });

  it('leave every other reason as it is', () => {
    const reason = { code: 7 };
    expect(toCallbackError(reason)).toBe(reason);
    expect(toRejection(reason)).toBe(reason);
  });
});
