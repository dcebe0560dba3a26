import {
  argumentError,
  checkDuration,
  checkFunction,
  checkSignal,
  onAbort,
  startTimer,
  TimeoutError,
  toCallbackError,
  toRejection,
} from '@sluice/core';
import { abandon, advance, createRun, labelOf } from '../internal/engine.js';
import type { Delivers, KeepErrorOption, StepTools } from '../types.js';

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

type Named = { readonly name: string };

// The `[]` makes TypeScript infer a list that a step returns as a tuple.
type Returned = [] | object | string | number | bigint | boolean | symbol | null | undefined | void;

type Last<R extends unknown[]> = R extends [...infer Before, infer V]
  ? [V] extends [Absent]
    ? Last<Before>
    : V
  : never;

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
  { signal, timeout, keepError, onError }: StepRunOptions = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (!Array.isArray(steps)) throw argumentError('step', 'steps must be an array of functions', steps);
    steps.forEach((each, i) => checkFunction('step', `step ${i + 1}`, each));
    checkSignal('step', signal);
    checkDuration('step', 'timeout', timeout);
    signal?.throwIfAborted();

    const controller = new AbortController();
    const end = (error: unknown, values: unknown[]): void => {
      if (!error) {
        resolve(values.length > 1 ? values : values[0]);
        return;
      }
      const reason = toRejection(error);
      try {
        const { index } = run;
        onError?.(reason, { index, name: (list[index] as Named).name });
        reject(reason);
      } catch (thrown) {
        reject(thrown);
      }
    };
    const list = [...steps] as Named[];
    const run = createRun(list, keepError === 'last', { signal: controller.signal, end });
    const stop = (reason: unknown): void => {
      abandon(run, toCallbackError(reason));
      controller.abort(reason);
    };
    const stopListening = onAbort(signal, stop);
    const stopTimer = startTimer(timeout ?? Infinity, () =>
      stop(new TimeoutError(`step: ${labelOf(run, run.index)}`, timeout as number)),
    );
    run.cleanUp = () => {
      stopListening();
      stopTimer();
    };
    advance(run, undefined, undefined, [undefined]);
  });
}
