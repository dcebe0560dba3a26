// The engine of both entries. Its state lies in plain records and its functions in this module, not in classes: names of
// methods and fields are what a minifier cannot shorten.
import { follow, isPromise, toCallbackError, warnCalledTwice } from '@sluice/core';
import type { StepContext } from '../types.js';
import { label } from './label.js';
import { type Pending, track, untrack } from './pending.js';
import { takesCallback } from './takesCallback.js';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Callback = (error?: unknown, value?: unknown) => void;

/** What makes a run one of `step`: its steps get their tools as first argument, and no errors. */
export interface Modern {
  readonly signal: AbortSignal;
  readonly end: (args: unknown[]) => void;
}

/** One walk through a list of steps. */
export interface Run {
  readonly steps: ArrayLike<unknown>;
  /** Whether the last error of several branches counts, not the first. */
  readonly keepLast: boolean;
  readonly modern: Modern | undefined;
  /** The step that runs or waits. */
  stage: Stage | undefined;
  /** How many steps have started. */
  started: number;
  tools: StepContext | undefined;
  pending: Pending;
  /** What the run has thrown to whoever called it. */
  thrown: unknown;
  warned: boolean;
  /** Removes timers and listeners, when the run waits no more. */
  cleanUp: (() => void) | undefined;
}

/** One step of one run: what its callbacks need to know, so that they cannot touch another step. */
export interface Stage {
  readonly run: Run;
  readonly index: number;
  readonly step: AnyFunction;
  state: typeof RUNNING | typeof HELD | typeof WAITING;
  /** Whether the outcome is settled. */
  done: boolean;
  /** The outcome, when the step is too deep on the stack to go on from inside of its callback. */
  later: unknown[] | undefined;
  /** Arguments of the next step, when this one has asked for branches. */
  results: unknown[] | undefined;
  /** How many branches, members and groups have not finished. */
  open: number;
}

/** The function of the step is on the stack. */
const RUNNING = 0;
/** An async function that has not come to its end: it may still ask for branches. */
const HELD = 1;
/** The step waits for its callbacks. */
const WAITING = 2;

// Synchronous callbacks nest, as in step 1.0.0, which overflows the stack at some ten thousand. From this depth on the
// callback returns first, and the next step runs after the one that called it.
const DEEPEST = 1_000;
let depth = 0;

export function createRun(steps: ArrayLike<unknown>, keepLast: boolean, modern?: Modern): Run {
  return {
    steps,
    keepLast,
    modern,
    stage: undefined,
    started: 0,
    tools: undefined,
    pending: undefined,
    thrown: undefined,
    warned: false,
    cleanUp: undefined,
  };
}

/** Runs step after step until one has to wait. `args` is changed. */
export function advance(run: Run, args: unknown[]): void {
  const { steps, modern } = run;
  for (;;) {
    const index = run.started;
    // Nobody waits for the last step of `Step`.
    const isEnd = index === steps.length - (modern ? 0 : 1) || (modern && args[0]);
    if (isEnd) {
      run.cleanUp?.();
      untrack(run.pending);
      if (modern) {
        modern.end(args);
        return;
      }
    }
    if (index === steps.length) {
      if (args[0]) throw (run.thrown = args[0]);
      return;
    }
    run.started = index + 1;
    const step = steps[index] as AnyFunction;
    const stage: Stage = {
      run,
      index,
      step,
      state: RUNNING,
      done: false,
      later: undefined,
      results: undefined,
      open: 0,
    };
    run.stage = stage;
    const tools = toolsOf(stage);
    if (modern) args[0] = tools;
    let result: unknown;
    try {
      if (typeof step !== 'function') throw notFunction(index, step);
      result = step.apply(tools, args);
    } catch (error) {
      if (stage.done) {
        if (stage.later) advance(run, stage.later);
        throw (run.thrown = error);
      }
      stage.done = true;
      args = [modern ? toCallbackError(error) : error];
      continue;
    }
    stage.state = WAITING;
    if (stage.done) {
      if (!stage.later) return;
      args = stage.later;
    } else {
      const promise = isPromise(result);
      if (stage.results ? stage.open > 0 || (promise && isAsync(step)) : promise || result === undefined) {
        if (promise) watch(stage, result);
        if (!isEnd) run.pending = track(run.pending, index, step.name);
        return;
      }
      stage.done = true;
      args = stage.results ?? [undefined, result];
    }
  }
}

