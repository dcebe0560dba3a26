// One contract for every function that takes an iteratee or tasks: each form of a task, each way of ending.
import { describe, expect, it } from 'vitest';
import * as async from '../src/index.js';

type Fn = (...args: any[]) => any;
type Start = (task: Fn, last?: unknown) => unknown;

const lib = async as unknown as Record<string, Fn>;
const item = [1];

// How a function is called with one task that is to run once, and where its callback or its options stand.
const functions: Record<string, Start> = {
  applyEach: (task, last) => lib['applyEach']!([(...args: unknown[]) => task(...args)], 1)(last),
  auto: (task, last) => lib['auto']!({ a: [...[], task] }, last),
  detect: (task, last) => lib['detect']!(item, task, last),
  doUntil: (task, last) => lib['doUntil']!(task, (...args: unknown[]) => (args.at(-1) as Fn)(null, true), last),
  doWhilst: (task, last) => lib['doWhilst']!(task, (...args: unknown[]) => (args.at(-1) as Fn)(null, false), last),
  race: (task, last) => lib['race']!([task], last),
  reduce: (task, last) => lib['reduce']!(item, 0, task, last),
  reduceRight: (task, last) => lib['reduceRight']!(item, 0, task, last),
  sortBy: (task, last) => lib['sortBy']!(item, task, last),
  times: (task, last) => lib['times']!(1, task, last),
  timesLimit: (task, last) => lib['timesLimit']!(1, 1, task, last),
  timesSeries: (task, last) => lib['timesSeries']!(1, task, last),
  transform: (task, last) => lib['transform']!(item, [], task, last),
  tryEach: (task, last) => lib['tryEach']!([task], last),
  parallel: (task, last) => lib['parallel']!([task], last),
  parallelLimit: (task, last) => lib['parallelLimit']!([task], 1, last),
  series: (task, last) => lib['series']!([task], last),
  waterfall: (task, last) => lib['waterfall']!([task], last),
};
for (const name of ['each', 'eachOf', 'map', 'mapValues', 'filter', 'reject', 'some', 'every', 'concat', 'groupBy']) {
  functions[name] = (task, last) => lib[name]!(item, task, last);
  functions[`${name}Series`] = (task, last) => lib[`${name}Series`]!(item, task, last);
  functions[`${name}Limit`] = (task, last) => lib[`${name}Limit`]!(item, 1, task, last);
}

const all = Object.entries(functions);
const boom = new Error('boom');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The outcome in the callback form. */
const called = (start: Start, task: Fn): Promise<unknown[]> =>
  new Promise((resolve) => void start(task, (...outcome: unknown[]) => resolve(outcome)));

// A task calls back through its last argument, whatever stands before.
const callbackOf = (args: unknown[]): Fn => args.at(-1) as Fn;

describe.each(all)('%s', (name, start) => {
  it('takes a task that calls back, one that returns a promise and an async function', async () => {
    const forms: Fn[] = [
      (...args: unknown[]) => void callbackOf(args)(null, 'value'),
      (...args: unknown[]) => void setImmediate(callbackOf(args), null, 'value'),
      () => Promise.resolve('value'),
      async () => 'value',
    ];
    const outcomes = await Promise.all(forms.map((form) => called(start, form)));
    expect(outcomes[0]?.[0] ?? null).toBeNull();
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    const values = await Promise.all(forms.map((form) => start(form)));
    for (const value of values) expect(value).toEqual(values[0]);
  });

  it('hands a failure to the callback, and rejects the promise with it, whichever way the task fails', async () => {
    const forms: Fn[] = [
      (...args: unknown[]) => void callbackOf(args)(boom),
      () => Promise.reject(boom),
      async () => {
        throw boom;
      },
    ];
    for (const form of forms) {
      expect((await called(start, form))[0]).toBe(boom);
      await expect(start(form)).rejects.toBe(boom);
    }
  });

  it('keeps the identity of a reason that is no Error in the promise form', async () => {
    for (const reason of [{ code: 7 }, undefined, 0]) {
      const rejected = Promise.resolve(start(async () => Promise.reject(reason as never)));
      await expect(rejected).rejects.toBe(reason);
      expect((await called(start, () => Promise.reject(reason as never)))[0]).toBeInstanceOf(Error);
    }
  });

  it('throws what a task throws to the caller, and rejects in the promise form', async () => {
    const task = (): never => {
      throw boom;
    };
    let outcomes = 0;
    expect(() => start(task, () => (outcomes += 1))).toThrow(boom);
    expect(outcomes).toBe(0);
    await expect(start(task)).rejects.toBe(boom);
  });

  it('never settles after callback(false)', async () => {
    let outcomes = 0;
    start(
      (...args: unknown[]) => void callbackOf(args)(false),
      () => (outcomes += 1),
    );
    const promise = start((...args: unknown[]) => void callbackOf(args)(false)) as Promise<unknown>;
    promise.then(
      () => (outcomes += 1),
      () => (outcomes += 1),
    );
    await turn();
    expect(outcomes).toBe(name === 'race' ? outcomes : 0);
  });

  it('starts nothing when the signal is aborted already', async () => {
    let started = 0;
    const reason = { why: 'gone' };
    const options = { signal: AbortSignal.abort(reason) };
    await expect(start(async () => (started += 1), options)).rejects.toBe(reason);
    expect(started).toBe(0);
  });

  it('is rejected with the reason of a signal that is aborted meanwhile', async () => {
    const controller = new AbortController();
    const reason = { why: 'gone' };
    const promise = start(() => new Promise(() => undefined), { signal: controller.signal });
    controller.abort(reason);
    await expect(promise).rejects.toBe(reason);
  });

  it('refuses options that make no sense', async () => {
    await expect(start(async () => 1, { signal: 'no' })).rejects.toMatchObject({ code: 'ERR_SLUICE_ARGUMENT' });
    await expect(start(async () => 1, { timeout: -1 })).rejects.toMatchObject({ code: 'ERR_SLUICE_RANGE' });
    await expect(start(async () => 1, { concurrency: 0 })).rejects.toMatchObject({ code: 'ERR_SLUICE_LIMIT' });
  });

  it('refuses what is no function with an error that names itself', async () => {
    if (name === 'applyEach') return;
    expect(() => start('no' as never, () => undefined)).toThrow(/expected a function as (iteratee|task)/);
    await expect(start('no' as never)).rejects.toMatchObject({ code: 'ERR_SLUICE_ARGUMENT' });
  });
});

