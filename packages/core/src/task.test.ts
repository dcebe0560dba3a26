import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FalsyRejectionError } from './errors.js';
import { follow, run1, runWith, taskKind } from './task.js';
import type { NodeCallback } from './types.js';
import { withResolvers } from './withResolvers.js';

const macrotask = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Runs a one-argument task and records every call of its callback. */
function start(task: (...args: never[]) => unknown, withhold = false): unknown[][] {
  const calls: unknown[][] = [];
  run1(taskKind(task, 2, withhold), task, 'item', (...args: unknown[]) => void calls.push(args));
  return calls;
}

describe('taskKind', () => {
  it('takes a function that declares the callback for a callback function', () => {
    expect(taskKind((_a: unknown, _cb: unknown) => 0, 2)).toBe(0);
    expect(taskKind(async (_a: unknown, _cb: unknown) => 0, 2)).toBe(0);
  });
  it('takes a short function for an open one, since its length proves nothing', () => {
    expect(taskKind((_a: unknown) => 0, 2)).toBe(1);
    expect(taskKind((..._rest: unknown[]) => 0, 2)).toBe(1);
  });
  it('recognises async functions, bound and of another realm', async () => {
    const vm = await import('node:vm');
    const foreign = vm.runInNewContext('(async () => 1)') as () => unknown;
    expect(taskKind(async () => 1, 2)).toBe(2);
    expect(taskKind(foreign, 2)).toBe(2);
    expect(taskKind((async () => 1).bind(null), 2, true)).toBe(3);
    expect(taskKind(async (_a: unknown, _cb: unknown) => 1, 2, true)).toBe(3);
  });
});

describe('a task', () => {
  it('that declares its callback is never judged by what it returns', async () => {
    const calls = start((_item: string, callback: NodeCallback) => {
      setImmediate(callback, null, 'called');
      return Promise.resolve('returned');
    });
    await Promise.resolve();
    expect(calls).toEqual([]);
    await macrotask();
    expect(calls).toEqual([[null, 'called']]);
  });

  it.each([
    ['a native promise', () => Promise.resolve('value')],
    ['an async function', async () => 'value'],
  ])('that returns %s finishes with its value', async (_name, task) => {
    const calls = start(task);
    await vi.waitFor(() => expect(calls).toEqual([[null, 'value']]));
  });

  it('that returns a lazy thenable is left alone: its then is not even read', async () => {
    const reads: PropertyKey[] = [];
    const lazy = new Proxy({}, { get: (_target, key) => void reads.push(key) });
    const calls = start(() => lazy);
    await macrotask();
    expect(calls).toEqual([]);
    expect(reads).not.toContain('then');
  });

  it('that calls a hidden callback during the call is not judged by its promise', async () => {
    const calls = start((...args: unknown[]) => {
      (args[1] as NodeCallback)(null, 'called');
      return Promise.resolve('returned');
    });
    await macrotask();
    expect(calls).toEqual([[null, 'called']]);
  });

  it('whose promise brings a value first has its later callback ignored', async () => {
    let late: NodeCallback | undefined;
    const calls = start((...args: unknown[]) => {
      late = args[1] as NodeCallback;
      return Promise.resolve('returned');
    });
    await macrotask();
    late?.(null, 'called');
    expect(calls).toEqual([[null, 'returned']]);
  });

  it('whose promise is empty may still call its callback in the same turn', async () => {
    const calls = start((...args: unknown[]) => {
      process.nextTick(args[1] as NodeCallback, null, 'called');
      return Promise.resolve();
    });
    await macrotask();
    await macrotask();
    expect(calls).toEqual([[null, 'called']]);
  });

  it('whose promise is empty finishes one macrotask later when nobody calls', async () => {
    const calls = start(() => Promise.resolve());
    await Promise.resolve();
    await Promise.resolve();
    expect(calls).toEqual([]);
    await macrotask();
    expect(calls).toEqual([[null, undefined]]);
  });

  it('that is a native async function finishes at once, with undefined too', async () => {
    const calls = start(async () => {});
    await Promise.resolve();
    expect(calls).toEqual([[null, undefined]]);
  });

  it('passes its rejection on unchanged, and wraps a falsy one', async () => {
    const reason = { not: 'an error' };
    const truthy = start(() => Promise.reject(reason));
    const falsy = start(() => Promise.reject(undefined));
    await macrotask();
    expect(truthy[0]?.[0]).toBe(reason);
    expect(falsy[0]?.[0]).toBeInstanceOf(FalsyRejectionError);
    expect(falsy[0]?.[0]).toHaveProperty('reason', undefined);
  });

  it('has its callback calls passed on, the second one too', () => {
    const calls = start((...args: unknown[]) => {
      (args[1] as NodeCallback)(null, 1);
      (args[1] as NodeCallback)(null, 2);
    });
    expect(calls).toEqual([
      [null, 1],
      [null, 2],
    ]);
  });

  it('that throws synchronously throws to the caller', () => {
    const boom = new Error('boom');
    expect(() =>
      start(() => {
        throw boom;
      }),
    ).toThrow(boom);
  });

  it('gets its callback withheld when it is async and the package says so', async () => {
    const seen: number[] = [];
    const calls = start(async (...args: unknown[]) => void seen.push(args.length), true);
    await Promise.resolve();
    expect(seen).toEqual([1]);
    expect(calls).toEqual([[null, undefined]]);
  });
});

