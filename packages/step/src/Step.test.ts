import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Step } from './Step.js';
import type { StepContext } from './types.js';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Runs the steps and gives the arguments that the step after them got. */
const outcome = (...steps: Parameters<typeof Step>): Promise<unknown[]> =>
  new Promise((resolve) => Step(...steps, (...args) => resolve(args)));

let warnings: (Error & { code?: string })[] = [];
const listen = (warning: Error): void => void warnings.push(warning);

beforeEach(() => {
  warnings = [];
  process.on('warning', listen);
});
afterEach(() => {
  process.off('warning', listen);
});

describe('Step', () => {
  it('hands on the arguments of its callback, as many as there are', async () => {
    expect(
      await outcome(function () {
        this(null, 1, 2, 3);
      }),
    ).toEqual([null, 1, 2, 3]);
    expect(
      await outcome(function () {
        this();
      }),
    ).toEqual([]);
  });

  it('hands on what a step returns, falsy values included', async () => {
    for (const value of [1, null, 0, '', false, NaN]) expect(await outcome(() => value)).toEqual([undefined, value]);
  });

  it('hands on what a step throws, and drops an error that nobody looks at', async () => {
    const error = new Error('broken');
    expect(
      await outcome(() => {
        throw error;
      }),
    ).toEqual([error]);
    expect(
      await outcome(
        () => {
          throw error;
        },
        () => 'unharmed',
      ),
    ).toEqual([undefined, 'unharmed']);
  });

  it('runs the first step at once, without arguments, and returns undefined', () => {
    const first = vi.fn(() => 1);
    expect(Step(first, vi.fn())).toBeUndefined();
    expect(first).toHaveBeenCalledExactlyOnceWith();
  });

  it('runs the next step inside of a synchronous callback', () => {
    const order: string[] = [];
    Step(
      function () {
        order.push('before');
        this(null);
        order.push('after');
      },
      () => void order.push('second'),
    );
    expect(order).toEqual(['before', 'second', 'after']);
  });

  it('still does so after hundreds of runs, those that threw included', () => {
    const fails = (): never => {
      throw new Error('last');
    };
    const callsBack = function (this: StepContext): void {
      this(null);
    };
    for (let i = 0; i < 300; i += 1) expect(() => Step(callsBack, fails)).toThrow('last');
    const order: string[] = [];
    Step(
      function () {
        this(null);
        order.push('after');
      },
      () => void order.push('second'),
    );
    expect(order).toEqual(['second', 'after']);
  });

  it('throws the error of the last step to its caller', () => {
    const error = new Error('last');
    const last = (): never => {
      throw error;
    };
    expect(() => Step(() => 1, last)).toThrow(error);
    expect(() =>
      Step(function () {
        this(null);
      }, last),
    ).toThrow(error);
    expect(() =>
      Step(
        () => 1,
        function () {
          this(error);
        },
      ),
    ).toThrow(error);
  });

  it('throws an error that a later step has thrown, also when a step catches it and hands it on', () => {
    const error = new Error('last');
    expect(() =>
      Step(
        function () {
          try {
            this(null, 1);
          } catch (caught) {
            this(caught);
          }
        },
        () => {
          throw error;
        },
      ),
    ).toThrow(error);
  });

  it('gives the next step a TypeError for a step that is no function', async () => {
    const [error] = await outcome('nonsense' as never);
    expect(error).toMatchObject({
      code: 'ERR_SLUICE_ARGUMENT',
      message: 'Step: step 1 must be a function, received nonsense',
    });
    expect(() => Step([() => 1] as never)).toThrow(TypeError);
  });

  it('does nothing without steps', () => {
    expect(Step()).toBeUndefined();
  });

  it('keeps what one step sets on `this` for the steps after it', async () => {
    const seen: unknown[] = [];
    await outcome(
      function () {
        this['rows'] = [1];
        setImmediate(this);
      },
      function () {
        (this['rows'] as number[]).push(2);
        this['more'] = true;
        return 1;
      },
      function () {
        delete this['more'];
        seen.push(this['rows'], Object.keys(this));
        this();
      },
      function () {
        seen.push('more' in this);
        return 1;
      },
    );
    expect(seen).toEqual([[1, 2], ['parallel', 'group', 'rows'], false]);
  });

  it('gives each step its own way to branches, whatever the one before has put there', async () => {
    expect(
      await outcome(
        function () {
          this.parallel = (() => undefined) as never;
          this.group = (() => undefined) as never;
          return 1;
        },
        function () {
          this.parallel()(null, 'branch');
          this.group();
        },
      ),
    ).toEqual([undefined, 'branch', []]);
  });

  it.each([
    ['callbacks', (tools: StepContext, n: number) => void tools(null, n)],
    ['values', (_tools: StepContext, n: number) => n],
    ['branches', (tools: StepContext, n: number) => void tools.parallel<number>()(null, n)],
  ])('runs 100,000 synchronous steps: %s', (_name, go) => {
    const last = vi.fn();
    const steps = Array.from({ length: 100_000 }, () => {
      return function (this: StepContext, _error: unknown, n: unknown) {
        return go(this, ((n ?? 0) as number) + 1);
      };
    });
    Step(...[...steps, last]);
    expect(last.mock.calls[0]?.[1]).toBe(100_000);
  });

  it('runs the rest of the chain when a step far down calls back and then throws', () => {
    const last = vi.fn();
    const steps = Array.from({ length: 500 }, () => {
      return function (this: StepContext): void {
        this();
      };
    });
    const broken = function (this: StepContext): void {
      this(null, 'kept');
      throw new Error('too late');
    };
    expect(() => Step(...steps, broken, last)).toThrow('too late');
    expect(last).toHaveBeenCalledExactlyOnceWith(null, 'kept');
  });
});

