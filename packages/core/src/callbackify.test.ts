import { describe, expect, it } from 'vitest';
import { callbackify } from './callbackify.js';
import { FalsyRejectionError } from './errors.js';

describe('callbackify', () => {
  const outcome = (fn: (...args: never[]) => unknown, self?: unknown, ...args: unknown[]): Promise<unknown[]> =>
    new Promise((done) => {
      (callbackify(fn) as (...all: unknown[]) => void).call(self, ...args, (...result: unknown[]) => done(result));
    });

  it('gives the fulfilment value, with this and the arguments passed through', async () => {
    async function add(this: { n: number }, m: number): Promise<number> {
      return this.n + m;
    }
    expect(await outcome(add, { n: 1 }, 2)).toEqual([null, 3]);
  });

  it('gives the rejection reason itself, or a FalsyRejectionError', async () => {
    expect((await outcome(() => Promise.reject('text')))[0]).toBe('text');
    const [falsy] = await outcome(() => Promise.reject(null));
    expect(falsy).toBeInstanceOf(FalsyRejectionError);
    expect(falsy).toHaveProperty('reason', null);
  });

  it('takes a plain return value and a synchronous throw', async () => {
    const boom = new Error('boom');
    expect(await outcome(() => 5)).toEqual([null, 5]);
    const thrown = outcome(() => {
      throw boom;
    });
    expect((await thrown)[0]).toBe(boom);
  });

  it('throws at the call when the callback is missing, before anything has started', () => {
    let calls = 0;
    const fn = callbackify(async function load() {
      calls += 1;
    });
    expect(() => (fn as () => void)()).toThrow(
      'callbackify(load): the last argument must be a callback, received undefined',
    );
    expect(calls).toBe(0);
    expect(() => callbackify(1 as never)).toThrow('callbackify: fn must be a function, received 1 (number)');
  });
});
