import { getEventListeners } from 'node:events';
import { OverloadError, TimeoutError } from '@sluice/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventProxy, Guard } from './index.js';
import { DEAD } from './internal/table.js';

const UNBOUND = expect.objectContaining({ code: 'ERR_SLUICE_UNBOUND' });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** How many listeners and barriers a proxy holds. */
export function held(proxy: object): number {
  const table = (proxy as any)[Object.getOwnPropertySymbols(proxy)[0]!];
  const lists: { items: { kind: number }[]; late?: { items: { kind: number }[] } }[] = [...table.lists.values()];
  return lists.flatMap(({ items, late }) => [...items, ...(late?.items ?? [])]).filter(({ kind }) => kind !== DEAD)
    .length;
}

describe('EventProxy', () => {
  it('is made with and without new, by subclasses, and from ES5 constructors', () => {
    const plain = (EventProxy as unknown as () => EventProxy)();
    expect(plain).toBeInstanceOf(EventProxy);
    class Sub extends EventProxy<{ a: [number] }> {
      twice(n: number): this {
        return this.emit('a', n * 2);
      }
    }
    const seen: number[] = [];
    const sub = new Sub().on('a', (n) => seen.push(n)).twice(2);
    expect(sub).toBeInstanceOf(Sub);
    function Old(this: EventProxy): void {
      (EventProxy as unknown as () => void).call(this);
    }
    Object.setPrototypeOf(Old.prototype, EventProxy.prototype);
    new (Old as unknown as new () => EventProxy)().on('a', (n: number) => seen.push(n)).emit('a', 5);
    expect(seen).toEqual([4, 5]);
  });

  it('mixes into any object, without touching the properties that are there', () => {
    const target = Object.assign({ name: 'mine' }, EventProxy.prototype);
    const seen: unknown[] = [];
    target.on('a', function (this: unknown, value: unknown) {
      seen.push(value, this === target);
    });
    target.emit('a', 1);
    expect(seen).toEqual([1, true]);
    expect(Object.keys(target)).toContain('name');
    expect(JSON.stringify(target)).toBe('{"name":"mine"}');
  });

  it('emits to listeners with every number of arguments', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    proxy.on('a', (...args) => seen.push(args));
    const send = (): void => {
      for (let n = 0; n < 7; n += 1) proxy.emit('a', ...Array.from({ length: n }, (_, i) => i));
    };
    send();
    proxy.on('a', () => {});
    send();
    proxy.bindForAll((...args) => seen.push(args));
    send();
    const plain = Array.from({ length: 7 }, (_, n) => Array.from({ length: n }, (__, i) => i));
    expect(seen).toEqual([...plain, ...plain, ...plain.flatMap((args) => [args, ['a', ...args]])]);
  });

  it('calls once-listeners of a big crowd in linear time, each once', () => {
    const proxy = new EventProxy();
    let calls = 0;
    for (let i = 0; i < 50_000; i += 1) proxy.once('a', () => void (calls += 1));
    proxy.emit('a').emit('a');
    expect(calls).toBe(50_000);
    expect(held(proxy)).toBe(0);
  });

  it('keeps no list for names that are used no more', () => {
    const proxy = new EventProxy();
    const listener = (): void => {};
    for (let i = 0; i < 10_000; i += 1) proxy.on(`name ${i}`, listener).removeListener(`name ${i}`, listener);
    const table = (proxy as any)[Object.getOwnPropertySymbols(proxy)[0]!];
    expect(table.lists.size).toBeLessThan(100);
  });

  it('treats a number and its string as one name', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    proxy.on(1, (value) => seen.push(value));
    proxy.emit('1', 'a').emit(1, 'b').unbind('1').emit(1, 'c');
    expect(seen).toEqual(['a', 'b']);
  });

  it('lets a listener that was added first by headbind in an emit run in the next', () => {
    const proxy = new EventProxy();
    const seen: string[] = [];
    proxy.once('a', () => proxy.headbind('a', () => seen.push('head')));
    proxy.on('a', () => seen.push('tail'));
    proxy.emit('a').emit('a');
    expect(seen).toEqual(['tail', 'head', 'tail']);
  });

  it('runs barriers and listeners of all events in the order of registration', () => {
    const proxy = new EventProxy();
    const seen: string[] = [];
    proxy.bindForAll(() => seen.push('all 1'));
    proxy.all('a', () => seen.push('barrier'));
    proxy.bindForAll(() => seen.push('all 2'));
    proxy.after('a', 1, () => seen.push('after'));
    proxy.headbind('__all__', () => seen.push('all 0'));
    proxy.on('a', () => seen.push('listener'));
    proxy.emit('a');
    expect(seen).toEqual(['listener', 'all 0', 'all 1', 'barrier', 'all 2', 'after']);
  });

  it('returns itself from every chaining method', () => {
    const proxy = new EventProxy();
    const f = (): void => {};
    expect(proxy.throw().bindForAll(f).unbindForAll(f).emitLater('x').not('a', f).any('a', 'b', f)).toBe(proxy);
  });

  it('creates with barrier and error handler', () => {
    const seen: unknown[] = [];
    const proxy = EventProxy.create(
      'a',
      ['b'],
      (a, b) => seen.push([a, b]),
      (error) => seen.push(error),
    );
    proxy.emit('a', 1).emit('b', 2).throw('failed').throw('again');
    expect(seen).toEqual([[1, 2], 'failed']);
    const none = vi.fn();
    EventProxy.create(none);
    expect(none).not.toHaveBeenCalled();
  });
});

