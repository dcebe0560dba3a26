import { readFile } from 'node:fs';
import { describe, expectTypeOf, it } from 'vitest';
import { step } from './step.js';
import type { StepTools } from '../types.js';

describe('step', () => {
  it('infers the input of each step from the output of the one before', () => {
    const result = step([
      () => 5,
      async (_tools, n) => {
        expectTypeOf(n).toEqualTypeOf<number>();
        return Promise.resolve(n.toFixed());
      },
      function (tools, text) {
        expectTypeOf(this).toEqualTypeOf<StepTools>();
        expectTypeOf(tools).toEqualTypeOf<StepTools>();
        expectTypeOf(text).toEqualTypeOf<string>();
        return text.length > 2;
      },
    ]);
    expectTypeOf(result).toEqualTypeOf<Promise<boolean>>();
  });

  it('infers through branches and groups that a step returns', () => {
    const result = step([
      (tools) => [tools.parallel(Promise.resolve('text')), tools.parallel<number>(), tools.group<Date>()],
      (tools, text, n, dates) => {
        expectTypeOf(text).toEqualTypeOf<string>();
        expectTypeOf(n).toEqualTypeOf<number>();
        expectTypeOf(dates).toEqualTypeOf<Date[]>();
        return dates.map((date) => tools.parallel(Promise.resolve(date.getTime())));
      },
      (tools, ...times) => {
        expectTypeOf(times).toEqualTypeOf<number[]>();
        return tools.group<string>();
      },
    ]);
    expectTypeOf(result).toEqualTypeOf<Promise<string[]>>();
    expectTypeOf(step([(tools) => [tools.parallel<string>(), tools.group<number>()]])).toEqualTypeOf<
      Promise<[string, number[]]>
    >();
  });

  it('takes the annotation of the step after one that returns nothing', () => {
    const result = step([
      (tools) => {
        readFile('file', 'utf8', tools);
      },
      (_tools, text: string) => text.length,
    ]);
    expectTypeOf(result).toEqualTypeOf<Promise<number>>();
    void step([
      () => undefined,
      (_tools, value) => {
        expectTypeOf(value).toEqualTypeOf<unknown>();
      },
    ]);
  });

  it('refuses a step whose input is not the output of the one before', () => {
    // @ts-expect-error the first step hands on a number
    expectTypeOf(step([() => 5, (_tools, text: string) => text])).toBeObject();
  });

  it('takes lists of any length', () => {
    expectTypeOf(step([] as (() => number)[])).toEqualTypeOf<Promise<unknown>>();
    expectTypeOf(step([() => 'only'], { timeout: 5 })).toEqualTypeOf<Promise<string>>();
  });
});
