import { createRequire } from 'node:module';
import { Step } from '@sluice/step';
import { withOptions } from '@sluice/step/withOptions';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences } from './step/differences.js';
import { type AnyHandler, type AnyStep, programs, runProgram } from './step/program.js';

const peer = createRequire(import.meta.url)('step') as AnyStep;
const ours: AnyStep = Step;
const numRuns = Number(process.env['SLUICE_RUNS'] ?? 1_000);

// The differences provoke warnings: the tests of the package look at them.
const { emitWarning } = process;
beforeAll(() => void (process.emitWarning = () => undefined));
afterAll(() => void (process.emitWarning = emitWarning));

describe('Step beside step 1.0.0', () => {
  it('shows the same in every generated program', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (program) => {
        expect(await runProgram(ours, program)).toEqual(await runProgram(peer, program));
      }),
      { numRuns },
    );
  }, 600_000);

  it('keeps the last of several errors with the option, as there', async () => {
    const last: AnyStep = withOptions({ keepError: 'last' });
    const turns = fc.array(fc.record({ turns: fc.nat(3), fails: fc.boolean() }), { minLength: 1, maxLength: 5 });
    const run = (tested: AnyStep, branches: { turns: number; fails: boolean }[]): Promise<unknown[]> =>
      new Promise((resolve) => {
        tested(
          function () {
            branches.forEach(({ turns: count, fails }, index) => {
              const branch = this.parallel();
              const finish = (left: number): void => {
                if (left > 0) setImmediate(finish, left - 1);
                else branch(fails ? new Error(`of branch ${index}`) : null, index);
              };
              finish(count);
            });
          },
          (...args: unknown[]) => resolve(args),
        );
      });
    await fc.assert(
      fc.asyncProperty(turns, async (branches) => {
        expect(await run(last, branches)).toEqual(await run(peer, branches));
      }),
      { numRuns: Math.min(numRuns, 500) },
    );
  }, 600_000);

  it('throws the same from the last step of a synchronous chain', () => {
    const thrown = (tested: AnyStep, ...steps: AnyHandler[]): unknown => {
      try {
        return ['returned', tested(...steps)];
      } catch (error) {
        return error;
      }
    };
    const error = new Error('last');
    const fails: AnyHandler = () => {
      throw error;
    };
    const callsBack: AnyHandler = function () {
      this(null);
    };
    const handsOn: AnyHandler = function () {
      try {
        this(null);
      } catch (caught) {
        this(caught);
      }
    };
    for (const steps of [
      [fails],
      [callsBack, fails],
      [callsBack, callsBack, fails],
      [handsOn, fails],
      [() => 1, fails],
    ]) {
      expect(thrown(ours, ...steps)).toBe(error);
      expect(thrown(peer, ...steps)).toBe(error);
    }
    expect(thrown(ours)).toEqual(thrown(peer));
    expect(thrown(ours, ...([() => 1, 'no function'] as never[]))).toBeInstanceOf(TypeError);
    expect(thrown(peer, ...([() => 1, 'no function'] as never[]))).toBeInstanceOf(TypeError);
  });

  describe.each(differences)('$row: $name', ({ run, peer: theirs, ours: expected }) => {
    it('differs as written down', async () => {
      expect({ peer: await run(peer), ours: await run(ours) }).toEqual({ peer: theirs, ours: expected });
      expect(expected).not.toEqual(theirs);
    });
  });
});