describe('Step: this.parallel', () => {
  it('hands on one value for each branch in the order of the calls', async () => {
    const args = await outcome(function () {
      const [first, second] = [this.parallel<string>(), this.parallel<string>()];
      setImmediate(() => setImmediate(first, null, 'a', 'dropped'));
      setImmediate(second, null, 'b');
    });
    expect(args).toEqual([undefined, 'a', 'b']);
  });

  it('goes on when all branches have been called during the step, after it has returned', () => {
    const order: string[] = [];
    Step(
      function () {
        this.parallel()(null, 1);
        this.parallel()(null, 2);
        order.push('step');
        return 'ignored';
      },
      (...args) => void order.push(`next ${String(args)}`),
    );
    expect(order).toEqual(['step', 'next ,1,2']);
  });

  it('waits for all branches and hands on the first error', async () => {
    const [first, second] = [new Error('first'), new Error('second')];
    let finish!: () => void;
    const result = outcome(function () {
      const late = this.parallel();
      setImmediate(this.parallel(), first);
      setImmediate(this.parallel(), second);
      finish = () => late(null, 'all there');
    });
    await turn();
    finish();
    expect(await result).toEqual([first, 'all there', undefined, undefined]);
  });

  it('waits for its branches when the step returns a value as well', async () => {
    expect(
      await outcome(function () {
        setImmediate(this.parallel(), null, 'branch');
        return 'ignored';
      }),
    ).toEqual([undefined, 'branch']);
  });

  it('lets the callback of the step win over its branches', async () => {
    const args = await outcome(function () {
      setImmediate(this.parallel(), null, 'branch');
      this(null, 'direct');
    });
    expect(args).toEqual([null, 'direct']);
    await turn();
    expect(warnings).toEqual([]);
  });

  it('hands on what a step throws after it has asked for branches', async () => {
    const error = new Error('thrown');
    expect(
      await outcome(function () {
        setImmediate(this.parallel(), null, 'branch');
        throw error;
      }),
    ).toEqual([error]);
  });

  it('takes promises', async () => {
    expect(
      await outcome(function () {
        this.parallel(Promise.resolve('promise'));
        setImmediate(this.parallel<string>(), null, 'callback');
      }),
    ).toEqual([undefined, 'promise', 'callback']);
    const error = new Error('rejected');
    expect(
      await outcome(function () {
        this.parallel(Promise.reject(error));
      }),
    ).toEqual([error, undefined]);
  });

  it('fits Node APIs and works off its object', async () => {
    const [error, text, stats, out] = await outcome(function () {
      const { parallel } = this;
      readFile(import.meta.filename, 'utf8', parallel());
      stat(import.meta.filename, this.parallel());
      execFile(process.execPath, ['-p', '1'], this.parallel());
    });
    expect(error).toBeUndefined();
    expect(text).toContain('fits Node APIs');
    expect(stats).toHaveProperty('size');
    expect(out).toBe('1\n');
  });
});

