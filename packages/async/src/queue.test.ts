import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { TimeoutError } from '@sluice/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { queue } from './queue.js';

type Done = (error?: unknown, value?: unknown, ...rest: unknown[]) => void;

/** A worker whose jobs are finished by hand. */
function byHand() {
  const calls = new Map<unknown, Done>();
  const order: unknown[] = [];
  const worker = (data: unknown, done: Done): void => {
    order.push(data);
    calls.set(data, done);
  };
  return { worker, order, finish: (data: unknown, ...outcome: unknown[]) => calls.get(data)!(...outcome) };
}

const ticks = async (count = 5): Promise<void> => {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
};

/** Collects what would be uncaught while `run` runs. */
async function uncaughtOf(run: () => unknown): Promise<unknown[]> {
  const listeners = process.listeners('uncaughtException');
  const caught: unknown[] = [];
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => caught.push(error));
  await run();
  await new Promise((resolve) => setImmediate(resolve));
  process.removeAllListeners('uncaughtException');
  for (const listener of listeners) process.on('uncaughtException', listener);
  return caught;
}

describe('queue', () => {
  it('starts in a microtask, so that length() right after push is the full count', async () => {
    const { worker, order } = byHand();
    const q = queue(worker, 2);
    void q.push([1, 2, 3]);
    expect([q.length(), q.running(), order]).toEqual([3, 0, []]);
    await ticks();
    expect([q.length(), q.running(), order]).toEqual([1, 2, [1, 2]]);
  });

  it('fires the events in the order of async', async () => {
    const log: string[] = [];
    const q = queue((n: number, done: Done) => {
      log.push(`worker ${n}`);
      done(n === 2 ? new Error('two') : null, n);
    });
    for (const name of ['saturated', 'unsaturated', 'empty', 'drain'] as const) q[name](() => log.push(name));
    q.error((error, data) => log.push(`error ${error.message} of ${data}`));
    q.push([1, 2], (error?: unknown) => log.push(error ? 'failed' : 'done'));
    await ticks();
    expect(log).toEqual([
      'saturated',
      'worker 1',
      'done',
      'unsaturated',
      'empty',
      'saturated',
      'worker 2',
      'failed',
      'error two of 2',
      'unsaturated',
      'drain',
    ]);
  });

  it('runs unshifted jobs first, the last one of an array before the others', async () => {
    const { worker, order } = byHand();
    const q = queue(worker, Infinity);
    void q.push(0);
    void q.unshift([1, 2, 3]);
    await ticks();
    expect(order).toEqual([3, 2, 1, 0]);
  });

  it('fulfils the promise of push with undefined, and rejects that of pushAsync, when a job fails', async () => {
    const q = queue((_: number, done: Done) => done(new Error('no')), 2);
    await expect(q.push(1)).resolves.toBeUndefined();
    await expect(q.pushAsync(1)).rejects.toThrow('no');
    await expect(q.unshiftAsync(1)).rejects.toThrow('no');
  });

  it('gives several results of one job to the promise as an array', async () => {
    const q = queue((_: number, done: Done) => done(null, 'a', 'b'));
    await expect(q.push(1)).resolves.toEqual(['a', 'b']);
  });

  it('has the properties of async, and hides its own', () => {
    expect(Object.keys(queue(() => {}))).toEqual([
      '_tasks',
      '_createTaskItem',
      'concurrency',
      'payload',
      'buffer',
      'started',
      'paused',
      'push',
      'pushAsync',
      'kill',
      'unshift',
      'unshiftAsync',
      'remove',
      'process',
      'length',
      'running',
      'workersList',
      'idle',
      'pause',
      'resume',
    ]);
  });

  it('has methods that work without the queue as this', async () => {
    const { push, idle } = queue(async (n: number) => n * 2);
    await expect(push(4)).resolves.toBe(8);
    expect(idle()).toBe(true);
  });

  it('throws when a callback is called twice, even when the job has been followed by others', async () => {
    const calls: Done[] = [];
    const q = queue((_: number, done: Done) => calls.push(done));
    q.push([1, 2], () => {});
    await ticks();
    calls[0]!();
    expect(() => calls[0]!()).toThrow('Callback was already called.');
    expect(q.running()).toBe(1);
  });

  it.each([0, -1, NaN, 'two', false])('refuses a concurrency of %s', (concurrency) => {
    expect(() => queue(() => {}, concurrency as never)).toThrow(
      expect.objectContaining({ name: 'RangeError', code: 'ERR_SLUICE_LIMIT' }),
    );
  });

  it('keeps a concurrency of "2" and of 0.5 working', async () => {
    const { worker, order } = byHand();
    void queue(worker, '2' as never).push([1, 2, 3]);
    void queue(worker, 0.5).push(['a', 'b']);
    await ticks();
    expect(order).toEqual([1, 2, 'a']);
  });

  it.each([
    [undefined, {}],
    ['no function', {}],
    [() => {}, { timeout: 'soon' }],
    [() => {}, { signal: {} }],
    [() => {}, { maxWaiting: '3' }],
    [() => {}, { rate: 3 }],
    [() => {}, { rate: { limit: 1 } }],
  ])('refuses bad arguments before anything starts (%#)', (worker, options) => {
    expect(() => queue(worker as never, options as never)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_SLUICE_ARGUMENT' }),
    );
  });

  it.each([1, 'callback', true, []])('throws when %s is pushed as callback', (callback) => {
    expect(() => queue(() => {}).push(1, callback as never)).toThrow('task callback must be a function');
  });

  it('starts more jobs when its concurrency is raised, and none while it is 0', async () => {
    const { worker, order } = byHand();
    const q = queue(worker);
    q.concurrency = 0;
    void q.push([1, 2, 3]);
    await ticks();
    expect(order).toEqual([]);
    q.concurrency = 2;
    await ticks();
    expect(order).toEqual([1, 2]);
    q.concurrency = 3;
    await ticks();
    expect(order).toEqual([1, 2, 3]);
    expect(() => (q.concurrency = NaN)).toThrow(RangeError);
  });

  it('processes what is pushed right after resume before the drain of an empty push, as async does', async () => {
    const log: string[] = [];
    const q = queue((_: number, done: Done) => done());
    q.drain(() => log.push('drain'));
    q.pause();
    q.resume();
    q.push([], () => {});
    q.push(1, () => log.push('done'));
    await ticks();
    expect(log).toEqual(['done', 'drain', 'drain']);
  });

  it('lists its running jobs as async does: in the order of their starts, and linked to no others', async () => {
    const { worker, finish } = byHand();
    const q = queue(worker, 3);
    void q.push([1, 2, 3, 4]);
    await ticks();
    finish(2);
    const list = q.workersList();
    expect(list.map(({ data, prev, next }) => [data, prev, next])).toEqual([1, 3, 4].map((n) => [n, null, null]));
  });

  it('survives 100 000 jobs that finish at once', async () => {
    let count = 0;
    const q = queue((_: number, done: Done) => done());
    q.push(
      Array.from({ length: 100_000 }, (_, i) => i),
      () => (count += 1),
    );
    await q.drain();
    expect(count).toBe(100_000);
  });

  it('keeps workersList up to date once it has been asked for', async () => {
    const { worker, finish } = byHand();
    const q = queue(worker, 2);
    void q.push([1, 2, 3]);
    await ticks();
    const list = q.workersList();
    expect(list.map((node) => node.data)).toEqual([1, 2]);
    finish(1);
    expect(list.map((node) => node.data)).toEqual([2, 3]);
    expect(q.workersList()).toBe(list);
  });
});

