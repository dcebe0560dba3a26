import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import * as browser from './context.browser.js';
import { bindContext, captureContext, runInContext, runInContext1 } from './context.js';

const storage = new AsyncLocalStorage<string>();

describe('the asynchronous context', () => {
  it('of bindContext is the one of whoever bound', () => {
    const bound = storage.run('mine', () => bindContext(() => storage.getStore()));
    expect(storage.run('theirs', () => bound())).toBe('mine');
  });

  it('passes this, arguments, result and exceptions through', () => {
    const bound = bindContext(function (this: { n: number }, m: number) {
      if (m < 0) throw new RangeError('negative');
      return this.n + m;
    });
    expect(bound.call({ n: 1 }, 2)).toBe(3);
    expect(() => bound.call({ n: 1 }, -1)).toThrow('negative');
  });

  it('is captured once and entered later', () => {
    const context = storage.run('then', () => captureContext());
    const read = (suffix: string): string => `${String(storage.getStore())}${suffix}`;
    expect(storage.run('now', () => runInContext(context, read, null, '!'))).toBe('then!');
    expect(storage.run('now', () => runInContext(undefined, read, null, '!'))).toBe('now!');
    expect(storage.run('now', () => runInContext1(context, read, '!'))).toBe('then!');
    expect(storage.run('now', () => runInContext1(undefined, read, '!'))).toBe('now!');
  });

  it('does not exist in browsers, where the functions only call', () => {
    expect(browser.captureContext()).toBeUndefined();
    expect(browser.runInContext1(undefined, (n: number) => n + 1, 1)).toBe(2);
    const add = function (this: { n: number }, m: number): number {
      return this.n + m;
    };
    expect(browser.runInContext(undefined, add, { n: 1 }, 2)).toBe(3);
  });
});
