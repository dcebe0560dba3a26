import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { configure, delay, disposer, props, some, using } from './index.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('props', () => {
  it('waits for the values of an object or a Map', async () => {
    expect(await props({ a: 1, b: Promise.resolve(2) })).toEqual({ a: 1, b: 2 });
    expect(await props(Promise.resolve({ a: Promise.resolve(1) }))).toEqual({ a: 1 });
    expect(await props(new Map([['a', Promise.resolve(1)]]))).toEqual(new Map([['a', 1]]));
  });

  it('rejects with the first rejection, and for what is no object', async () => {
    await expect(props({ a: Promise.reject('no') })).rejects.toBe('no');
    await expect(props(5 as never)).rejects.toMatchObject({ code: 'ERR_SLUICE_ARGUMENT' });
  });
});

describe('some', () => {
  it('gives the first values in the order in which they came', async () => {
    expect(await some([Promise.reject(new Error('down')), 'a', 'b', 'c'], 2)).toEqual(['a', 'b']);
    expect(await some([1], 0)).toEqual([]);
  });

  it('rejects with all reasons as soon as it cannot succeed', async () => {
    const never = new Promise(() => undefined);
    await expect(some([Promise.reject('x'), Promise.reject('y'), never], 2)).rejects.toMatchObject({
      name: 'AggregateError',
      errors: ['x', 'y'],
    });
    await expect(some([1], 2)).rejects.toBeInstanceOf(AggregateError);
    await expect(some([1], -1)).rejects.toMatchObject({ code: 'ERR_SLUICE_LIMIT' });
  });
});

describe('using', () => {
  const tracked = (log: string[], name: string) =>
    disposer(Promise.resolve(name), (value) => void log.push(`close ${value}`));

  it('passes the resources and releases them, last first, after the work', async () => {
    const log: string[] = [];
    const result = await using(tracked(log, 'a'), tracked(log, 'b'), async (a, b) => {
      await Promise.resolve();
      log.push(`work ${a}${b}`);
      return 1;
    });
    expect(result).toBe(1);
    expect(log).toEqual(['work ab', 'close b', 'close a']);
  });

  it('releases after a failure of the work, and what was had when another cannot be', async () => {
    const log: string[] = [];
    await expect(
      using(tracked(log, 'a'), () => {
        throw new Error('work');
      }),
    ).rejects.toThrow('work');
    await expect(
      using(
        tracked(log, 'b'),
        disposer(Promise.reject(new Error('refused')), () => log.push('never')),
        () => log.push('never'),
      ),
    ).rejects.toThrow('refused');
    expect(log).toEqual(['close a', 'close b']);
  });

  it('fails when releasing fails', async () => {
    await expect(
      using(
        disposer(1, () => Promise.reject(new Error('close'))),
        () => 1,
      ),
    ).rejects.toThrow('close');
  });

  it('refuses bad arguments', async () => {
    await expect(using(5 as never)).rejects.toMatchObject({ code: 'ERR_SLUICE_ARGUMENT' });
    expect(() => disposer(1, 2 as never)).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT' }));
  });
});

describe('delay', () => {
  it('gives the value later, and leaves no timer or listener after an abort', async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const { signal } = controller;
    const [first, second] = [delay(5, 'x', { signal }), delay(50, 'y', { signal })];
    await vi.advanceTimersByTimeAsync(5);
    expect(await first).toBe('x');
    controller.abort('stop');
    await expect(second).rejects.toBe('stop');
    await expect(delay(5, 'z', { signal })).rejects.toBe('stop');
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects a bad duration', async () => {
    await expect(delay(NaN)).rejects.toMatchObject({ code: 'ERR_SLUICE_RANGE' });
  });
});

describe('configure', () => {
  it('gives the settings before, and refuses what is no boolean', () => {
    expect(configure({ asyncContext: false })).toEqual({ asyncContext: true });
    expect(configure({ asyncContext: true })).toEqual({ asyncContext: false });
    expect(() => configure({ asyncContext: 1 as never })).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT' }),
    );
  });
});