describe('a worker', () => {
  it.each([
    ['a callback', (n: number, done: Done) => done(null, n * 2)],
    ['a plain function that returns a promise', (n: number) => Promise.resolve(n * 2)],
    ['an async function', async (n: number) => n * 2],
    ['rest parameters', (...args: [number, Done]) => args[1](null, args[0] * 2)],
  ])('may be of the form: %s', async (_, worker) => {
    await expect(queue(worker as never).pushAsync(4 as never)).resolves.toBe(8);
  });

  it.each([
    ['callback', (_: number, done: Done) => done(REASON)],
    ['promise', () => Promise.reject(REASON)],
    [
      'async function',
      async () => {
        throw REASON;
      },
    ],
    [
      'synchronous throw',
      () => {
        throw REASON;
      },
    ],
  ])('keeps the failure of its %s as it is', async (_, worker) => {
    await expect(queue(worker as never).pushAsync(1 as never)).rejects.toBe(REASON);
  });

  it('keeps a falsy rejection in the promise, and makes an Error of it for the callback, as async does', async () => {
    const q = queue(async () => {
      throw undefined;
    });
    await expect(q.pushAsync(1 as never)).rejects.toBeUndefined();
    const callback = vi.fn();
    q.push(1 as never, callback);
    await q.drain();
    expect(callback).toHaveBeenCalledExactlyOnceWith(expect.any(Error), undefined);
  });

  it('and the handlers of events have no this', async () => {
    const seen: unknown[] = [];
    const note = function (this: unknown): void {
      seen.push(this);
    };
    const q = queue(function (this: unknown, _: number, done: Done) {
      note.call(this);
      done();
    });
    q.drain(note);
    q.push(1, note);
    await ticks();
    expect(seen).toEqual([undefined, undefined, undefined]);
  });

  it('may have its jobs taken away by hand before they are given up', async () => {
    const q = queue(byHand().worker);
    const controller = new AbortController();
    const job = q.push(1, { signal: controller.signal });
    (q as unknown as { _tasks: { empty: () => void } })._tasks.empty();
    void q.push(2);
    controller.abort('enough');
    await expect(job).rejects.toBe('enough');
    expect([q.length(), q.running()]).toEqual([0, 1]);
  });

  it('frees its slot when it throws, and the queue goes on', async () => {
    const q = queue((n: number, done: Done) => {
      if (n === 1) throw new Error('at once');
      done(null, n);
    });
    await expect(q.pushAsync(1)).rejects.toThrow('at once');
    await expect(q.pushAsync(2)).resolves.toBe(2);
    expect(q.running()).toBe(0);
  });

  it('gets what the callback of its job throws, and the queue goes on', async () => {
    const seen: unknown[] = [];
    const q = queue((n: number, done: Done) => {
      try {
        done(null, n);
      } catch (error) {
        seen.push(error);
      }
    });
    q.push(1, () => {
      throw new Error('mine');
    });
    await expect(q.pushAsync(2)).resolves.toBe(2);
    expect(seen).toEqual([new Error('mine')]);
  });

  it('that is async lets the exception of the callback be uncaught', async () => {
    const q = queue(async (n: number) => n);
    const uncaught = await uncaughtOf(async () => {
      q.push(1, () => {
        throw new Error('mine');
      });
      await expect(q.pushAsync(2)).resolves.toBe(2);
    });
    expect(uncaught).toEqual([new Error('mine')]);
  });

  it('is followed by the rest of the queue when a handler throws', async () => {
    const q = queue(async (n: number) => n);
    const uncaught = await uncaughtOf(async () => {
      q.saturated(() => {
        throw new Error('handler');
      });
      await expect(q.pushAsync(1)).resolves.toBe(1);
    });
    expect(uncaught).toEqual([new Error('handler')]);
  });
});