describe('group', () => {
  it('puts results in the order of the calls, whatever order they come in', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    proxy.after('file', 3, (list) => seen.push(list));
    const callbacks = [1, 2, 3].map(() => proxy.group('file', (a: number, b: number): number => a + b));
    callbacks[2]!(null, 3, 30);
    callbacks[0]!(null, 1, 10);
    callbacks[1]!(null, 2, 20);
    expect(seen).toEqual([[11, 22, 33]]);
    expect(held(proxy)).toBe(0);
  });

  it('may come ahead of after, and be complete by then', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    const callbacks = [proxy.group('file'), proxy.group('file')];
    callbacks[1]!(null, 'second');
    callbacks[0]!(null, 'first');
    proxy.after('file', 2, (list) => seen.push(list));
    expect(seen).toEqual([['first', 'second']]);
    expect(held(proxy)).toBe(0);
  });

  it('takes symbols', async () => {
    const proxy = new EventProxy();
    const event = Symbol('file');
    const list = proxy.after(event, 1);
    proxy.group(event)(null, 'content');
    expect(await list).toEqual(['content']);
  });
});

const forms: [
  string,
  string[],
  (proxy: EventProxy, options?: object) => Promise<unknown>,
  (proxy: EventProxy) => void,
  unknown,
][] = [
  ['once', ['a'], (proxy, options) => proxy.once('a', options), (proxy) => proxy.emit('a', 1, 2), [1, 2]],
  [
    'all',
    ['a', 'b'],
    (proxy, options = {}) => proxy.all('a', ['b'], options),
    (proxy) => proxy.emit('a', 1).emit('b', 2),
    [1, 2],
  ],
  [
    'tail',
    ['a', 'b'],
    (proxy, options = {}) => proxy.tail('a', 'b', options),
    (proxy) => proxy.emit('a', 0).emit('a', 1).emit('b', 2),
    [1, 2],
  ],
  [
    'after',
    ['a'],
    (proxy, options) => proxy.after('a', 2, options),
    (proxy) => proxy.emit('a', 1).emit('a', 2),
    [1, 2],
  ],
  [
    'any',
    ['a', 'b'],
    (proxy, options = {}) => proxy.any('a', 'b', options),
    (proxy) => proxy.emit('b', 2),
    { data: 2, eventName: 'b' },
  ],
];