describe('Step: this.group', () => {
  it('hands on an array in the order of the members', async () => {
    expect(
      await outcome(function () {
        const group = this.group<number>();
        const members = [3, 1, 2].map((n) => [n, group()] as const);
        setImmediate(() => {
          for (const [n, done] of [...members].reverse()) done(null, n);
        });
      }),
    ).toEqual([undefined, [3, 1, 2]]);
  });

  it('hands on an empty array in the next tick when nobody joins', async () => {
    const order: string[] = [];
    const result = outcome(function () {
      this.group();
    });
    process.nextTick(() => order.push('tick'));
    void result.then(() => order.push('group'));
    expect(await result).toEqual([undefined, []]);
    expect(order).toEqual(['tick', 'group']);
  });

  it('goes on in the next tick when all members have finished during the step', async () => {
    const next = vi.fn();
    Step(function () {
      const group = this.group();
      group()(null, 'a');
      group()(null, 'b');
    }, next);
    expect(next).not.toHaveBeenCalled();
    await turn();
    expect(next).toHaveBeenCalledExactlyOnceWith(undefined, ['a', 'b']);
  });

  it('stands beside branches and other groups, one argument each', async () => {
    expect(
      await outcome(function () {
        const [a, b] = [this.group<number>(), this.group<number>()];
        this.parallel()(null, 'middle');
        b()(null, 2);
        a()(null, 1);
      }),
    ).toEqual([undefined, [1], [2], 'middle']);
  });

  it('hands on the first error when all members have finished, and takes promises', async () => {
    const error = new Error('first');
    expect(
      await outcome(function () {
        const group = this.group<string>();
        setImmediate(group(), error);
        setImmediate(group(), new Error('second'));
        group(Promise.resolve('fine'));
      }),
    ).toEqual([error, [undefined, undefined, 'fine']]);
  });

  it('counts a member that joins while another branch keeps the step open', async () => {
    expect(
      await outcome(function () {
        const group = this.group<string>();
        const hold = this.parallel<string>();
        setImmediate(() => {
          setImmediate(group(), null, 'joined late');
          hold(null, 'held');
        });
      }),
    ).toEqual([undefined, ['joined late'], 'held']);
  });

  it('completes once when its members finish in promise jobs (step issue 41)', async () => {
    const seen: unknown[] = [];
    await Promise.resolve();
    Step(
      function () {
        const group = this.group();
        const [a, b] = [group(), group()];
        void Promise.resolve().then(() => {
          a(null, 1);
          b(null, 2);
        });
      },
      function (_error, list) {
        seen.push(list);
        setImmediate(this.parallel<string>(), null, 'work of step 2');
      },
      (_error, value) => void seen.push(value),
    );
    await turn();
    await turn();
    expect(seen).toEqual([[1, 2], 'work of step 2']);
  });
});

describe('Step: promises', () => {
  it('awaits what an async step returns', async () => {
    const error = new Error('rejected');
    expect(await outcome(async () => Promise.resolve('value'))).toEqual([undefined, 'value']);
    expect((await outcome(() => Promise.reject(error)))[0]).toBe(error);
    expect(await outcome(async () => undefined)).toEqual([undefined, undefined]);
  });

  it('never hands on a falsy reason, which would read as success', async () => {
    const [error] = await outcome(() => Promise.reject(undefined));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_FALSY_REJECTION', reason: undefined });
  });

  it('waits for the callback of an async step that used `this` as one', async () => {
    expect(
      await outcome(async function () {
        await turn();
        setImmediate(this, null, 'by callback');
      }),
    ).toEqual([null, 'by callback']);
  });

  it('lets the branches of an async step decide, those that it asks for later too', async () => {
    expect(
      await outcome(async function () {
        this.parallel()(null, 'first');
        await turn();
        setImmediate(this.parallel<string>(), null, 'second');
        return 'ignored';
      }),
    ).toEqual([undefined, 'first', 'second']);
    expect(
      await outcome(async function () {
        const group = this.group<string>();
        await turn();
        setImmediate(group(), null, 'member');
      }),
    ).toEqual([undefined, ['member']]);
  });

  it('lets the branches of a step decide that returns a promise', async () => {
    expect(
      await outcome(function () {
        this.parallel()(null, 'branch');
        return new Promise(() => undefined);
      }),
    ).toEqual([undefined, 'branch']);
    expect(
      await outcome(function () {
        setImmediate(this.parallel(), null, 'late branch');
        return new Promise(() => undefined);
      }),
    ).toEqual([undefined, 'late branch']);
    const error = new Error('rejected');
    expect(
      await outcome(function () {
        this.parallel();
        return Promise.reject(error);
      }),
    ).toEqual([error, undefined]);
  });

  it('hands on a thenable that is no promise as a value: a query builder runs when it is awaited', async () => {
    const then = vi.fn();
    const query = { then };
    const seen = vi.fn();
    Step(() => query, seen);
    expect(seen).toHaveBeenCalledExactlyOnceWith(undefined, query);
    expect(then).not.toHaveBeenCalled();
  });
});