const REASON = { code: 7 };

describe('promises of events', () => {
  it('are not pushed out by a handler', async () => {
    const q = queue(async (n: number) => n);
    const drained = q.drain();
    const handler = vi.fn();
    q.drain(handler);
    void q.push(1);
    await drained;
    expect(handler).toHaveBeenCalledOnce();
  });

  it('are fulfilled when kill leaves the queue idle', async () => {
    const q = queue(byHand().worker);
    q.pause();
    void q.push(1);
    const drained = q.drain();
    q.kill();
    await drained;
    expect(q.idle()).toBe(true);
  });

  it('reject with the error of the next failed job', async () => {
    const q = queue((_: number, done: Done) => done(new Error('no')));
    const failed = q.error();
    void q.push(1);
    await expect(failed).rejects.toThrow('no');
  });
});

describe('onIdle, onEmpty and onSizeLessThan', () => {
  it('are fulfilled at once when their condition holds', async () => {
    const q = queue(byHand().worker);
    await Promise.all([q.onIdle(), q.onEmpty(), q.onSizeLessThan(1)]);
    expect(q.started).toBe(false);
  });

  it('are fulfilled as soon as their condition holds', async () => {
    const { worker, finish } = byHand();
    const q = queue(worker);
    void q.push([1, 2, 3]);
    const log: string[] = [];
    for (const [name, promise] of Object.entries({
      idle: q.onIdle(),
      empty: q.onEmpty(),
      two: q.onSizeLessThan(2),
    })) {
      void promise.then(() => log.push(name));
    }
    await ticks();
    expect(log).toEqual([]);
    finish(1);
    await ticks();
    expect(log).toEqual(['two']);
    finish(2);
    await ticks();
    expect(log).toEqual(['two', 'empty']);
    finish(3);
    await ticks();
    expect(log).toEqual(['two', 'empty', 'idle']);
  });

  it('are fulfilled when the waiting jobs are removed', async () => {
    const q = queue(byHand().worker);
    q.pause();
    void q.push([1, 2]);
    const empty = q.onEmpty();
    q.remove(() => true);
    await empty;
    expect(q.length()).toBe(0);
  });
});

