// The engine of both entries. Its state lies in plain records and its functions in this module, not in classes: names of
// methods and fields are what a minifier cannot shorten.
import { follow, isPromise, warnCalledTwice } from '@sluice/core';
import type { StepContext } from '../types.js';
import { label } from './label.js';
import { nextTick, type Pending, track, untrack } from './platform.js';
import { takesCallback } from './takesCallback.js';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Callback = (error?: unknown, value?: unknown) => void;

/** One walk through a list of steps. The optional fields are rare, so that a run starts small. */
export interface Run {
  readonly steps: ArrayLike<unknown>;
  /** Whether the last error of several branches counts, not the first. */
  readonly keepLast: boolean;
  /** The functions that the user wrote, where `steps` are wrappers round them. */
  readonly sources: ArrayLike<unknown>;
  /** Place of the present step: the last one that has started. A callback knows its own, and cannot touch another step. */
  index: number;
  state: typeof RUNNING | typeof HELD | typeof WAITING | typeof DONE;
  /** Tools of the present step. */
  tools: StepContext | undefined;
  readonly parallel: (this: unknown, promise?: unknown) => Callback;
  readonly group: (this: unknown) => (promise?: unknown) => Callback;
  /** Arguments of the next step, when the present one has asked for branches. */
  results: unknown[] | undefined;
  /** How many branches, members and groups have not finished. */
  open: number;
  pending: Pending;
  /** Arguments of the next step, when the present one is too deep on the stack to go on from inside of its callback. */
  later: [error: unknown, value: unknown, rest: unknown[] | undefined] | undefined;
  /** What the run has thrown to whoever called it. */
  thrown?: unknown;
  warned?: boolean;
  /** Removes timers and listeners, when the run waits no more. */
  cleanUp?: () => void;
}

/** The function of the step is on the stack. */
const RUNNING = 0;
/** An async function that has not come to its end: it may still ask for branches. */
const HELD = 1;
/** The step waits for its callbacks. */
const WAITING = 2;
/** The outcome is settled. */
const DONE = 3;

// Synchronous callbacks nest, as in step 1.0.0, which overflows the stack at some ten thousand. From this depth on the
// callback returns first, and the next step runs after the one that called it. 100,000 steps leave no room for more: they
// lie on the stack themselves, as arguments.
const DEEPEST = 100;
let depth = 0;

export function createRun(steps: ArrayLike<unknown>, keepLast: boolean, sources: ArrayLike<unknown> = steps): Run {
  const run: Run = {
    steps,
    keepLast,
    sources,
    index: -1,
    state: DONE,
    tools: undefined,
    // These belong to the run: a pair for each step would cost more than the rest of the engine. Called on the `this` of a
    // step that is over they come too late; called off any object they mean the present step, as in step 1.0.0.
    parallel(promise) {
      return isLate(run, this) ? late(run) : slot(run, run.index, (run.results ??= [undefined]), promise);
    },
    group() {
      return isLate(run, this) ? late(run) : group(run, run.index);
    },
    results: undefined,
    open: 0,
    pending: undefined,
    later: undefined,
  };
  return run;
}

function isLate(run: Run, tools: unknown): boolean {
  return typeof tools === 'function' && tools !== run.tools;
}

function late(run: Run): () => () => void {
  again(run, -1);
  return () => () => undefined;
}

/**
 * Runs step after step until one has to wait. The arguments of the next step are `error` and `value`, or `rest` with
 * `error` as its first element.
 */
export function advance(run: Run, error: unknown, value: unknown, rest?: unknown[]): void {
  const { steps } = run;
  for (;;) {
    const index = run.index + 1;
    const isLast = index === steps.length - 1;
    if (isLast) {
      // Nobody waits for the last step.
      run.cleanUp?.();
      untrack(run.pending);
    }
    if (index === steps.length) {
      if (error) throw (run.thrown = error);
      return;
    }
    run.index = index;
    run.state = RUNNING;
    run.results = undefined;
    run.open = 0;
    const step = steps[index] as AnyFunction;
    const tools = toolsOf(run, index);
    let result: unknown;
    try {
      if (typeof step !== 'function') {
        // As core's argumentError, whose description of any value would be a tenth of this package.
        throw Object.assign(new TypeError(`Step: step ${index + 1} must be a function, received ${String(step)}`), {
          code: 'ERR_SLUICE_ARGUMENT',
        });
      }
      result = rest ? step.apply(tools, rest) : step.call(tools, error, value);
    } catch (thrown) {
      if (isOver(run, index)) {
        const { later } = run;
        if (later) {
          run.later = undefined;
          advance(run, ...later);
        }
        throw (run.thrown = thrown);
      }
      run.state = DONE;
      error = thrown;
      rest = [error];
      continue;
    }
    if (isOver(run, index)) {
      const { later } = run;
      if (!later) return;
      run.later = undefined;
      [error, value, rest] = later;
      continue;
    }
    run.state = WAITING;
    const promise = isPromise(result);
    if (run.results ? run.open > 0 || (promise && isAsync(run)) : promise || result === undefined) {
      if (promise) watch(run, result);
      if (!isLast) run.pending = track(run.pending, index, (run.sources[index] as AnyFunction).name);
      return;
    }
    run.state = DONE;
    rest = run.results;
    error = rest?.[0];
    value = result;
  }
}