describe.each(all.filter(([name]) => !['race', 'doUntil', 'doWhilst'].includes(name)))('%s', (name, start) => {
  it('throws at a second call of the callback', () => {
    let thrown: unknown;
    start(
      (...args: unknown[]) => {
        callbackOf(args)(null, 1);
        try {
          callbackOf(args)(null, 1);
        } catch (error) {
          thrown = error;
        }
      },
      () => undefined,
    );
    expect(thrown, name).toMatchObject({ message: 'Callback was already called.' });
  });
});

describe.each(all.filter(([name]) => name.includes('Limit')))('%s', (name) => {
  const withLimit = (limit: unknown, last?: unknown): unknown => {
    const task: Fn = (...args: unknown[]) => callbackOf(args)(null, 1);
    if (name === 'parallelLimit') return lib[name]!([task], limit, last);
    return lib[name]!(name === 'timesLimit' ? 1 : item, limit, task, last);
  };

  it.each([0, -1, NaN, undefined, null, 'many', Symbol('limit')])('refuses the limit %s', async (limit) => {
    expect(() => withLimit(limit, () => undefined)).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_LIMIT' }));
    await expect(withLimit(limit)).rejects.toMatchObject({ name: 'RangeError', code: 'ERR_SLUICE_LIMIT' });
  });

  it.each([1, 0.5, '2', Infinity])('takes the limit %s', async (limit) => {
    await withLimit(limit);
    await expect(Promise.resolve(withLimit(limit))).resolves.not.toThrow();
  });
});

describe('taskshapes', () => {
  it('ignores what a function returns that declares its callback', async () => {
    const results = await async.map([1], (n: number, callback) => {
      setImmediate(callback, null, n + 1);
      return Promise.resolve('ignored');
    });
    expect(results).toEqual([2]);
  });

  it('waits for the callback behind a promise of nothing when the callback is hidden', async () => {
    const hidden = (...args: unknown[]): Promise<void> => {
      setImmediate(() => (args[1] as Fn)(null, 'late'));
      return Promise.resolve();
    };
    // The promise fulfils with undefined; the callback comes within the same macrotask turn.
    expect(await async.map([1], hidden as never)).toEqual(['late']);
  });

  it('ignores the callback after a returned promise has settled the item', async () => {
    let late: Fn = () => undefined;
    const results = await async.map([1], (...args: unknown[]) => {
      late = args[1] as Fn;
      return Promise.resolve('promise');
    });
    expect(results).toEqual(['promise']);
    expect(() => late(null, 'callback')).not.toThrow();
  });

  it('does not touch lazy thenables', async () => {
    let touched = false;
    const query = {
      then: () => {
        touched = true;
      },
    };
    const results = await async.map([1], (...args: unknown[]) => {
      (args[1] as Fn)(null, 'callback');
      return query;
    });
    expect(results).toEqual(['callback']);
    expect(touched).toBe(false);
  });

  it('recognises bound async functions', async () => {
    const bound = async function (this: { k: number }, n: number) {
      return this.k + n;
    }.bind({ k: 10 });
    expect(await async.map([1, 2], bound)).toEqual([11, 12]);
  });
});
