import { promisify as nodePromisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { promisify, SluicePromise } from './index.js';

type Callback = (error: unknown, ...values: unknown[]) => void;

describe('promisify', () => {
  it.each([0, 1, 2, 3, 4, 5])('passes `this` and %i arguments', async (count) => {
    const args = Array.from({ length: count }, (_, i) => i);
    const object = {
      tag: 'self',
      method(this: { tag: string }, ...all: unknown[]) {
        (all.pop() as Callback)(null, [this.tag, ...all]);
      },
    };
    const promised = promisify<(...args: never[]) => unknown>(object.method);
    const result: SluicePromise<unknown> = promised.apply(object, args);
    expect(result).toBeInstanceOf(SluicePromise);
    expect(await result).toEqual(['self', ...args]);
  });

  it('gives the first result, or all of them', async () => {
    const fn = (callback: Callback): void => callback(null, 1, 2);
    expect(await promisify(fn)()).toBe(1);
    expect(await promisify(fn, { multiArgs: true })()).toEqual([1, 2]);
  });

  it('rejects with the error of the callback, unchanged, and with what the function throws', async () => {
    await expect(promisify((callback: Callback) => callback('no'))()).rejects.toBe('no');
    await expect(
      promisify((_callback: Callback) => {
        throw new Error('thrown');
      })(),
    ).rejects.toThrow('thrown');
  });

  it('takes the first call of the callback, whatever comes after it', async () => {
    const promised = promisify((callback: Callback) => {
      callback(null, 'first');
      callback(new Error('second'));
      throw new Error('third');
    });
    expect(await promised()).toBe('first');
  });

  it('follows util.promisify.custom', async () => {
    const fn = Object.assign((callback: Callback) => callback(new Error('not called')), {
      [nodePromisify.custom]: (n: number) => Promise.resolve(n + 1),
    });
    const result = (promisify(fn as never) as unknown as (n: number) => SluicePromise<number>)(1);
    expect(result).toBeInstanceOf(SluicePromise);
    expect(await result).toBe(2);
  });

  it('binds `context`', async () => {
    const fn = function (this: unknown, callback: Callback): void {
      callback(null, this);
    };
    const self = { a: 1 };
    expect(await promisify(fn, { context: self })()).toBe(self);
  });

  it('fails with a TimeoutError after `timeout`, and leaves no timer in either case', async () => {
    vi.useFakeTimers();
    const stuck = promisify((_callback: Callback) => undefined, { timeout: 20 })();
    const quick = promisify((callback: Callback) => callback(null, 1), { timeout: 20 })();
    expect(await quick).toBe(1);
    vi.advanceTimersByTime(20);
    await expect(stuck).rejects.toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', timeout: 20 });
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('fails with the reason of an aborted signal, before the call or during it', async () => {
    const controller = new AbortController();
    let calls = 0;
    const promised = promisify(
      (_callback: Callback) => {
        calls += 1;
      },
      { signal: controller.signal },
    );
    const running = promised();
    controller.abort('stop');
    await expect(running).rejects.toBe('stop');
    await expect(promised()).rejects.toBe('stop');
    expect(calls).toBe(1);
  });

  it('refuses bad arguments before anything is called', () => {
    expect(() => promisify(5 as never)).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT' }));
    expect(() => promisify(() => undefined, 5 as never)).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT' }),
    );
    expect(() => promisify(() => undefined, { timeout: NaN })).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_RANGE' }),
    );
  });
});