/** Settles the present step from outside: a late callback is nobody's mistake then. */
export function abandon(run: Run, reason: unknown): void {
  if (run.state === DONE) return;
  run.warned = true;
  settle(run, run.index, reason);
}

/** Names a step for a message. */
export function labelOf({ sources }: Run, index: number): string {
  return index < 0 ? 'a past step' : label(index, (sources[index] as AnyFunction).name);
}

function toolsOf(run: Run, index: number): StepContext {
  // No rest parameter, which would make an array for each call.
  const tools = function (error?: unknown, value?: unknown): void {
    // eslint-disable-next-line prefer-rest-params -- see above
    settle(run, index, error, value, arguments.length === 2 ? undefined : [...arguments]);
  } as StepContext;
  tools.parallel = run.parallel as StepContext['parallel'];
  tools.group = run.group as StepContext['group'];
  // What one step has set on `this` is there in the next one.
  const last = run.tools;
  for (const key in last) if (key !== 'parallel' && key !== 'group') tools[key] = last[key];
  return (run.tools = tools);
}

function isOver(run: Run, index: number): boolean {
  return run.index !== index || run.state === DONE;
}

function settle(run: Run, index: number, error: unknown, value?: unknown, rest?: unknown[]): void {
  if (isOver(run, index)) {
    again(run, index, error);
    return;
  }
  const { state } = run;
  run.state = DONE;
  if (state === RUNNING && depth >= DEEPEST) {
    run.later = [error, value, rest];
    return;
  }
  depth += 1;
  try {
    advance(run, error, value, rest);
  } finally {
    depth -= 1;
  }
}

/** Reserves a place in `values` for the outcome of a callback or a promise. */
function slot(
  run: Run,
  index: number,
  values: unknown[],
  promise: unknown,
  then: (run: Run) => void = check,
): Callback {
  const results = run.results as unknown[];
  const place = values.push(undefined) - 1;
  let called = false;
  if (isOver(run, index)) again(run, index);
  else run.open += 1;
  const callback: Callback = (error, value) => {
    if (called) {
      again(run, index, error);
      return;
    }
    called = true;
    if (isOver(run, index)) return;
    if (error && (!results[0] || run.keepLast)) results[0] = error;
    values[place] = value;
    run.open -= 1;
    then(run);
  };
  if (isPromise(promise)) follow(promise, callback);
  return callback;
}

function group(run: Run, index: number): (promise?: unknown) => Callback {
  const values: unknown[] = [];
  // An empty group, or one whose members have all finished during the step, completes in the next tick.
  let fresh = !isOver(run, index);
  if (fresh) {
    (run.results ??= [undefined]).push(values);
    run.open += 1;
  }
  const close = (): void => {
    if (isOver(run, index)) return;
    if (fresh && run.state !== RUNNING) {
      fresh = false;
      run.open -= 1;
    }
    check(run);
  };
  nextTick(close);
  return (promise) => slot(run, index, values, promise, close);
}

function check(run: Run): void {
  if (run.open === 0 && run.state === WAITING) {
    const results = run.results as unknown[];
    settle(run, run.index, results[0], undefined, results);
  }
}

/** Waits for the promise that the step has returned. */
function watch(run: Run, promise: unknown): void {
  const { index } = run;
  if (isAsync(run)) run.state = HELD;
  follow(promise, (error, value) => {
    if (isOver(run, index)) return;
    run.state = WAITING;
    if (error) settle(run, index, error);
    else if (run.results) check(run);
    else if (value !== undefined || !takesCallback(run.sources[index])) settle(run, index, undefined, value);
  });
}

function isAsync({ sources, index }: Run): boolean {
  return (sources[index] as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'AsyncFunction';
}

function again(run: Run, index: number, error?: unknown): void {
  // `try { this(null, parse(text)); } catch (error) { this(error); }` catches what a later step has thrown.
  if (error && error === run.thrown) throw error;
  if (run.warned) return;
  run.warned = true;
  warnCalledTwice(`Step: a callback of ${labelOf(run, index)} came twice or too late; the first is kept`);
}
