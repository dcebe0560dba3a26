import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { StepTools } from '../types.js';
import { step } from './step.js';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('step', () => {
  it('resolves with the value of the last step, each step getting what the one before handed on', async () => {
    const result = await step([
      () => 2,
      (tools, n) => {
        setImmediate(tools, null, n * 2, 'second');
      },
      async (_tools, n, text) => [n, text],
    ]);
    expect(result).toEqual([4, 'second']);
    expect(await step([])).toBeUndefined();
  });

  it('keeps the first of several errors, or the last with the option', async () => {
    const [first, second] = [new Error('first'), new Error('second')];
    const fails = (tools: StepTools): void => {
      tools.parallel()(first);
      tools.parallel()(second);
    };
    await expect(step([fails])).rejects.toBe(first);
    await expect(step([fails], { keepError: 'last' })).rejects.toBe(second);
  });

  it('gives each step its tools as `this` and as first argument', async () => {
    expect(
      await step([
        function (tools) {
          return this === tools && typeof tools.parallel === 'function' && !tools.signal.aborted;
        },
      ]),
    ).toBe(true);
  });

  it('spreads branches and groups over the arguments, and collects several values of the last step', async () => {
    const last = await step([
      (tools) => {
        const group = tools.group<string>();
        setImmediate(group(), null, 'a');
        group(Promise.resolve('b'));
        return [tools.parallel(Promise.resolve(1)), group];
      },
      (tools, one, letters) => [
        tools.parallel(Promise.resolve(one)),
        tools.parallel(Promise.resolve(letters.join(''))),
      ],
    ]);
    expect(last).toEqual([1, 'ab']);
  });

  it('hands on the branches that a step returns, in that order', async () => {
    expect(
      await step([
        async (tools) => {
          const [a, b] = [tools.parallel<string>(), tools.parallel<string>()];
          tools.parallel(Promise.resolve('left out'));
          await turn();
          setImmediate(a, null, 'a');
          setImmediate(b, null, 'b');
          return [b, a];
        },
        (_tools, b, a) => b + a,
      ]),
    ).toBe('ba');
  });

  it('keeps what one step sets on its tools', async () => {
    expect(
      await step([
        (tools) => {
          tools['rows'] = 3;
          return true;
        },
        (tools) => tools['rows'],
      ]),
    ).toBe(3);
  });

  it('skips the other steps after a failure and keeps its identity, however a step fails', async () => {
    const error = new Error('failed');
    const skipped = vi.fn();
    const failing = {
      throws: () => {
        throw error;
      },
      rejects: () => Promise.reject(error),
      callsBack(tools: (error: unknown) => void) {
        tools(error);
      },
    };
    for (const fails of Object.values(failing)) await expect(step([fails, skipped])).rejects.toBe(error);
    expect(skipped).not.toHaveBeenCalled();
  });

  it('rejects with a falsy reason as it is', async () => {
    for (const reason of [undefined, 0, null, '']) {
      await expect(
        step([
          () => {
            throw reason;
          },
          () => 'not reached',
        ]),
      ).rejects.toBe(reason);
      await expect(step([() => Promise.reject(reason)])).rejects.toBe(reason);
    }
  });

  it('tells `onError` which step has failed; what it throws takes the place of the reason', async () => {
    const error = new Error('failed');
    const onError = vi.fn();
    const steps = [
      () => 1,
      function load() {
        throw error;
      },
      () => 2,
    ];
    await expect(step(steps, { onError })).rejects.toBe(error);
    expect(onError).toHaveBeenCalledExactlyOnceWith(error, { index: 1, name: 'load' });
    const wrapped = step(steps, {
      onError: (reason, { name }) => {
        throw new Error(`${name} failed`, { cause: reason });
      },
    });
    await expect(wrapped).rejects.toMatchObject({ message: 'load failed', cause: error });
  });

  it('starts nothing when the signal is already aborted', async () => {
    const first = vi.fn();
    const reason = new Error('before');
    await expect(step([first], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(first).not.toHaveBeenCalled();
  });

  it('fails with the reason of the signal, hands it to the steps and starts none of them any more', async () => {
    const controller = new AbortController();
    const second = vi.fn();
    let seen!: AbortSignal;
    const result = step(
      [
        (tools) => {
          seen = tools.signal;
          setImmediate(tools, null, 'late');
        },
        second,
      ],
      { signal: controller.signal },
    );
    controller.abort(null);
    await expect(result).rejects.toBe(null);
    expect(seen.aborted).toBe(true);
    expect(seen.reason).toBe(null);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    await turn();
    expect(second).not.toHaveBeenCalled();
  });

  it('removes listener and timer when it settles', async () => {
    vi.useFakeTimers();
    const { signal } = new AbortController();
    await step([() => 1], { signal, timeout: 1_000 });
    await step([() => Promise.reject(new Error('failed'))], { signal, timeout: 1_000 }).catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('fails with a TimeoutError that names the step when the time is over', async () => {
    let signal!: AbortSignal;
    const result = step(
      [
        () => 1,
        function forgetful() {
          ({ signal } = this);
        },
      ],
      { timeout: 1 },
    );
    await expect(result).rejects.toMatchObject({
      code: 'ERR_SLUICE_TIMEOUT',
      message: 'step: step 2 "forgetful" timed out after 1 ms',
    });
    expect(signal.reason).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT' });
  });

  it('refuses bad arguments before anything has started', async () => {
    const first = vi.fn();
    await expect(step('no list' as never)).rejects.toMatchObject({ code: 'ERR_SLUICE_ARGUMENT' });
    await expect(step([first, 5] as never)).rejects.toMatchObject({ code: 'ERR_SLUICE_ARGUMENT' });
    await expect(step([first], { signal: {} as never })).rejects.toMatchObject({ code: 'ERR_SLUICE_ARGUMENT' });
    await expect(step([first], { timeout: -1 })).rejects.toMatchObject({ code: 'ERR_SLUICE_RANGE' });
    expect(first).not.toHaveBeenCalled();
  });

  it('runs 100,000 synchronous steps', async () => {
    const steps = Array.from({ length: 100_000 }, () => (_tools: unknown, n: unknown) => ((n ?? 0) as number) + 1);
    expect(await step(steps)).toBe(100_000);
  });
});
