import {
  argumentError,
  checkBounds,
  checkFunction,
  isPromise,
  toCallbackError,
  toRejection,
  watchBounds,
} from '@sluice/core';
import { abandon, advance, createRun, labelOf } from '../internal/engine.js';
import type { Delivers, KeepErrorOption, StepContext, StepTools } from '../types.js';

/** Where {@link step} failed. */
export interface FailedStep {
  /** Counted from 0. */
  readonly index: number;
  /** Name of the function; empty when it has none. */
  readonly name: string;
}

/** Options of {@link step}. */
export interface StepRunOptions extends KeepErrorOption {
  /**
   * Aborting it starts no further step and fails the call with `signal.reason` unchanged; it reaches the steps as
   * `tools.signal`. The listener is removed when the call settles. Default: none.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds of at least 0 from the call of `step` to its end; `Infinity` for no bound. The call fails with a
   * `TimeoutError` that names the pending step, and `tools.signal` is aborted with it. Default: `Infinity`.
   */
  readonly timeout?: number | undefined;
  /**
   * Called once when a step has failed, with the reason and the place, before the promise is rejected. When it throws,
   * the promise is rejected with what it throws instead. Default: none.
   */
  readonly onError?: ((reason: unknown, step: FailedStep) => void) | undefined;
}

/**
 * A step of the modern entry: gets its tools as `this` and as first argument, then what the one before has handed on.
 *
 * @typeParam I - Arguments after the tools.
 * @typeParam R - What it returns; see {@link StepOutput}.
 */
export type StepTask<I extends readonly unknown[], R> = {
  step(this: StepTools, tools: StepTools, ...input: I): R;
}['step'];

/**
 * The arguments that a step which returns `R` hands on: the branch, group or list of both that it returns, else the
 * value. Nothing is known about a step that returns nothing, since its callback decides.
 */
export type StepOutput<R> = OutputOf<Awaited<R>> extends infer O extends readonly unknown[] ? O : never;

type OutputOf<V> = [V] extends [undefined | void]
  ? unknown[]
  : V extends Delivers<infer T>
    ? [value: T]
    : V extends readonly [Delivers<unknown>, ...Delivers<unknown>[]]
      ? { -readonly [K in keyof V]: V[K] extends Delivers<infer T> ? T : never }
      : V extends readonly Delivers<infer T>[]
        ? T[]
        : [value: V];

/** What `step` resolves with when its last step returns `R`: the value, or an array when there are several. */
export type StepResult<R> = ResultOf<StepOutput<R>>;

type ResultOf<O> = O extends [infer V] ? V : unknown[] extends O ? unknown : O;

declare const ABSENT: unique symbol;
interface Absent {
  readonly [ABSENT]: never;
}

type Source = (this: StepTools, tools: StepTools, ...values: unknown[]) => unknown;

// The `[]` makes TypeScript infer a list that a step returns as a tuple; `{}` stands for primitives without keeping their
// literal types.
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- see above
type Returned = [] | {} | null | undefined | void;

type Last<R extends unknown[]> = R extends [...infer Before, infer V]
  ? [V] extends [Absent]
    ? Last<Before>
    : V
  : never;

/**
 * Runs steps one after the other and returns a promise of what the last one hands on.
 *
 * Each step gets its tools as `this` and as first argument, then what the one before has handed on: by calling its tools
 * with `(error, ...values)`, by returning a value or a real promise, or through the branches and groups that it has asked
 * its tools for. Branches decide when there are any; a step that returns them hands them on in the order of the list that it
 * returns, else in the order in which it has asked. The first step runs at once.
 *
 * The first failure, in whatever form, skips the other steps and rejects the promise with the same reason, when the
 * branches of the step that fails have all finished. A callback that comes twice or too late changes nothing and is
 * reported once as a process warning `ERR_SLUICE_CALLBACK_TWICE`. In Node.js an error `ERR_SLUICE_STEP_PENDING` is thrown
 * when the process would end while a step still waits.
 *
 * @param steps - Functions of any form. Types follow up to 12 of them; parameters of a step after one that returns nothing
 *   are to be annotated.
 * @param options - `signal`: aborting fails the call at once with the reason, unchanged, and starts no further step; work
 *   that does not watch `tools.signal` goes on, and its outcome is dropped. See {@link StepRunOptions}.
 * @returns Promise of the value of the last step; of an array when it hands on several.
 * @throws {TimeoutError} `ERR_SLUICE_TIMEOUT`, as a rejection, when the time is over. It names the step.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as a rejection, when an argument is of the wrong type. Nothing has started.
 * @throws {RangeError} `ERR_SLUICE_RANGE`, as a rejection, when `timeout` is negative or NaN.
 * @example
 * ```ts
 * import { step } from '@sluice/step/promises';
 *
 * await step([
 *   () => 'width=3 height=4',
 *   (tools, text) => text.split(' ').map((word) => tools.parallel(Promise.resolve(Number(word.split('=')[1])))),
 *   (tools, width, height) => (width ?? 0) * (height ?? 0),
 * ]); // => 12
 * ```
 * @see `Step` of `@sluice/step`, the form of step 1.0.0
 */