describe.each(forms)('the promise form of %s', (name, events, call, emit, value) => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  const check = async (start: (promise: Promise<unknown>, proxy: EventProxy) => unknown, options?: object) => {
    const proxy = new EventProxy();
    const promise = call(proxy, options);
    const outcome = promise.then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    await start(promise, proxy);
    const settled = await outcome;
    expect(held(proxy)).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    return settled;
  };

  it('fulfils with what the callback would get', async () => {
    expect(await check((_, proxy) => emit(proxy), { timeout: 50 })).toEqual({ result: value });
  });

  it('rejects with the first error event', async () => {
    expect(await check((_, proxy) => proxy.throw('failed').throw('again'), { timeout: 50 })).toEqual({
      error: 'failed',
    });
  });

  it('rejects with the error when fail has removed everything', async () => {
    const start = (_: unknown, proxy: EventProxy): unknown => proxy.throw('failed');
    const proxy = new EventProxy();
    proxy.fail(() => {});
    const promise = call(proxy);
    start(promise, proxy);
    await expect(promise).rejects.toBe('failed');
    expect(held(proxy)).toBe(0);
  });

  it('rejects after its timeout', async () => {
    const settled = (await check(() => vi.advanceTimersByTime(50), { timeout: 50 })) as { error: Error };
    expect(settled.error).toBeInstanceOf(TimeoutError);
    expect(settled.error.message).toBe(`EventProxy.${name} of ${events.join()} timed out after 50 ms`);
  });

  it('rejects with the reason of its signal, and leaves no listener on it', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    expect(await check(() => controller.abort('enough'), { signal })).toEqual({ error: 'enough' });
    expect(await check(() => {}, { signal })).toEqual({ error: 'enough' });
    const other = new AbortController();
    await check((_, proxy) => emit(proxy), { signal: other.signal });
    expect(getEventListeners(other.signal, 'abort')).toEqual([]);
  });

  it.each<[string, (proxy: EventProxy) => unknown]>([
    ['unbind()', (proxy) => proxy.unbind()],
    ['unbind of its event', (proxy) => proxy.unbind('a')],
    ['removeAllListeners of its event', (proxy) => proxy.removeAllListeners('a')],
  ])('rejects after %s', async (_, remove) => {
    expect(await check((__, proxy) => remove(proxy))).toEqual({ error: UNBOUND });
  });

  it('rejects for wrong options', async () => {
    const signal = (): unknown => undefined;
    expect(await check(signal, { signal: 'no' })).toMatchObject({ error: { code: 'ERR_SLUICE_ARGUMENT' } });
    expect(await check(signal, { timeout: NaN })).toMatchObject({ error: { code: 'ERR_SLUICE_RANGE' } });
  });

  it('counts what was emitted before, where the proxy remembers', async () => {
    if (name === 'tail') return;
    const proxy = new EventProxy({ remember: true });
    emit(proxy);
    expect(await call(proxy)).toEqual(value);
    expect(held(proxy)).toBe(0);
  });
});

describe('the promise forms', () => {
  it('wait for error where it is what they wait for', async () => {
    const proxy = new EventProxy();
    const waiting = [proxy.once('error'), proxy.all('error'), proxy.any('error'), proxy.after('error', 1)];
    proxy.throw('failed');
    expect(await Promise.all(waiting)).toEqual([
      ['failed'],
      ['failed'],
      { data: 'failed', eventName: 'error' },
      ['failed'],
    ]);
  });

  it('fulfil at once where nothing is waited for', async () => {
    const proxy = new EventProxy();
    expect(await proxy.all([])).toEqual([]);
    expect(await proxy.after('a', 0)).toEqual([]);
    expect(held(proxy)).toBe(0);
  });

  it('reject when the barriers are removed', async () => {
    const proxy = new EventProxy();
    const waiting = proxy.all('a', 'b');
    proxy.emit('a');
    proxy.unbind('b');
    await expect(waiting).rejects.toEqual(UNBOUND);
  });

  it('reject when unbindForAll takes the barriers away', async () => {
    const proxy = new EventProxy();
    const waiting = [proxy.all('a', 'b'), proxy.tail('a', 'b'), proxy.after('a', 2)];
    proxy.all('a', 'b', () => undefined);
    proxy.emit('a').unbindForAll();
    for (const promise of waiting) await expect(promise).rejects.toEqual(UNBOUND);
    expect(held(proxy)).toBe(0);
  });
});

