import { describe, expect, it, vi } from 'vitest';
import { Step } from '../src/Step.js';
import { step } from '../src/promises/step.js';
import type { StepContext } from '../src/types.js';

const ours = (): NodeJS.BeforeExitListener[] =>
  process.listeners('beforeExit').filter((listener) => listener.name === 'report');

/** Does what Node.js does when nothing is left to wait for. */
const leave = (): void => {
  for (const listener of ours()) listener(0);
};

describe('a step that is pending when the process would end', () => {
  it('is named by an error', () => {
    Step(
      () => 1,
      function forgetful() {},
      () => undefined,
    );
    expect(leave).toThrow(
      'Step: the process would end while step 2 "forgetful" still waits; was its callback never called?',
    );
    expect(ours()).toEqual([]);
    expect(leave).not.toThrow();
  });

  it('is counted with those of other runs, the modern ones included', () => {
    Step(
      function first() {
        this.parallel();
      },
      () => undefined,
    );
    void step([function second() {}]);
    expect(ours()).toHaveLength(1);
    expect(leave).toThrow('step 1 "first" (and steps of other runs) still waits');
  });

  it('is the one that waits by then, also when the run is older than its first look', async () => {
    Step(
      function early() {
        setTimeout(this, 30);
      },
      function late() {},
      () => undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
    let thrown: unknown;
    try {
      leave();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: 'ERR_SLUICE_STEP_PENDING',
      message: expect.stringContaining('step 2 "late" still waits'),
    });
  });

  it.each([
    ['at once', 0],
    ['after a while', 30],
  ])('is named whatever order the runs end in: %s', async (_name, pause) => {
    const start = (name: string): StepContext => {
      let tools!: StepContext;
      const wrapper = function (this: StepContext): void {
        tools = this; // eslint-disable-line @typescript-eslint/no-this-alias -- called from outside
      };
      Object.defineProperty(wrapper, 'name', { value: name });
      Step(wrapper, () => undefined);
      return tools;
    };
    const [a, b, c] = [start('a'), start('b'), start('c')];
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    a(null);
    c(null);
    expect(leave).toThrow('step 1 "b" still waits;');
    b(null);
    expect(leave).not.toThrow();
    await Promise.resolve();
    expect(ours()).toEqual([]);
  });

  it('is reported once, and again when its run goes on and waits at another step', () => {
    let go!: StepContext;
    Step(
      function first() {
        go = this; // eslint-disable-line @typescript-eslint/no-this-alias -- called from outside
      },
      function second() {},
      () => undefined,
    );
    expect(leave).toThrow('step 1 "first"');
    expect(leave).not.toThrow();
    go(null);
    expect(leave).toThrow('step 2 "second"');
  });

  it('is none when it is the last one of Step', () => {
    Step(
      () => 1,
      function () {
        setTimeout(this, 0);
      },
    );
    expect(ours()).toEqual([]);
  });

  it('leaves no listener when the runs are over, however they end', async () => {
    const ends = await Promise.allSettled([
      new Promise((resolve) =>
        Step(function () {
          setImmediate(this);
        }, resolve),
      ),
      step([() => Promise.reject(new Error('failed')), vi.fn()]),
      step([vi.fn()], { timeout: 1 }),
      step([vi.fn()], { signal: AbortSignal.timeout(1) }),
    ]);
    expect(ends.map((end) => end.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(ours()).toEqual([]);
  });

  it('keeps one listener for all runs and does not hold them in memory', async () => {
    const collected = vi.fn();
    const registry = new FinalizationRegistry(collected);
    for (let i = 0; i < 100; i += 1) {
      const data = { i };
      registry.register(data, i);
      Step(
        function (this: StepContext) {
          this['data'] = data;
        },
        () => data,
      );
    }
    expect(ours()).toHaveLength(1);
    for (let i = 0; i < 50 && collected.mock.calls.length < 90; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      globalThis.gc?.();
    }
    expect(collected.mock.calls.length).toBeGreaterThan(90);
    expect(leave).toThrow('(and steps of other runs)');
  });
});

describe('memory', () => {
  it('stays flat over many runs', () => {
    const run = (): void =>
      Step(
        function () {
          this.parallel()(null, 1);
          this.parallel()(null, 2);
        },
        function () {
          this(null, 'x');
        },
        () => undefined,
      );
    for (let i = 0; i < 20_000; i += 1) run();
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 200_000; i += 1) run();
    globalThis.gc?.();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(1_000_000);
  });
});

describe('the browser part', () => {
  it('watches for no end and needs no process', async () => {
    const { nextTick, track, untrack } = await import('../src/internal/platform.browser.js');
    const run = { sources: [vi.fn()], index: 0, pending: undefined };
    expect(track(run)).toBeUndefined();
    expect(untrack(run)).toBeUndefined();
    expect(run.pending).toBeUndefined();
    const order: string[] = [];
    nextTick(() => order.push('tick'));
    expect(order).toEqual([]);
    await Promise.resolve();
    expect(order).toEqual(['tick']);
  });
});