describe('dropped jobs', () => {
  it('settle their promises, with undefined or a DroppedError, and leave their callbacks alone', async () => {
    const q = queue(byHand().worker);
    const callback = vi.fn();
    const lenient = q.push(1);
    const strict = q.pushAsync(2);
    q.push(3, callback);
    q.kill();
    await expect(lenient).resolves.toBeUndefined();
    await expect(strict).rejects.toMatchObject({ name: 'AbortError', code: 'ERR_SLUICE_DROPPED' });
    await ticks();
    expect(callback).not.toHaveBeenCalled();
  });

  it('fail with the reason that kill is given, callbacks included', async () => {
    const q = queue(byHand().worker);
    const callback = vi.fn();
    const strict = q.pushAsync(2);
    q.push(3, callback);
    const reason = new Error('shutting down');
    q.kill(reason);
    await expect(strict).rejects.toBe(reason);
    expect(callback).toHaveBeenCalledExactlyOnceWith(reason);
  });

  it('settle when remove picks them; the others run', async () => {
    const { worker, order } = byHand();
    const q = queue(worker, 5);
    const dropped = q.pushAsync(1);
    void q.push(2);
    q.remove((node) => node.data === 1);
    await expect(dropped).rejects.toMatchObject({ code: 'ERR_SLUICE_DROPPED' });
    await ticks();
    expect(order).toEqual([2]);
  });

  it('are none of the running ones', async () => {
    const { worker, finish } = byHand();
    const q = queue(worker);
    const result = q.pushAsync(1);
    await ticks();
    q.kill();
    finish(1, null, 'done');
    await expect(result).resolves.toBe('done');
  });
});

describe('maxWaiting', () => {
  it('refuses the job that is one too many, in a microtask', async () => {
    const { worker } = byHand();
    const q = queue(worker, { concurrency: 1, maxWaiting: 1 });
    const errors: unknown[] = [];
    q.error((error, data) => errors.push([error, data]));
    const callback = vi.fn();
    void q.push('runs');
    void q.push('waits');
    q.push('refused', callback);
    expect(callback).not.toHaveBeenCalled();
    await ticks();
    const refusal = expect.objectContaining({
      name: 'OverloadError',
      code: 'ERR_SLUICE_OVERLOAD',
      limit: 'maxWaiting',
    });
    expect(callback).toHaveBeenCalledExactlyOnceWith(refusal);
    expect(errors).toEqual([[refusal, 'refused']]);
    await expect(q.pushAsync('too')).rejects.toEqual(refusal);
    await expect(q.push('too', {})).rejects.toEqual(refusal);
    await expect(q.push('too')).resolves.toBeUndefined();
  });

  it('of 0 accepts what can start at once, and nothing else', async () => {
    const { worker, order, finish } = byHand();
    const q = queue(worker, { concurrency: 2, maxWaiting: 0 });
    const results = [1, 2, 3].map((n) => q.pushAsync(n).catch((error: unknown) => (error as Error).name));
    await ticks();
    expect(order).toEqual([1, 2]);
    finish(1, null, 'one');
    await ticks();
    results.push(q.pushAsync(4).catch(() => 'refused'));
    await ticks();
    expect(order).toEqual([1, 2, 4]);
    finish(2, null, 'two');
    finish(4, null, 'four');
    await expect(Promise.all(results)).resolves.toEqual(['one', 'two', 'OverloadError', 'four']);
  });

  it('counts every job of a paused queue', async () => {
    const q = queue(byHand().worker, { concurrency: 5, maxWaiting: 1 });
    q.pause();
    void q.push(1);
    await expect(q.pushAsync(2)).rejects.toMatchObject({ limit: 'maxWaiting' });
  });

  it('fires full when the last place is taken and at each refusal', () => {
    const q = queue(byHand().worker, { concurrency: 1, maxWaiting: 1 });
    const full = vi.fn();
    q.full(full);
    void q.push(1);
    expect(full).not.toHaveBeenCalled();
    void q.push(2);
    expect(full).toHaveBeenCalledTimes(1);
    void q.push(3);
    expect(full.mock.calls).toEqual([[2], [2]]);
  });

  it.each([-1, 1.5, NaN])('of %s is refused', (maxWaiting) => {
    expect(() => queue(() => {}, { maxWaiting })).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_LIMIT' }));
  });
});

