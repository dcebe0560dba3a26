// The engine of every function that walks through a collection: one Run per call, one closure per callback-style item,
// and none per item for async functions under a limit.
import {
  isPromise,
  type NodeCallback,
  run0,
  run1,
  run2,
  taskKind,
  type TaskKind,
  throwLater,
  toCallbackError,
} from '@sluice/core';
import { type Callable, calledTwice, expectFunction, isArrayLike, toLimit } from './checks.js';
import { toPeerError } from './failure.js';

// How the iteratee is called; without TASK the number is that of its arguments before the callback, except MEMO.
/** Each item is itself the task. */
export const TASK = 0;
/** `iteratee(item, callback)` */
export const ITEM = 1;
/** `iteratee(item, key, callback)` */
export const KEYED = 2;
/** `iteratee(memo, item, callback)` */
export const MEMO = 3;

// What becomes of a result.
/** It is dropped. */
export const DROP = 0;
/** `results[index] = result` */
export const LIST = 1;
/** `results[key] = result` */
export const RECORD = 2;
/** It is the next memo. */
export const REPLACE = 3;
/** The first one that is truthy ends the run … */
export const SEEK = 4;
/** … or falsy. */
export const SEEK_FALSY = 5;

// Values of core's TaskKind.
const CALLBACK = 0;
const OPEN = 1;
const WITHHELD = 3;

/** All at once, and arrays in one uninterrupted loop, as the functions of async without a limit do. */
export const ALL: { readonly all: true } = { all: true };

/** What the functions of one family (`map`, `mapLimit`, `mapSeries`) share. Every field is given, in this order. */
export interface Family {
  readonly form: 0 | 1 | 2 | 3;
  readonly mode: 0 | 1 | 2 | 3 | 4 | 5;
  /** Whether items are kept for `finish`: 2 always, 1 when they cannot be read from an array again, 0 not at all. */
  readonly keep: 0 | 1 | 2;
  /** Whether the result that comes with an error is stored. */
  readonly eager: boolean;
  /** Whether the error comes with the results so far. */
  readonly partial: boolean;
  /** Whether all results of one callback count, as an array. */
  readonly gathers: boolean;
  /** Makes the final result; without it, the results as they are stored. */
  readonly finish: ((run: Run) => unknown) | undefined;
}

/** Options of the promise form which the engine itself looks at. */
export interface RunOptions {
  readonly concurrency?: number | undefined;
  readonly ordered?: boolean | undefined;
  readonly stopOnError?: boolean | undefined;
}

/** The state of one call. */
export class Run {
  readonly where: string;
  readonly family: Family;
  readonly form: number;
  readonly mode: number;
  readonly gathers: boolean;
  readonly callback: NodeCallback<never>;
  readonly promised: boolean;
  readonly iteratee: Callable;
  kind: TaskKind = CALLBACK;

  items: ArrayLike<unknown> | Record<string, unknown> | undefined = undefined;
  keys: string[] | undefined = undefined;
  iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined = undefined;
  // Whether `iterator` is asynchronous, and whether one of its results is awaited.
  pulls = false;
  awaiting = false;

  limit = Infinity;
  size = 0;
  index = -1;
  value: unknown = undefined;
  running = 0;
  // Nobody but the loop that runs now starts items; left on when there is nothing more to start.
  looping = false;
  exhausted = false;
  over = false;

  results: unknown = undefined;
  values: unknown[] | undefined = undefined;
  found = -1;
  order: number[] | undefined = undefined;
  errors: unknown[] | undefined = undefined;
  // Removes listeners and timers of the promise form when the call is cancelled.
  release: (() => void) | undefined = undefined;

  constructor(where: string, family: Family, iteratee: unknown, callback: NodeCallback<never>, promised: boolean) {
    this.where = where;
    this.family = family;
    this.form = family.form;
    this.mode = family.mode;
    this.gathers = family.gathers;
    this.callback = callback;
    this.promised = promised;
    this.iteratee = iteratee as Callable;
  }

  /** Starts nothing more and settles nothing. */
  stop(): void {
    if (this.over) return;
    this.over = true;
    this.size = 0;
    close(this);
  }
}

