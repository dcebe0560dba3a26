import * as fc from 'fast-check';

/** What both packages export. */
export interface AnyStep {
  (...steps: AnyHandler[]): void;
  fn: (...steps: AnyHandler[]) => (...args: unknown[]) => void;
}
export type AnyHandler = (this: AnyTools, ...args: unknown[]) => unknown;
export interface AnyTools {
  (...args: unknown[]): void;
  parallel: () => (...args: unknown[]) => void;
  group: () => () => (...args: unknown[]) => void;
  trail?: number[];
}

/** When a callback is called: during the step (0), or after so many turns of the event loop. */
interface Call {
  turns: number;
  error: string | undefined;
  values: unknown[];
}

type Branch = { kind: 'parallel'; call: Call } | { kind: 'group'; members: Call[] };

export type Action =
  | { kind: 'return'; value: unknown }
  | { kind: 'throw'; error: string }
  | { kind: 'call'; call: Call }
  | { kind: 'branches'; branches: Branch[]; returned: unknown };

export interface Program {
  actions: Action[];
  /** Through `Step.fn`, with these arguments. */
  args: unknown[] | undefined;
}

const value = fc.constantFrom<unknown>(1, 0, '', 'text', null, false, true);
const error = fc.constantFrom(undefined, undefined, undefined, undefined, 'broken');
const call: fc.Arbitrary<Call> = fc.record({
  turns: fc.constantFrom(0, 0, 1, 2, 3),
  error,
  values: fc.array(value, { maxLength: 3 }),
});
const branch: fc.Arbitrary<Branch> = fc.oneof(
  fc.record({ kind: fc.constant('parallel' as const), call }),
  fc.record({ kind: fc.constant('group' as const), members: fc.array(call, { maxLength: 4 }) }),
);

const calls = (branches: Branch[]): Call[] =>
  branches.flatMap((each) => (each.kind === 'parallel' ? [each.call] : each.members));

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constant('return' as const), value }),
  fc.record({ kind: fc.constant('throw' as const), error: fc.constant('thrown') }),
  fc.record({ kind: fc.constant('call' as const), call }),
  fc
    .record({
      kind: fc.constant('branches' as const),
      branches: fc.array(branch, { minLength: 1, maxLength: 4 }),
      returned: fc.option(value, { nil: undefined }),
    })
    .map((made) => {
      // Of several errors the first goes on here and the last there: at most one per step. A value that is returned
      // beside branches that are still open is lost there or loses them: only with branches that are all there.
      let failed = false;
      for (const each of calls(made.branches)) {
        if (failed) each.error = undefined;
        failed ||= each.error !== undefined;
      }
      const isOpen = made.branches.some((each) => each.kind === 'group' || each.call.turns > 0);
      return isOpen ? { ...made, returned: undefined } : made;
    }),
);

export const programs: fc.Arbitrary<Program> = fc.record({
  actions: fc.array(action, { minLength: 1, maxLength: 6 }),
  args: fc.option(fc.array(value, { maxLength: 3 }), { nil: undefined, freq: 3 }),
});

const plain = (seen: unknown): unknown =>
  seen instanceof Error ? `Error: ${seen.message}` : Array.isArray(seen) ? Array.from(seen, plain) : seen;

/** Runs a program and tells everything that happened: which step got what, in which turn, and in which order. */
export function runProgram(Step: AnyStep, { actions, args }: Program): Promise<unknown[]> {
  return new Promise((resolve) => {
    const log: unknown[] = [];
    let turn = 0;
    let isOver = false;
    const soon = (turns: number, job: () => void): void => {
      if (turns === 0) job();
      else setImmediate(soon, turns - 1, job);
    };
    const make = (callback: (...values: unknown[]) => void, { turns, error: message, values }: Call): void =>
      soon(turns, () => callback(message === undefined ? null : new Error(message), ...values));

    const steps = actions.map((each, index): AnyHandler => {
      return function (...received) {
        (this.trail ??= []).push(index);
        log.push(['step', index, turn, received.length, plain(received), [...this.trail]]);
        switch (each.kind) {
          case 'return':
            return each.value;
          case 'throw':
            throw new Error(each.error);
          case 'call':
            make(this, each.call);
            log.push(['after', index]);
            return undefined;
          case 'branches':
            for (const branchOf of each.branches) {
              if (branchOf.kind === 'parallel') make(this.parallel(), branchOf.call);
              else {
                const group = this.group();
                const members = branchOf.members.map((member) => [group(), member] as const);
                for (const [callback, member] of members) make(callback, member);
              }
            }
            log.push(['after', index]);
            return each.returned;
        }
      };
    });
    const last = function (this: AnyTools, ...received: unknown[]): void {
      log.push(['last', turn, received.length, plain(received), this.trail]);
      isOver = true;
    };
    const tick = (): void => {
      turn += 1;
      // Two more turns, for what comes after the end.
      if (turn > 40 || (isOver && turn > 2)) resolve(log);
      else setImmediate(tick);
    };
    setImmediate(tick);
    if (args) log.push(['returned', Step.fn(...steps)(...args, last)]);
    else log.push(['returned', Step(...steps, last)]);
  });
}