/** Settles a step from outside: a late callback is nobody's mistake then. */
export function abandon({ stage }: Run, reason: unknown): void {
  if (!stage || stage.done) return;
  stage.run.warned = true;
  settle(stage, [reason]);
}

/** Names the step that runs or waits. */
export function labelOf({ index, step }: Stage): string {
  return label(index, step.name);
}

function toolsOf(stage: Stage): StepContext {
  const { run } = stage;
  const tools = ((...args: unknown[]) => settle(stage, args)) as StepContext;
  tools.parallel = ((promise) => slot(stage, (stage.results ??= [undefined]), promise)) as StepContext['parallel'];
  tools.group = (() => group(stage)) as StepContext['group'];
  if (run.modern) tools['signal'] = run.modern.signal;
  // What one step has set on `this` is there in the next one.
  for (const key in run.tools) if (!Object.hasOwn(tools, key)) tools[key] = run.tools[key];
  return (run.tools = tools);
}

function settle(stage: Stage, args: unknown[]): void {
  if (stage.done) {
    again(stage, args[0]);
    return;
  }
  stage.done = true;
  if (stage.state === RUNNING && depth >= DEEPEST) {
    stage.later = args;
    return;
  }
  depth += 1;
  try {
    advance(stage.run, args);
  } finally {
    depth -= 1;
  }
}

/** Reserves a place in `values` for the outcome of a callback or a promise. */
function slot(stage: Stage, values: unknown[], promise: unknown, then: (stage: Stage) => void = check): Callback {
  if (stage.done) again(stage);
  const index = values.push(undefined) - 1;
  let called = false;
  stage.open += 1;
  const callback: Callback = (error, value) => {
    if (called) {
      again(stage, error);
      return;
    }
    called = true;
    const results = stage.results as unknown[];
    if (error && (!results[0] || stage.run.keepLast)) results[0] = error;
    values[index] = value;
    stage.open -= 1;
    then(stage);
  };
  if (isPromise(promise)) follow(promise, callback);
  return callback;
}

function group(stage: Stage): (promise?: unknown) => Callback {
  const values: unknown[] = [];
  (stage.results ??= [undefined]).push(values);
  // An empty group, or one whose members have all finished during the step, completes in the next tick.
  let fresh = true;
  stage.open += 1;
  const close = (): void => {
    if (fresh && stage.state !== RUNNING) {
      fresh = false;
      stage.open -= 1;
    }
    check(stage);
  };
  const { process } = globalThis as { process?: { nextTick?: (job: () => void) => void } };
  (process?.nextTick ?? queueMicrotask)(close);
  return (promise) => slot(stage, values, promise, close);
}

function check(stage: Stage): void {
  if (stage.open === 0 && stage.state === WAITING && !stage.done) settle(stage, stage.results as unknown[]);
}

/** Waits for the promise that the step has returned. */
function watch(stage: Stage, promise: unknown): void {
  if (isAsync(stage.step)) stage.state = HELD;
  follow(promise, (error, value) => {
    if (stage.done) return;
    stage.state = WAITING;
    if (error) settle(stage, [error]);
    else if (stage.results) check(stage);
    else if (value !== undefined || !takesCallback(stage.step)) settle(stage, [undefined, value]);
  });
}

// As core's argumentError; its description of any value would be a tenth of this package.
function notFunction(index: number, received: unknown): TypeError {
  return Object.assign(new TypeError(`Step: step ${index + 1} must be a function, received ${String(received)}`), {
    code: 'ERR_SLUICE_ARGUMENT' as const,
  });
}

function isAsync(step: unknown): boolean {
  return (step as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'AsyncFunction';
}

function again(stage: Stage, error?: unknown): void {
  const { run } = stage;
  // `try { this(null, parse(text)); } catch (error) { this(error); }` catches what a later step has thrown.
  if (error && error === run.thrown) throw error;
  if (!run.warned) {
    run.warned = true;
    warnCalledTwice(`Step: a callback of ${labelOf(stage)} came twice or too late; the first result is kept`);
  }
}