describe('runWith', () => {
  it.each([
    [0, (cb: NodeCallback) => cb(null, 'done')],
    [1, () => Promise.resolve('done')],
    [2, async () => 'done'],
    [3, async () => 'done'],
  ] as const)('runs a task of kind %i', async (kind, task) => {
    const results: unknown[] = [];
    const collect = (...args: unknown[]): void => void results.push(args);
    runWith(kind, task, undefined, [], collect);
    const two = kind === 0 ? (_a: unknown, _b: unknown, cb: NodeCallback) => cb(null, 'done') : task;
    const one = kind === 0 ? (_a: unknown, cb: NodeCallback) => cb(null, 'done') : task;
    runWith(kind, one, undefined, [1], collect);
    runWith(kind, two, undefined, [1, 2], collect);
    await macrotask();
    expect(results).toEqual([
      [null, 'done'],
      [null, 'done'],
      [null, 'done'],
    ]);
  });

  it('passes the arguments and this', () => {
    const seen: unknown[] = [];
    function task(this: unknown, ...args: unknown[]): void {
      seen.push([this, ...args.slice(0, -1)]);
    }
    runWith(1, task, undefined, [1], () => {});
    runWith(1, task, 'self', [1, 2, 3], () => {});
    expect(seen).toEqual([
      [undefined, 1],
      ['self', 1, 2, 3],
    ]);
  });
});

describe('an exception of the callback', () => {
  const uncaught: unknown[] = [];
  beforeEach(() => {
    uncaught.length = 0;
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => uncaught.push(error));
    return () => {
      process.removeAllListeners('uncaughtException');
      for (const listener of listeners) process.on('uncaughtException', listener);
    };
  });

  it('is uncaught when a promise called it, and the callback is not called again', async () => {
    const boom = new Error('boom');
    const calls: unknown[] = [];
    const { promise, resolve } = withResolvers<number>();
    const throwing: NodeCallback = (...args) => {
      calls.push(args);
      throw boom;
    };
    follow(promise, throwing);
    run1(1, () => promise, 0, throwing);
    resolve(1);
    await macrotask();
    expect(uncaught).toEqual([boom, boom]);
    expect(calls).toEqual([
      [null, 1],
      [null, 1],
    ]);
  });

  it('goes to the task when the task called it', () => {
    const boom = new Error('boom');
    const caught: unknown[] = [];
    run1(
      0,
      (_a: unknown, callback: NodeCallback) => {
        try {
          callback(null);
        } catch (error) {
          caught.push(error);
        }
      },
      0,
      () => {
        throw boom;
      },
    );
    expect(caught).toEqual([boom]);
    expect(uncaught).toEqual([]);
  });
});