export function step<
  A extends Returned,
  B extends Returned = Absent,
  C extends Returned = Absent,
  D extends Returned = Absent,
  E extends Returned = Absent,
  F extends Returned = Absent,
  G extends Returned = Absent,
  H extends Returned = Absent,
  I extends Returned = Absent,
  J extends Returned = Absent,
  K extends Returned = Absent,
  L extends Returned = Absent,
>(
  steps: readonly [
    a: StepTask<[], A>,
    b?: StepTask<StepOutput<A>, B>,
    c?: StepTask<StepOutput<B>, C>,
    d?: StepTask<StepOutput<C>, D>,
    e?: StepTask<StepOutput<D>, E>,
    f?: StepTask<StepOutput<E>, F>,
    g?: StepTask<StepOutput<F>, G>,
    h?: StepTask<StepOutput<G>, H>,
    i?: StepTask<StepOutput<H>, I>,
    j?: StepTask<StepOutput<I>, J>,
    k?: StepTask<StepOutput<J>, K>,
    l?: StepTask<StepOutput<K>, L>,
  ],
  options?: StepRunOptions,
): Promise<StepResult<Last<[A, B, C, D, E, F, G, H, I, J, K, L]>>>;
export function step(
  steps: readonly ((this: StepTools, tools: StepTools, ...input: unknown[]) => unknown)[],
  options?: StepRunOptions,
): Promise<unknown>;
export function step(
  steps: readonly unknown[],
  { keepError, onError, ...bounds }: StepRunOptions = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (!Array.isArray(steps)) throw argumentError('step', 'steps must be an array of functions', steps);
    steps.forEach((each, i) => checkFunction('step', `step ${i + 1}`, each));
    checkBounds('step', bounds);

    const controller = new AbortController();
    const sources = [...(steps as Source[])];
    // The step that runs or waits.
    let at = 0;
    let order: number[] | undefined;
    // A step that returns its branches, or some of them, hands them on in that order; types follow it.
    const arrange = (index: number, asked: unknown[], returned: unknown): void => {
      const branches: unknown[] = Array.isArray(returned) ? returned : [returned];
      const places = branches.map((branch) => asked.indexOf(branch));
      if (at === index && places.length > 0 && !places.includes(-1)) order = places;
    };
    const ordered = (values: unknown[]): unknown[] => {
      const places = order;
      order = undefined;
      return places ? places.map((place) => values[place]) : values;
    };
    // The steps of `Step` get errors; these do not: their wrappers pass them on to the end.
    const wrappers = sources.map(
      (source, index) =>
        function (this: StepTools, error: unknown, ...values: unknown[]): unknown {
          if (error) throw error;
          at = index;
          const asked: unknown[] = [];
          const { parallel, group } = this;
          this.parallel = (promise) => remember(asked, Reflect.apply(parallel, this, [promise]) as never);
          this.group = () => remember(asked, Reflect.apply(group, this, []) as never);
          try {
            const returned = source.call(this, this, ...ordered(values));
            if (isPromise(returned)) void returned.then((branches) => arrange(index, asked, branches), ignore);
            else arrange(index, asked, returned);
            return returned;
          } catch (reason) {
            throw toCallbackError(reason);
          }
        },
    );
    const end = (error: unknown, ...results: unknown[]): void => {
      if (!error) {
        const values = ordered(results);
        resolve(values.length > 1 ? values : values[0]);
        return;
      }
      const reason = toRejection(error);
      try {
        onError?.(reason, { index: at, name: (sources[at] as Source).name });
        reject(reason);
      } catch (thrown) {
        reject(thrown);
      }
    };
    const run = createRun([...wrappers, end], keepError === 'last', sources);
    const stop = (reason: unknown): void => {
      abandon(run, toCallbackError(reason));
      controller.abort(reason);
    };
    run.cleanUp = watchBounds(bounds, () => `step: ${labelOf(run, at)}`, stop);
    run.tools = { signal: controller.signal } as unknown as StepContext;
    advance(run);
  });
}

function remember<T>(list: unknown[], item: T): T {
  list.push(item);
  return item;
}

function ignore(): void {
  // The engine gets the rejection.
}