describe('a wait that ends early', () => {
  it('leaves nothing when its arguments are wrong', async () => {
    const proxy = new EventProxy();
    await expect(proxy.after('a', NaN)).rejects.toMatchObject({ code: 'ERR_SLUICE_RANGE' });
    expect(() => proxy.after('a', NaN, () => {})).toThrow(RangeError);
    expect(held(proxy)).toBe(0);
  });

  it('keeps the barriers when unbindForAll takes away a listener that is not there', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    proxy.all('a', 'b', (...data) => seen.push(data));
    proxy
      .unbindForAll(() => {})
      .emit('a', 1)
      .emit('b', 2);
    expect(seen).toEqual([[1, 2]]);
  });
});

describe('remember', () => {
  it('counts what was emitted before, as if the barrier had been there', () => {
    const proxy = new EventProxy({ remember: true });
    proxy.emit('a', 1).emit('a', 2).emit('b', 3);
    const seen: unknown[] = [];
    proxy.all('a', 'b', (...data) => seen.push(['all', ...data]));
    proxy.after('a', 3, (list) => seen.push(['after', ...list]));
    proxy.any('b', 'a', ({ data, eventName }) => seen.push([eventName, data]));
    proxy.emit('a', 4);
    expect(seen).toEqual([
      ['all', 1, 3],
      ['a', 1],
      ['after', 1, 2, 4],
    ]);
    expect(held(proxy)).toBe(0);
  });

  it('keeps the latest so many', async () => {
    const proxy = new EventProxy({ remember: 2 });
    proxy.emit('a', 1).emit('b', 2).emit('b', 3);
    const seen: unknown[] = [];
    proxy.all('a', () => seen.push('a'));
    proxy.all('b', (data) => seen.push(data));
    expect(seen).toEqual([2]);
    expect(() => new EventProxy({ remember: 0.5 })).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_LIMIT' }));
  });

  it('is off unless asked for', async () => {
    const proxy = new EventProxy();
    const callback = vi.fn();
    proxy.emit('a').all('a', callback);
    expect(callback).not.toHaveBeenCalled();
  });
});