/** Starts a call. `limit` is a positional limit as it came, or ALL. */
export function begin(
  where: string,
  family: Family,
  collection: unknown,
  limit: unknown,
  iteratee: unknown,
  callback: NodeCallback<never>,
  memo?: unknown,
  promised = false,
  options?: RunOptions,
  attach?: (run: Run) => void,
): void {
  const run = new Run(where, family, iteratee, callback, promised);
  const { form } = family;
  if (form !== TASK) {
    expectFunction(where, 'iteratee', iteratee);
    run.kind = taskKind(iteratee, form === ITEM ? 2 : 3, true);
  }
  run.results = memo;
  const bounded = options?.concurrency;
  const all = limit === ALL && bounded === undefined;
  if (limit !== ALL) run.limit = toLimit(where, limit);
  if (bounded !== undefined && !(run.limit < bounded)) run.limit = bounded;
  if (options?.ordered === false) run.order = [];
  if (options?.stopOnError === false) run.errors = [];
  open(run, collection, all);
  if (family.keep === 2 || (family.keep === 1 && run.iterator !== undefined)) run.values = [];
  // Allocated at full length: items that finish out of order would turn a growing array into a dictionary.
  if (family.mode === LIST) run.results = new Array(run.size);
  attach?.(run);
  if (all && run.keys === undefined && run.iterator === undefined) startAll(run);
  else pump(run);
}

/** The indices of the stored results, in the order in which the caller wants them. */
export function indices(run: Run): number[] {
  if (run.order !== undefined) return run.order;
  const results = run.results as unknown[];
  const all: number[] = [];
  for (let i = 0; i < results.length; i += 1) if (i in results) all.push(i);
  return all;
}

/** Counts 0 to n - 1: the source of `times`, without an array. */
export class Range {
  readonly size: number;
  constructor(size: number) {
    this.size = size;
  }
}