describe('Step: callbacks that come twice or too late', () => {
  const message = /^Step: a callback of step 1 "first" came twice or too late/;

  it('keeps the first result of a callback and reports the second, once per run', async () => {
    const second = vi.fn();
    Step(function first() {
      this(null, 1);
      this(null, 2);
      this(null, 3);
    }, second);
    expect(second).toHaveBeenCalledExactlyOnceWith(null, 1);
    await turn();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'ERR_SLUICE_CALLBACK_TWICE', message: expect.stringMatching(message) });
  });

  it('does not throw the error of a callback that comes too late', async () => {
    const second = vi.fn();
    Step(function first() {
      this(null, 1);
      this(new Error('late'));
    }, second);
    expect(second).toHaveBeenCalledExactlyOnceWith(null, 1);
    await turn();
    expect(warnings).toHaveLength(1);
  });

  it('keeps what a step has returned before its callback', async () => {
    const args = await outcome(
      function first() {
        setImmediate(this, null, 'late');
        return 'returned';
      },
      function (_error, value) {
        setImmediate(() => setImmediate(this, null, value));
      },
    );
    expect(args).toEqual([null, 'returned']);
    expect(warnings).toHaveLength(1);
  });

  it('does not let a late callback of one step advance another', async () => {
    const args = await outcome(
      function first() {
        const again = (): void => this(null, 'stale');
        setImmediate(() => {
          this(null, 'fresh');
          setImmediate(again);
        });
      },
      function (_error, value) {
        const done = this.parallel();
        setImmediate(() => setImmediate(() => setImmediate(done, null, value)));
      },
    );
    expect(args).toEqual([undefined, 'fresh']);
    expect(warnings).toHaveLength(1);
  });

  it('keeps the first result of a branch and waits for the others', async () => {
    const args = await outcome(function first() {
      const [a, b] = [this.parallel(), this.parallel()];
      a(null, 1);
      a(null, 'again');
      setImmediate(b, null, 2);
    });
    expect(args).toEqual([undefined, 1, 2]);
    await turn();
    expect(warnings[0]?.message).toMatch(message);
  });

  it('reports branches that are asked for when the step is over', async () => {
    let first!: StepContext;
    const args = await outcome(
      function () {
        first = this; // eslint-disable-line @typescript-eslint/no-this-alias -- the point of the test
        return 1;
      },
      function () {
        first.parallel()(null, 'lost');
        first.group()()(null, 'lost');
        setImmediate(this, null, 2);
      },
    );
    expect(args).toEqual([null, 2]);
    await turn();
    expect(warnings[0]?.message).toMatch(/a callback of a past step/);
  });

  it('throws what a step throws after its callback: to the caller, not into the next step but one', async () => {
    const third = vi.fn();
    const error = new Error('after the callback');
    expect(() =>
      Step(
        function () {
          this(null);
          throw error;
        },
        function () {
          setImmediate(this, null, 2);
        },
        third,
      ),
    ).toThrow(error);
    await turn();
    expect(third).toHaveBeenCalledExactlyOnceWith(null, 2);
  });
});

describe('Step.fn', () => {
  it('gives the first step the arguments as they are and makes a trailing function the last step', () => {
    const last = vi.fn();
    const add = Step.fn((a, b) => (a as number) + (b as number));
    expect(add(1, 2, last)).toBeUndefined();
    expect(last).toHaveBeenCalledExactlyOnceWith(undefined, 3);
  });

  it('keeps its runs apart', async () => {
    const run = Step.fn(
      function (n) {
        this['n'] = n;
        setImmediate(this, null);
      },
      function () {
        return this['n'];
      },
    );
    const results = await Promise.all(
      [1, 2].map((n) => new Promise((resolve) => run(n, (_error: unknown, value: unknown) => resolve(value)))),
    );
    expect(results).toEqual([1, 2]);
  });

  it('throws a first argument that lands in the error slot of nobody, as step 1.0.0 does', () => {
    const last = vi.fn();
    Step.fn()(7, last);
    expect(last).toHaveBeenCalledExactlyOnceWith(7);
    let thrown: unknown;
    try {
      Step.fn()(7);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBe(7);
  });
});