describe('events', () => {
  it('iterates over the emits, and removes its listeners when the loop is left', async () => {
    const proxy = new EventProxy<{ row: [number, string]; end: [] }>();
    const seen: unknown[] = [];
    const loop = (async () => {
      for await (const [n, text] of proxy.events('row')) {
        seen.push([n, text]);
        if (n === 3) break;
      }
    })();
    proxy.emit('row', 1, 'a').emit('row', 2, 'b');
    await turn();
    proxy.emit('row', 3, 'c').emit('row', 4, 'd');
    await loop;
    expect(seen).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(held(proxy)).toBe(0);
  });

  it('fails with the first error event, after what waits', async () => {
    const proxy = new EventProxy();
    const iterator = proxy.events('row');
    proxy.emit('row', 1).throw('failed').emit('row', 2);
    expect(await iterator.next()).toEqual({ value: [1], done: false });
    await expect(iterator.next()).rejects.toBe('failed');
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
    expect(held(proxy)).toBe(0);
  });

  it('fails with the reason of the signal, at once', async () => {
    const proxy = new EventProxy();
    const controller = new AbortController();
    const iterator = proxy.events('row', { signal: controller.signal });
    proxy.emit('row', 1);
    controller.abort('enough');
    await expect(iterator.next()).rejects.toBe('enough');
    expect(held(proxy)).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    await expect(proxy.events('row', { signal: controller.signal }).next()).rejects.toBe('enough');
    expect(held(proxy)).toBe(0);
  });

  it('fails when more events wait than it may keep', async () => {
    const proxy = new EventProxy();
    const iterator = proxy.events('row', { maxWaiting: 2 });
    proxy.emit('row', 1).emit('row', 2).emit('row', 3).emit('row', 4);
    expect((await iterator.next()).value).toEqual([1]);
    expect((await iterator.next()).value).toEqual([2]);
    const error = await iterator.next().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OverloadError);
    expect(error).toMatchObject({ limit: 'maxWaiting' });
    expect(() => proxy.events('row', { maxWaiting: 0 })).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_LIMIT' }));
  });

  it('fails when its listeners are removed, and ends when it is returned', async () => {
    const proxy = new EventProxy();
    const removed = proxy.events('row').next();
    proxy.unbind('row');
    await expect(removed).rejects.toEqual(UNBOUND);
    const iterator = proxy.events('row');
    const waiting = iterator.next();
    expect(await iterator.return()).toEqual({ value: undefined, done: true });
    expect(await waiting).toEqual({ value: undefined, done: true });
    await proxy.events('row').return();
    expect(held(proxy)).toBe(0);
  });
});

describe('proxy.guard', () => {
  it('is one guard per proxy, with the options of the proxy, and emits nothing', async () => {
    const proxy = new EventProxy({ guard: { maxWaiting: 1 } });
    const emitted = vi.fn();
    proxy.bindForAll(emitted);
    const task = async (): Promise<string> => 'value';
    const first = proxy.guard('key', task);
    await expect(proxy.guard('key', task)).rejects.toMatchObject({ limit: 'maxWaiting' });
    expect(await first).toBe('value');
    expect(await new EventProxy().guard('key', task)).toBe('value');
    expect(emitted).not.toHaveBeenCalled();
  });

  it('takes a guard that is there, and keeps it when listeners are removed', async () => {
    const guard = new Guard();
    const proxy = new EventProxy({ guard });
    proxy.unbind();
    const values: unknown[] = await Promise.all([proxy.guard('key', async () => 1), guard.run('key', async () => 2)]);
    expect(values).toEqual([1, 1]);
  });

  it('replaces the classic idiom, per key', async () => {
    const proxy = new EventProxy();
    const queries: string[] = [];
    const select = (key: string): Promise<unknown> =>
      new Promise((resolve, reject) =>
        proxy.guard(
          key,
          (flight, done: (error: null, rows: string) => void) => {
            queries.push(flight.key);
            setImmediate(done, null, `rows of ${key}`);
          },
          (error, rows) => (error ? reject(error as Error) : resolve(rows)),
        ),
      );
    expect(await Promise.all([select('a'), select('b'), select('a')])).toEqual(['rows of a', 'rows of b', 'rows of a']);
    expect(queries).toEqual(['a', 'b']);
  });
});

describe('messages', () => {
  it('name the function, what was expected and what came', async () => {
    const proxy = new EventProxy();
    const count = 'must be an integer of at least 1 or Infinity, received';
    expect(() => new EventProxy({ remember: 0.5 })).toThrow(`EventProxy: remember ${count} 0.5 (number)`);
    expect(() => proxy.events('a', { maxWaiting: 0 })).toThrow(`EventProxy.events: maxWaiting ${count} 0 (number)`);
    expect(() => proxy.after('a', undefined as never, () => {})).toThrow(
      'EventProxy.after: times must be a number of at least 0, received undefined',
    );
    await expect(proxy.all('a', { signal: 5 as never })).rejects.toThrow(
      'EventProxy.all: signal must be an AbortSignal, received 5 (number)',
    );
    const waiting = proxy.any('a', 'b');
    proxy.unbind();
    await expect(waiting).rejects.toThrow('EventProxy.any: the listeners were removed');
  });
});