function open(run: Run, collection: unknown, all: boolean): void {
  if (!collection) return;
  const source = collection as Partial<AsyncIterable<unknown> & Iterable<unknown>>;
  if (isArrayLike(collection) && (all || typeof source[Symbol.asyncIterator] !== 'function')) {
    run.items = collection;
    run.size = collection.length;
  } else if (collection instanceof Range) {
    run.size = collection.size;
  } else if (typeof source[Symbol.asyncIterator] === 'function') {
    run.pulls = true;
    run.iterator = (source as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  } else if (source[Symbol.iterator]) {
    run.iterator = (source as Iterable<unknown>)[Symbol.iterator]();
  } else {
    // A key `__proto__` would set the prototype of the results.
    run.keys = Object.keys(collection).filter((key) => key !== '__proto__');
    run.items = collection as Record<string, unknown>;
    run.size = run.keys.length;
  }
}

// As async does, an array is walked through to its end, whatever fails or cancels meanwhile.
function startAll(run: Run): void {
  run.looping = run.exhausted = true;
  run.running = run.size;
  if (run.size === 0) return conclude(run);
  const items = run.items as ArrayLike<unknown> | undefined;
  try {
    for (let i = 0; i < run.size; i += 1) start(run, i, items === undefined ? i : items[i]);
  } catch (error) {
    abandon(run, error);
  }
}

function pump(run: Run): void {
  if (run.pulls) return pull(run);
  run.looping = true;
  try {
    while (run.running < run.limit && !run.over) {
      if (!take(run)) {
        if (run.running === 0) conclude(run);
        return;
      }
      run.running += 1;
      start(run, run.index, run.value);
    }
  } catch (error) {
    abandon(run, error);
  }
  run.looping = false;
}

// Moves on to the next item, if there is one.
function take(run: Run): boolean {
  const { iterator } = run;
  if (iterator !== undefined) {
    let item;
    try {
      item = (iterator as Iterator<unknown>).next();
    } catch (error) {
      // A broken iterator is not closed.
      run.iterator = undefined;
      throw error;
    }
    if (!item.done) {
      run.value = item.value;
      run.index += 1;
      return true;
    }
  } else if (run.index + 1 < run.size) {
    const index = (run.index += 1);
    const { keys, items } = run;
    if (keys !== undefined) run.value = (items as Record<string, unknown>)[String(keys[index])];
    else run.value = items === undefined ? index : (items as ArrayLike<unknown>)[index];
    return true;
  }
  run.looping = run.exhausted = true;
  return false;
}

// One next() at a time, and not before there is room for its item.
function pull(run: Run): void {
  if (run.awaiting || run.exhausted || run.over || run.running >= run.limit) return;
  run.awaiting = true;
  const broken = (reason: unknown): void => {
    run.awaiting = false;
    run.iterator = undefined;
    if (!run.over) guarded(run, () => fail(run, rejection(run, reason)));
  };
  try {
    (run.iterator as AsyncIterator<unknown>).next().then((item) => {
      run.awaiting = false;
      if (run.over) return;
      guarded(run, () => {
        if (item.done) {
          run.looping = run.exhausted = true;
          if (run.running === 0) conclude(run);
          return;
        }
        run.running += 1;
        start(run, (run.index += 1), item.value);
        pull(run);
      });
    }, broken);
  } catch (error) {
    broken(error);
  }
}

// In a promise job: what the iteratee throws is the failure of the call, what the final callback throws is uncaught.
function guarded(run: Run, job: () => void): void {
  try {
    job();
  } catch (error) {
    if (run.over) return throwLater(error);
    try {
      fail(run, rejection(run, error));
    } catch (thrown) {
      throwLater(thrown);
    }
  }
}

function start(run: Run, index: number, value: unknown): void {
  if (run.values !== undefined) run.values[index] = value;
  const { form, iteratee, kind } = run;
  if (form === TASK) startTask(run, index, value);
  else if (kind === WITHHELD) watch(run, index, value);
  else if (form === ITEM) {
    if (kind === CALLBACK) iteratee(value, itemCallback(run, index));
    else run1(kind, iteratee, value, itemCallback(run, index), failure(run));
  } else {
    const first = form === KEYED ? value : run.results;
    const second = form === KEYED ? keyOf(run, index) : value;
    if (kind === CALLBACK) iteratee(first, second, itemCallback(run, index));
    else run2(kind, iteratee, first, second, itemCallback(run, index), failure(run));
  }
}

function startTask(run: Run, index: number, task: unknown): void {
  expectFunction(run.where, 'task', task);
  const kind = taskKind(task, 1, true);
  if (kind === CALLBACK) task(taskCallback(run, index));
  else if (kind === WITHHELD) watch(run, index, task);
  else run0(kind, task, taskCallback(run, index), failure(run));
}

function itemCallback(run: Run, index: number): NodeCallback<never> {
  if (run.gathers) return gatheringCallback(run, index);
  return (error?: unknown, value?: unknown) => {
    if (index < 0) throw calledTwice();
    const own = index;
    index = -1;
    settle(run, own, error, value);
  };
}

function gatheringCallback(run: Run, index: number): NodeCallback<never> {
  return (error?: unknown, ...values: unknown[]) => {
    if (index < 0) throw calledTwice();
    const own = index;
    index = -1;
    settle(run, own, error, values);
  };
}

// Several results of one task make an array.
function taskCallback(run: Run, index: number): NodeCallback<never> {
  return function (error?: unknown, value?: unknown) {
    if (index < 0) throw calledTwice();
    const own = index;
    index = -1;
    // A rest parameter would cost an array for each task.
    // eslint-disable-next-line prefer-rest-params
    settle(run, own, error, arguments.length > 2 ? Array.prototype.slice.call(arguments, 1) : value);
  };
}

function settle(run: Run, index: number, error: unknown, value: unknown): void {
  if (run.over) return;
  if (error) {
    if (run.errors === undefined) {
      if (run.family.eager) deposit(run, index, value);
      return fail(run, error);
    }
    run.errors[index] = error;
  } else if (error === false) {
    run.over = true;
    close(run);
    run.release?.();
    return;
  } else if (run.mode !== DROP && deposit(run, index, value)) return;
  run.running -= 1;
  if (!run.looping) pump(run);
  else if (run.exhausted && run.running === 0) conclude(run);
}

// Tells whether the result has ended the run.
function deposit(run: Run, index: number, value: unknown): boolean {
  const { mode } = run;
  if (run.order !== undefined) run.order.push(index);
  if (mode === LIST) (run.results as unknown[])[index] = value;
  else if (mode === RECORD) (run.results as Record<string, unknown>)[keyOf(run, index)] = value;
  else if (mode === REPLACE) run.results = value;
  else if (mode >= SEEK && !value === (mode === SEEK_FALSY)) {
    run.found = index;
    close(run);
    conclude(run);
    return true;
  }
  return false;
}

function keyOf(run: Run, index: number): string {
  return (run.keys === undefined ? index : run.keys[index]) as string;
}

// Follows async functions: one item, or under a limit one after the other, with the same two closures.
function watch(run: Run, index: number, value: unknown): void {
  const failed = (reason: unknown): void => {
    try {
      settle(run, index, rejection(run, reason), undefined);
    } catch (error) {
      escape(run, error);
    }
  };
  const fulfilled = (result: unknown): void => {
    try {
      if (run.over || (run.mode !== DROP && deposit(run, index, run.gathers ? [result] : result))) return;
      if (run.pulls || run.looping || !take(run)) {
        run.running -= 1;
        if (run.pulls) pull(run);
        if (run.exhausted && run.running === 0) conclude(run);
        return;
      }
      index = run.index;
      const { value: next } = run;
      if (run.form !== TASK || taskKind(next as Callable, 1, true) === WITHHELD) {
        if (run.values !== undefined) run.values[index] = next;
        follow(run, index, next, fulfilled, failed);
        return;
      }
      // The next task is of another kind; pump() takes over the slot.
      run.looping = true;
      start(run, index, next);
      run.looping = false;
      if (!run.over) pump(run);
    } catch (error) {
      escape(run, error);
    }
  };
  follow(run, index, value, fulfilled, failed);
}

function follow(
  run: Run,
  index: number,
  value: unknown,
  fulfilled: (result: unknown) => void,
  failed: (reason: unknown) => void,
): void {
  const { form, iteratee } = run;
  let promise;
  if (form === ITEM) promise = iteratee(value);
  else if (form === KEYED) promise = iteratee(value, keyOf(run, index));
  else if (form === MEMO) promise = iteratee(run.results, value);
  else promise = (value as Callable)();
  (promise as Promise<unknown>).then(fulfilled, failed);
}

function conclude(run: Run): void {
  run.over = true;
  const { callback, errors, family } = run;
  if (errors !== undefined && errors.length > 0 && run.found < 0) {
    const failures = Object.values(errors);
    callback(new AggregateError(failures, `${run.where}: ${failures.length} of ${run.index + 1} tasks failed`));
  } else if (family.finish !== undefined) callback(null, family.finish(run) as never);
  else if (run.mode === DROP) callback(null);
  else callback(null, (run.order === undefined ? run.results : inOrder(run)) as never);
}

function inOrder(run: Run): unknown {
  return run.mode === LIST ? indices(run).map((index) => (run.results as unknown[])[index]) : run.results;
}

function fail(run: Run, error: unknown): void {
  run.over = true;
  close(run);
  const { callback, family } = run;
  if (!family.partial) return callback(error);
  if (run.mode === LIST) trim(run.results as unknown[]);
  callback(error, (family.finish === undefined ? run.results : family.finish(run)) as never);
}

// The results that come with an error end with the last one that is there.
function trim(results: unknown[]): void {
  let { length } = results;
  while (length > 0 && !(length - 1 in results)) length -= 1;
  results.length = length;
}

// After a synchronous throw: it goes to the caller, as in async, and in the promise form it fails the call.
function abandon(run: Run, error: unknown): void {
  if (run.over) throw error;
  run.over = true;
  close(run);
  if (!run.promised) throw error;
  run.callback(toCallbackError(error));
}

function escape(run: Run, error: unknown): void {
  try {
    abandon(run, error);
  } catch (thrown) {
    throwLater(thrown);
  }
}

// Tells the source that nothing more is wanted of it.
function close(run: Run): void {
  const { iterator } = run;
  if (iterator === undefined || run.exhausted) return;
  run.iterator = undefined;
  try {
    const closing: unknown = iterator.return?.();
    // The call has its outcome; a failure of the cleaning up is not it.
    if (isPromise(closing)) closing.then(undefined, () => undefined);
  } catch {
    // As above.
  }
}

function failure(run: Run): (reason: unknown) => unknown {
  return run.promised ? toCallbackError : toPeerError;
}

function rejection(run: Run, reason: unknown): unknown {
  return failure(run)(reason);
}

// `OPEN` is the kind that needs the most general runner.
export { CALLBACK, OPEN, WITHHELD };
