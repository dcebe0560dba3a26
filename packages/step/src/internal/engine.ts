// The engine of both entries. Its state lies in plain records and its functions in this module, not in classes: names of
// methods and fields are what a minifier cannot shorten.
import { follow, isPromise, warnCalledTwice } from '@sluice/core';
import { nextTick, track, untrack } from '#platform';
import type { StepContext } from '../types.js';
import { label } from './label.js';
import type { Waiting } from './platform.js';
import { takesCallback } from './takesCallback.js';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Arguments = readonly unknown[];
type Callback = (error?: unknown, value?: unknown) => void;

/** Place of the step that a callback belongs to. */
const PLACE = /* @__PURE__ */ Symbol();

interface Tools extends StepContext {
  [PLACE]: number;
}

/** One walk through a list of steps. The optional fields are rare, so that a run starts small. */
export interface Run extends Waiting {
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
  /** Makes the callback of one step. */
  readonly callback: () => (error?: unknown, value?: unknown, ...more: unknown[]) => void;
  readonly parallel: (this: unknown, promise?: unknown) => Callback;
  readonly group: (this: unknown) => (promise?: unknown) => Callback;
  /** Arguments of the next step, when the present one has asked for branches. */
  results: unknown[] | undefined;
  /** How many branches, members and groups have not finished. */
  open: number;
  /** Arguments of the next step, when the present one is too deep on the stack to go on from inside of its callback. */
  later: Arguments | undefined;
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
    // The functions that a run makes share its scope. A scope for each callback, and branches and groups for each step,
    // would cost more than the rest of the engine.
    callback() {
      return function tools(error, value, ...more) {
        // Two are the rule, and then no list is made. The next step gets as many as have come.
        const args = arguments.length === 2 ? undefined : [error, value, ...more].slice(0, arguments.length);
        settle(run, (tools as unknown as Tools)[PLACE], args, error, value);
      };
    },
    // Called on the `this` of a step that is over they come too late; called off any object they mean the present step,
    // as in step 1.0.0.
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
 * Runs step after step until one has to wait. The arguments of the next step are `args`, or else `error` and `value`. What
 * is rare lies in functions of its own: this one is compiled for speed.
 */
export function advance(run: Run, args?: Arguments, error?: unknown, value?: unknown): void {
  const { steps } = run;
  const last = steps.length - 1;
  for (;;) {
    const index = run.index + 1;
    if (index >= last) {
      // Nobody waits for the last step.
      run.cleanUp?.();
      untrack(run);
      if (index > last) {
        if (args) error = args[0];
        if (error) throw (run.thrown = error);
        return;
      }
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
      result = args ? step.apply(tools, args as unknown[]) : step.call(tools, error, value);
    } catch (thrown) {
      fail(run, index, thrown);
      args = [thrown];
      continue;
    }
    if (isOver(run, index)) {
      args = run.later;
      if (!args) return;
      run.later = undefined;
      continue;
    }
    if (waits(run, result)) {
      if (index < last) track(run);
      return;
    }
    run.state = DONE;
    args = run.results;
    error = undefined;
    value = result;
  }
}

/** What a step throws is its outcome, unless it had one before. */
function fail(run: Run, index: number, thrown: unknown): void {
  if (isOver(run, index)) {
    const { later } = run;
    if (later) {
      run.later = undefined;
      advance(run, later);
    }
    throw (run.thrown = thrown);
  }
  run.state = DONE;
}

/** Tells whether the step that has returned `result` goes on later. */
function waits(run: Run, result: unknown): boolean {
  run.state = WAITING;
  const promise = isPromise(result);
  const waiting = run.results ? run.open > 0 || (promise && isAsync(run)) : promise || result === undefined;
  if (waiting && promise) watch(run, result);
  return waiting;
}

/** Settles the present step from outside: a late callback is nobody's mistake then. */
export function abandon(run: Run, reason: unknown): void {
  if (run.state === DONE) return;
  run.warned = true;
  settle(run, run.index, undefined, reason);
}

/** Names a step for a message. */
export function labelOf({ sources }: Run, index: number): string {
  return index < 0 ? 'a past step' : label(index, (sources[index] as AnyFunction).name);
}

function toolsOf(run: Run, index: number): StepContext {
  const tools = run.callback() as Tools;
  tools.parallel = run.parallel as StepContext['parallel'];
  tools.group = run.group as StepContext['group'];
  tools[PLACE] = index;
  // What one step has set on `this` is there in the next one.
  const last = run.tools;
  for (const key in last) if (key !== 'parallel' && key !== 'group') tools[key] = last[key];
  return (run.tools = tools);
}

function isOver(run: Run, index: number): boolean {
  return run.index !== index || run.state === DONE;
}

function settle(run: Run, index: number, args: Arguments | undefined, error?: unknown, value?: unknown): void {
  if (isOver(run, index)) {
    again(run, index, error);
    return;
  }
  const { state } = run;
  run.state = DONE;
  if (state === RUNNING && depth >= DEEPEST) {
    run.later = args ?? [error, value];
    return;
  }
  depth += 1;
  try {
    advance(run, args, error, value);
  } finally {
    depth -= 1;
  }
}

/** Reserves a place in `values` for the outcome of a callback or a promise. */
function slot(run: Run, index: number, values: unknown[], promise: unknown, close?: () => void): Callback {
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
    const results = run.results as unknown[];
    if (error && (!results[0] || run.keepLast)) results[0] = error;
    values[place] = value;
    run.open -= 1;
    if (close) close();
    else check(run);
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
    settle(run, run.index, run.results);
  }
}

/** Waits for the promise that the step has returned. */
function watch(run: Run, promise: unknown): void {
  const { index } = run;
  if (isAsync(run)) run.state = HELD;
  follow(promise, (error, value) => {
    if (isOver(run, index)) return;
    run.state = WAITING;
    if (error) settle(run, index, undefined, error);
    else if (run.results) check(run);
    else if (value !== undefined || !takesCallback(run.sources[index])) settle(run, index, undefined, undefined, value);
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