describe('listeners', () => {
  it('that are falsy are ignored', () => {
    const proxy = new EventProxy();
    proxy
      .on('a', undefined as never)
      .headbind('a', null as never)
      .emit('a');
    expect(held(proxy)).toBe(0);
  });

  it('leave their list when they are removed one by one, whatever the order', () => {
    const proxy = new EventProxy();
    const table = (proxy as any)[Object.getOwnPropertySymbols(proxy)[0]!];
    const seen: number[] = [];
    const listeners = Array.from({ length: 100 }, (_, i) => () => seen.push(i));
    for (const listener of listeners) proxy.on('a', listener);
    listeners.forEach((listener, i) => i % 4 && proxy.removeListener('a', listener));
    expect(table.lists.get('a').items.length).toBeLessThanOrEqual(50);
    proxy.emit('a');
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => i * 4));
    listeners.forEach((listener) => proxy.removeListener('a', listener));
    expect(table.lists.get('a').items).toEqual([]);
  });

  it('stay when other names are swept away', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    const listener = (): void => {};
    proxy.on('kept', (value) => seen.push(value));
    for (let i = 0; i < 200; i += 1) proxy.on(i, listener).unbind(i);
    proxy.emit('kept', 1);
    const table = (proxy as any)[Object.getOwnPropertySymbols(proxy)[0]!];
    expect(seen).toEqual([1]);
    expect(table.lists.size).toBeGreaterThan(10);
    expect(table.lists.size).toBeLessThan(80);
  });

  it('of one event only are removed with it, and those of fail by their function', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    const failed = (): void => void seen.push('failed');
    proxy
      .fail(failed)
      .on('a', () => seen.push('a'))
      .on('b', () => seen.push('b'));
    proxy.removeListener('error', failed).unbind('a').throw('failed').emit('a').emit('b');
    proxy.unbind(null, failed).emit('b');
    expect(seen).toEqual(['b']);
    expect(held(proxy)).toBe(0);
  });

  it('of all events hear every event, after its own, and may be removed', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    const every = (...args: unknown[]): void => void seen.push(args);
    const other = (...args: unknown[]): void => void seen.push(['not', ...args]);
    proxy.bindForAll(every).not('a', other).emit('a', 1, 2).emit('b', 3, 4);
    proxy.unbindForAll(every).unbindForAll(other).emit('c');
    expect(seen).toEqual([
      ['a', 1, 2],
      ['b', 3, 4],
      ['not', 3],
    ]);
  });

  it('are called later by emitLater and doneLater', async () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    proxy.on('a', (...args) => seen.push(args));
    proxy.emitLater('a', 1, 2);
    expect(proxy.doneLater('a')(null, 3)).toBeUndefined();
    expect(seen).toEqual([]);
    await turn();
    expect(seen).toEqual([[1, 2], [3]]);
  });
});

describe('done', () => {
  it('emits an error with everything that came with it, and nothing else', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    proxy.bindForAll((...args) => seen.push(args));
    expect(proxy.done('a')('failed', 1)).toBe(proxy);
    proxy.group('a')('failed', 2);
    expect(proxy.done('a')(null, 1, 2)).toBe(proxy);
    proxy.done('a', (x: number, y: number) => x + y)(null, 1, 2);
    expect(seen).toEqual([
      ['error', 'failed', 1],
      ['error', 'failed', 2],
      ['a', 1, 2],
      ['a', 3],
    ]);
  });

  it('gives back what a handler returns, when it gets one value', () => {
    const proxy = new EventProxy();
    const handler = vi.fn((...data: unknown[]) => data.length);
    expect(proxy.done(handler)(null, 1)).toBe(1);
    expect(proxy.done(handler)(null)).toBe(1);
    expect(proxy.done(handler)(null, 1, 2)).toBeUndefined();
    expect(handler.mock.calls).toEqual([[1], [undefined], [1, 2]]);
    const wrong = proxy.done(null as never) as (...args: unknown[]) => unknown;
    expect(() => wrong(null, 1)).toThrow(TypeError);
  });
});