describe('timeout', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('fails a job whose callback never comes, and frees its slot', async () => {
    const { worker, order } = byHand();
    const q = queue(worker, { timeout: 50 });
    const result = expect(q.pushAsync(1)).rejects.toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', timeout: 50 });
    void q.push(2);
    await vi.advanceTimersByTimeAsync(50);
    await result;
    expect([order, q.running()]).toEqual([[1, 2], 1]);
  });

  it('counts from the call of the worker', async () => {
    const { worker, finish } = byHand();
    const q = queue(worker, { timeout: 50 });
    void q.push(1);
    const second = q.pushAsync(2);
    await vi.advanceTimersByTimeAsync(40);
    finish(1);
    await vi.advanceTimersByTimeAsync(40);
    finish(2, null, 'in time');
    await expect(second).resolves.toBe('in time');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may be given for one job', async () => {
    const q = queue(byHand().worker, { concurrency: 2, timeout: 50 });
    const log: string[] = [];
    void q.push(1, { timeout: 10 }).catch(() => log.push('short'));
    void q.push(2, {}).catch(() => log.push('long'));
    await vi.advanceTimersByTimeAsync(10);
    expect(log).toEqual(['short']);
    await vi.advanceTimersByTimeAsync(40);
    expect(log).toEqual(['short', 'long']);
  });

  it('aborts the signal of the worker', async () => {
    const reasons: unknown[] = [];
    const watch = (signal?: AbortSignal): void => signal?.addEventListener('abort', () => reasons.push(signal.reason));
    const byScope = queue(
      async (_: number, { signal }) => {
        watch(signal);
        await new Promise(() => {});
      },
      { timeout: 50 },
    );
    const byCallback = queue((_: number, done) => watch(done.signal), { timeout: 50 });
    void byScope.push(1);
    void byCallback.push(1);
    await vi.advanceTimersByTimeAsync(50);
    expect(reasons).toEqual([expect.any(TimeoutError), expect.any(TimeoutError)]);
  });

  it('reports a late outcome once, and throws when the callback is called again', async () => {
    const { worker, finish } = byHand();
    const q = queue(worker, { timeout: 50 });
    const late = vi.fn();
    q.late(late);
    void q.push(1);
    await vi.advanceTimersByTimeAsync(50);
    finish(1, null, 'at last');
    expect(late).toHaveBeenCalledExactlyOnceWith({ data: 1, value: 'at last' });
    expect(() => finish(1)).toThrow('Callback was already called.');
    expect(q.running()).toBe(0);
  });

  it('does not report the answer of a worker to its abort, whatever the reason is', async () => {
    const q = queue(
      async (_: number, { signal }) => {
        await new Promise((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason as Error)),
        );
      },
      { concurrency: 2, timeout: 50 },
    );
    const late = vi.fn();
    q.late(late);
    const controller = new AbortController();
    const results = [q.pushAsync(1), q.push(2, { signal: controller.signal })];
    await ticks();
    controller.abort('enough');
    await Promise.all([vi.advanceTimersByTimeAsync(60), Promise.allSettled(results)]);
    expect(late).not.toHaveBeenCalled();
  });
});

