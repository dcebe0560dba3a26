import { readFile, stat, type Stats } from 'node:fs';
import { describe, expectTypeOf, it } from 'vitest';
import { Step } from './Step.js';
import type { StepCallback, StepContext } from './types.js';

describe('Step', () => {
  it('types `this` in function steps and lets parameters be annotated', () => {
    const result = Step(
      function () {
        expectTypeOf(this).toEqualTypeOf<StepContext>();
        this['count'] = 1;
        readFile('file', this);
      },
      function (error: NodeJS.ErrnoException | null, data: Buffer) {
        expectTypeOf(this['count']).toEqualTypeOf<unknown>();
        if (error) throw error;
        return data.length;
      },
      (error, size) => {
        expectTypeOf(error).toEqualTypeOf<unknown>();
        expectTypeOf(size).toEqualTypeOf<unknown>();
      },
    );
    expectTypeOf(result).toEqualTypeOf<void>();
  });

  it('gives callbacks that fit Node APIs', () => {
    Step(function () {
      readFile('file', 'utf8', this.parallel());
      const group = this.group<Stats>();
      stat('file', group());
      stat('file', group(new Promise<Stats>(() => undefined)));
      expectTypeOf(this.parallel(Promise.resolve(1))).toEqualTypeOf<StepCallback<number>>();
    });
  });

  it('refuses what is no function', () => {
    // @ts-expect-error a list of steps is for `step` of @sluice/step/promises
    expectTypeOf(Step([() => 1])).toEqualTypeOf<void>();
    // @ts-expect-error a number is no step
    expectTypeOf(Step(() => 1, 5)).toEqualTypeOf<void>();
  });

  it('makes functions', () => {
    expectTypeOf(Step.fn(() => 1)).toEqualTypeOf<(...args: unknown[]) => void>();
  });
});