describe('create', () => {
  it('takes the last two functions for callback and error handler, and one for a callback', () => {
    const seen: unknown[] = [];
    EventProxy.create('a', (a) => seen.push(a)).emit('a', 1);
    EventProxy.create(['a', 'b'] as never)
      .emit('a')
      .emit('b')
      .throw('ignored');
    EventProxy.create(
      () => seen.push('never'),
      (error) => seen.push(error),
    ).throw('failed');
    expect(seen).toEqual([1, 'failed']);
  });
});

describe('barriers', () => {
  it('of no events are complete at once, and leave nothing', () => {
    const proxy = new EventProxy();
    const seen: string[] = [];
    proxy.all([], () => seen.push('all')).tail([], () => seen.push('tail'));
    proxy.after('a', 0, (list) => seen.push(`after ${list.length}`));
    proxy.emit('a');
    expect(seen).toEqual(['all', 'tail', 'after 0']);
    expect(held(proxy)).toBe(0);
  });

  it('of two after on one event keep their own places', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    proxy.after('x', 2, (list) => seen.push(['first', ...list]));
    const a = proxy.group('x');
    proxy.after('x', 2, (list) => seen.push(['second', ...list]));
    const [b, c] = [proxy.group('x'), proxy.group('x')];
    b(null, 'b');
    a(null, 'a');
    c(null, 'c');
    expect(seen).toEqual([
      ['first', 'a', 'b'],
      ['second', 'b', 'c'],
    ]);
  });

  it('count a result of a group once for each call of its callback, and no other event', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    const results: unknown[] = [];
    proxy.after('x', 3, (list) => seen.push(list));
    proxy.on('x_group', (result) => results.push(result));
    const [first, second] = [proxy.group('x'), proxy.group('x')];
    second(null, 'b');
    proxy.emit('x_group', results[0]).emit('y');
    first(null, 'a');
    expect(seen).toEqual([]);
    second(null, 'b again');
    expect(seen).toEqual([['a', 'b again']]);
    expect(results).toHaveLength(4);
    expect(results[0]).toEqual({ index: 1, result: 'b' });
  });

  it('that group has started count no emits, and all that comes after', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    const callback = proxy.group('x');
    proxy.emit('x', 'too early');
    proxy.after('x', 1, (list) => seen.push(list));
    expect(seen).toEqual([]);
    callback(null, 'result');
    proxy.after('x', '1' as never, (list) => seen.push(list));
    proxy.after('x', -1, (list) => seen.push(list));
    proxy.emit('x', 'emitted');
    expect(seen).toEqual([['result'], ['emitted'], ['emitted']]);
    expect(held(proxy)).toBe(0);
  });

  it('call back again for tail, with the newest data of its own events', () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    proxy.tail(1, ['b'], (...data) => seen.push(data));
    proxy.emit('1', 1).emit('b', 2).emit('c').emit(1, 3);
    expect(seen).toEqual([
      [1, 2],
      [3, 2],
    ]);
  });

  it('lose no listener when one of their events is unbound after it has done its part', async () => {
    const proxy = new EventProxy();
    const seen: unknown[] = [];
    proxy
      .all('a', 'b', (...data) => seen.push(data))
      .emit('a', 1)
      .unbind('a');
    proxy.any('c', 'd', (event) => seen.push(event)).unbind('c');
    await turn();
    proxy.emit('b', 2).emit('d', 3);
    expect(seen).toEqual([[1, 2], { data: 3, eventName: 'd' }]);
  });
});