describe('signal', () => {
  it('of a job takes it out of the queue', async () => {
    const { worker, order } = byHand();
    const q = queue(worker, 3);
    const controller = new AbortController();
    const first = q.push(1, { signal: controller.signal });
    void q.push(2);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(first).rejects.toBe(reason);
    await ticks();
    expect(order).toEqual([2]);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('of a job gives it up while it runs, and frees its slot', async () => {
    const { worker, order, finish } = byHand();
    const q = queue(worker);
    const late = vi.fn();
    q.late(late);
    const controller = new AbortController();
    const first = q.push(1, { signal: controller.signal });
    void q.push(2);
    await ticks();
    controller.abort('enough');
    await expect(first).rejects.toBe('enough');
    expect(order).toEqual([1, 2]);
    finish(1, null, 'unused');
    expect(late).toHaveBeenCalledExactlyOnceWith({ data: 1, value: 'unused' });
  });

  it('that is aborted already refuses the job', async () => {
    const { worker, order } = byHand();
    const q = queue(worker);
    await expect(q.push(1, { signal: AbortSignal.abort('early') })).rejects.toBe('early');
    expect(order).toEqual([]);
  });

  it('is listened to once for many jobs, and only while they are there', async () => {
    const { signal } = new AbortController();
    const q = queue(async (n: number) => n, { concurrency: 2, signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    const results = q.push([1, 2, 3], { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await Promise.all(results ?? []);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('of the queue fails all jobs, callbacks included, and starts none of them', async () => {
    const { worker, order } = byHand();
    const controller = new AbortController();
    const q = queue(worker, { signal: controller.signal });
    const drain = vi.fn();
    q.drain(drain);
    const callback = vi.fn();
    q.push([1, 2], callback);
    const last = q.pushAsync(3);
    await ticks();
    const reason = new Error('shutting down');
    controller.abort(reason);
    await expect(last).rejects.toBe(reason);
    expect(callback.mock.calls).toEqual([[reason], [reason]]);
    expect([order, q.idle(), q.running()]).toEqual([[1], true, 0]);
    expect(drain).toHaveBeenCalledOnce();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    await expect(q.pushAsync(4)).rejects.toBe(reason);
  });

  it('leaves no listener after kill', async () => {
    const { signal } = new AbortController();
    const q = queue(byHand().worker, { signal });
    q.pause();
    void q.push([1, 2]);
    q.kill();
    await ticks();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('rate', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('starts no more than its limit in any window of its interval', async () => {
    const starts: number[] = [];
    const begin = Date.now();
    const q = queue(
      (_: number, done: Done) => {
        starts.push(Date.now() - begin);
        done();
      },
      { concurrency: 10, rate: { limit: 2, interval: 100 } },
    );
    void q.push([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(50);
    expect(starts).toEqual([0, 0]);
    await vi.advanceTimersByTimeAsync(100);
    void q.push([4, 5]);
    await vi.advanceTimersByTimeAsync(400);
    expect(starts).toEqual([0, 0, 100, 150, 200]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts jobs that wait for it as waiting', async () => {
    const q = queue(async (n: number) => n, { concurrency: 10, maxWaiting: 0, rate: { limit: 1, interval: 100 } });
    await expect(q.pushAsync(1)).resolves.toBe(1);
    await expect(q.pushAsync(2)).rejects.toMatchObject({ limit: 'maxWaiting' });
    await vi.advanceTimersByTimeAsync(100);
    await expect(q.pushAsync(3)).resolves.toBe(3);
  });

  it('leaves no timer after kill', async () => {
    const q = queue(async (n: number) => n, { rate: { limit: 1, interval: 100 } });
    void q.push([1, 2]);
    await ticks();
    expect(vi.getTimerCount()).toBe(1);
    q.kill();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('for await', () => {
  it('yields the outcome of each job as it finishes, and ends when the queue is idle', async () => {
    const { worker, finish } = byHand();
    const q = queue(worker, 2);
    void q.push([1, 2, 3]);
    const outcomes: unknown[] = [];
    const reading = (async () => {
      for await (const outcome of q) outcomes.push(outcome);
    })();
    await ticks();
    const error = new Error('no');
    finish(2, error);
    finish(1, null, 'one');
    await ticks();
    expect(outcomes).toEqual([
      { data: 2, error },
      { data: 1, value: 'one' },
    ]);
    finish(3, null, 'three');
    await reading;
    expect(outcomes[2]).toEqual({ data: 3, value: 'three' });
  });

  it('waits for the first job of a new queue, and ends at once on an idle one', async () => {
    const q = queue(async (n: number) => n);
    const first = q[Symbol.asyncIterator]().next();
    void q.push(1);
    await expect(first).resolves.toEqual({ done: false, value: { data: 1, value: 1 } });
    await q.onIdle();
    await expect(q[Symbol.asyncIterator]().next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('may be left', async () => {
    const q = queue(async (n: number) => n, 2);
    void q.push([1, 2, 3]);
    for await (const { data } of q) {
      expect(data).toBe(1);
      break;
    }
    await q.onIdle();
    expect(q.length()).toBe(0);
  });
});

describe('disposal', () => {
  const dispose = (Symbol as { asyncDispose?: symbol }).asyncDispose ?? Symbol.for('Symbol.asyncDispose');
  const disposeOf = (q: object): Promise<void> => (q as Record<symbol, () => Promise<void>>)[dispose]!();

  it('waits for the jobs that were pushed, and refuses new ones', async () => {
    const { worker, finish } = byHand();
    const q = queue(worker);
    const first = q.pushAsync(1);
    const disposed = disposeOf(q);
    await expect(q.pushAsync(2)).rejects.toMatchObject({ code: 'ERR_SLUICE_DROPPED' });
    finish(1, null, 'done');
    await expect(first).resolves.toBe('done');
    await disposed;
    expect(q.idle()).toBe(true);
  });

  it('drops the waiting jobs of a paused queue', async () => {
    const q = queue(byHand().worker);
    q.pause();
    const waiting = q.pushAsync(1);
    const [result] = await Promise.allSettled([waiting, disposeOf(q)]);
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'ERR_SLUICE_DROPPED' } });
  });
});

describe('the context of the pusher', () => {
  const storage = new AsyncLocalStorage<string>();
  const push = (q: { push: (data: number, callback: () => void) => void }, id: string, log: unknown[]): void =>
    storage.run(id, () => q.push(1, () => log.push(['callback', storage.getStore()])));

  it('is that of the worker and of the callback', async () => {
    const log: unknown[] = [];
    const done: Done[] = [];
    const q = queue((_: number, callback: Done) => {
      log.push(['worker', storage.getStore()]);
      done.push(callback);
    });
    push(q, 'a', log);
    push(q, 'b', log);
    await ticks();
    storage.run('somebody else', () => done[0]!());
    storage.run('somebody else', () => done[1]!());
    expect(log).toEqual([
      ['worker', 'a'],
      ['callback', 'a'],
      ['worker', 'b'],
      ['callback', 'b'],
    ]);
  });

  it.each([
    ['calls back at once', (_: number, done: Done) => done()],
    ['is async', async () => {}],
    ['returns a promise', () => Promise.resolve(1)],
  ])('is that of the callback when the worker %s', async (_, worker) => {
    const log: unknown[] = [];
    const q = queue(worker, 2);
    push(q, 'a', log);
    push(q, 'b', log);
    push(q, 'c', log);
    await q.drain();
    expect(log).toEqual([
      ['callback', 'a'],
      ['callback', 'b'],
      ['callback', 'c'],
    ]);
  });

  it('is that of a callback that is refused or timed out', async () => {
    vi.useFakeTimers();
    const log: unknown[] = [];
    const q = queue(() => {}, { maxWaiting: 0, timeout: 10 });
    push(q, 'times out', log);
    push(q, 'refused', log);
    await vi.advanceTimersByTimeAsync(10);
    vi.useRealTimers();
    expect(log).toEqual([
      ['callback', 'refused'],
      ['callback', 'times out'],
    ]);
  });

  it('is not kept with keepContext: false', async () => {
    const log: unknown[] = [];
    const q = queue((_: number, done: Done) => done(), { keepContext: false });
    push(q, 'a', log);
    push(q, 'b', log);
    await q.drain();
    expect(log).toEqual([
      ['callback', 'a'],
      ['callback', 'a'],
    ]);
  });
});
