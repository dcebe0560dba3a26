import { promisify as nodePromisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { promisify } from './promisify.js';
import type { NodeCallback } from './types.js';

describe('promisify', () => {
  it('resolves with the first result, and keeps this', async () => {
    const counter = {
      n: 2,
      add: promisify(function (this: { n: number }, m: number, callback: NodeCallback<number>) {
        callback(null, this.n + m, 'second result');
      }),
    };
    expect(await counter.add(3)).toBe(5);
  });

  it('rejects with the error itself, and with what the function throws', async () => {
    const boom = new Error('boom');
    await expect(promisify((callback: NodeCallback) => callback(boom))()).rejects.toBe(boom);
    await expect(
      promisify((_callback: NodeCallback) => {
        throw boom;
      })(),
    ).rejects.toBe(boom);
  });

  it('honours util.promisify.custom', async () => {
    const custom = async (): Promise<string> => 'custom';
    const fn = Object.assign((callback: NodeCallback) => callback(null, 'plain'), { [nodePromisify.custom]: custom });
    expect(promisify(fn)).toBe(custom);
    expect(() => promisify(Object.assign(() => {}, { [nodePromisify.custom]: 5 }))).toThrow(/custom.*received 5/);
  });

  it('keeps the first of two calls and reports the second', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const twice = promisify(function twice(callback: NodeCallback<number>) {
      callback(null, 1);
      callback(new Error('late'));
    });
    expect(await twice()).toBe(1);
    expect(warn.mock.calls[0]?.[0]).toBe('promisify(twice): the callback was called twice; the first result is kept');
    warn.mockRestore();
  });

  it('refuses what is no function', () => {
    expect(() => promisify(undefined as never)).toThrow('promisify: fn must be a function, received undefined');
  });
});
