// What we do on purpose in another way than step 1.0.0: the row of the README's table, and what a program sees there and
// here. Each `run` tells what it saw.
import type { AnyHandler, AnyStep } from './program.js';

export interface Difference {
  row: string;
  name: string;
  run: (Step: AnyStep) => Promise<unknown>;
  peer: unknown;
  ours: unknown;
}

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => void setImmediate(resolve));
};
const soon = (count: number, job: () => void): void => void turns(count).then(() => setImmediate(job));

/** Runs the steps and lists what each step after the first one got. */
const record = async (Step: AnyStep, ...steps: AnyHandler[]): Promise<unknown[]> => {
  const seen: unknown[] = [];
  const recording = steps.map((step, index): AnyHandler => {
    return function (...args) {
      if (index > 0) seen.push(args.map((arg) => (arg instanceof Error ? arg.message : arg)));
      return step.apply(this, args);
    };
  });
  try {
    Step(...recording);
  } catch (error) {
    seen.push(`thrown: ${(error as Error).message}`);
  }
  await turns(8);
  return seen;
};
const nothing = (): void => undefined;

export const differences: Difference[] = [
  {
    row: 'A group completes once',
    name: 'members that finish in promise jobs of a run that a promise job has started (step issue 41)',
    run: async (Step) => {
      await Promise.resolve();
      return record(
        Step,
        function () {
          const group = this.group();
          const member = group();
          void Promise.resolve().then(() => member(null, 'a'));
        },
        function () {
          const done = this.parallel();
          soon(1, () => done(null, 'work of step 2'));
        },
        nothing,
      );
    },
    peer: [
      [undefined, ['a']],
      [undefined, ['a']],
    ],
    ours: [
      [undefined, ['a']],
      [undefined, 'work of step 2'],
    ],
  },
  {
    row: 'A callback belongs to its step',
    name: 'a second call advances the step that waits by then',
    run: (Step) =>
      record(
        Step,
        function () {
          soon(1, () => {
            this(null, 1);
            soon(1, () => this(null, 'again'));
          });
        },
        function () {
          soon(4, () => this(null, 2));
        },
        nothing,
      ),
    peer: [
      [null, 1],
      [null, 'again'],
    ],
    ours: [
      [null, 1],
      [null, 2],
    ],
  },
  {
    row: 'The first outcome of a step counts',
    name: 'a synchronous callback and a returned value run two steps',
    run: (Step) =>
      record(
        Step,
        function () {
          this(null, 'called');
          return 'returned';
        },
        function () {
          soon(1, () => this(null, 2));
        },
        nothing,
      ),
    peer: [
      [null, 'called'],
      [undefined, 'returned'],
    ],
    ours: [
      [null, 'called'],
      [null, 2],
    ],
  },
  {
    row: 'A branch is called once',
    name: 'a second call of a branch takes the place of another one',
    run: (Step) =>
      record(
        Step,
        function () {
          const [a, b] = [this.parallel(), this.parallel()];
          soon(1, () => {
            a(null, 'a');
            a(null, 'again');
            soon(1, () => b(null, 'b'));
          });
        },
        nothing,
      ),
    peer: [[undefined, 'again']],
    ours: [[undefined, 'a', 'b']],
  },
  {
    row: 'Branches are not lost',
    name: 'to a value that the step returns',
    run: (Step) =>
      record(
        Step,
        function () {
          const branch = this.parallel();
          soon(1, () => branch(null, 'branch'));
          return 'returned';
        },
        nothing,
      ),
    peer: [[undefined, 'returned']],
    ours: [[undefined, 'branch']],
  },
  {
    row: 'Branches are not lost',
    name: 'to a group that was empty for a moment while another branch was open',
    run: (Step) =>
      record(
        Step,
        function () {
          const [group, hold] = [this.group(), this.parallel()];
          soon(1, () => {
            group()(null, 'late member');
            hold(null, 'hold');
          });
        },
        nothing,
      ),
    peer: [[undefined, ['late member']]],
    ours: [[undefined, ['late member'], 'hold']],
  },
  {
    row: 'The first error of several branches counts',
    name: 'errors of two branches',
    run: (Step) =>
      record(
        Step,
        function () {
          const [a, b] = [this.parallel(), this.parallel()];
          soon(1, () => a(new Error('first')));
          soon(3, () => b(new Error('last')));
        },
        nothing,
      ),
    peer: [['last', undefined, undefined]],
    ours: [['first', undefined, undefined]],
  },
  {
    row: 'The stack does not overflow',
    name: '30 000 synchronous steps',
    run: async (Step) => {
      let last: unknown = 'not reached';
      const steps = Array.from({ length: 30_000 }, (): AnyHandler => {
        return function () {
          this(null, 1);
        };
      });
      try {
        Step(...steps, (error, value) => (last = error instanceof RangeError ? 'RangeError' : value));
      } catch (error) {
        last = (error as Error).name;
      }
      return Promise.resolve(last);
    },
    peer: 'RangeError',
    ours: 1,
  },
  {
    row: 'A promise is awaited',
    name: 'an async step',
    run: async (Step) => {
      const [[, value] = []] = (await record(Step, async () => Promise.resolve('value'), nothing)) as unknown[][];
      return value instanceof Promise ? 'the promise itself' : value;
    },
    peer: 'the promise itself',
    ours: 'value',
  },
];
