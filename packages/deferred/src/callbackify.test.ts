import { describe, expect, it } from 'vitest';
import { callbackify, SluicePromise } from './index.js';

const outcome = (fn: (...args: never[]) => unknown, ...args: unknown[]): Promise<unknown[]> =>
  new Promise((resolve) => {
    (callbackify(fn) as (...args: unknown[]) => void)(...args, (...result: unknown[]) => resolve(result));
  });

describe('callbackify', () => {
  it.each([
    ['a promise of the class', (n: number) => SluicePromise.resolve(n)],
    ['a native promise', (n: number) => Promise.resolve(n)],
    ['a plain value', (n: number) => n],
    ['a thenable', (n: number) => ({ then: (f: (n: number) => void) => f(n) })],
  ])('hands over the value of %s', async (_name, fn) => {
    expect(await outcome(fn, 5)).toEqual([null, 5]);
  });

  it('hands over a rejection and a synchronous throw, and wraps a falsy reason', async () => {
    expect(await outcome(() => SluicePromise.reject('no'))).toEqual(['no']);
    expect((await outcome(() => Promise.reject('no')))[0]).toBe('no');
    const boom = new Error('boom');
    const thrower = (): never => {
      throw boom;
    };
    expect(await outcome(thrower)).toEqual([boom]);
    expect((await outcome(() => SluicePromise.reject(0)))[0]).toMatchObject({
      code: 'ERR_SLUICE_FALSY_REJECTION',
      reason: 0,
    });
  });

  it('passes `this`', async () => {
    const object = {
      tag: 7,
      read: callbackify(function (this: { tag: number }) {
        return this.tag;
      }),
    };
    expect(await new Promise((resolve) => object.read((_error, value) => resolve(value)))).toBe(7);
  });

  it('refuses a function that is none, and a call without a callback', () => {
    expect(() => callbackify(1 as never)).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT' }));
    expect(() => (callbackify(() => 1) as () => void)()).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT' }),
    );
  });
});
