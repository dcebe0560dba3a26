// The engine of every function that walks through a collection: one Run per call, one closure per callback-style item,
// and none per item for async functions under a limit.
import { isPromise, type NodeCallback, throwLater, toCallbackError } from '@sluice/core';
import { adopt, followReturned, isAsync, RETURNED } from './adopt.js';
import { type Callable, calledTwice, expectFunction, isArrayLike, toLimit } from './checks.js';
import { toPeerError } from './failure.js';
import type { Attach, Stoppable } from './promised.js';

/** All at once, and arrays in one uninterrupted loop, as the functions of async without a limit do. */
export const ALL: { readonly all: true } = { all: true };

/** What the functions of one family (`map`, `mapLimit`, `mapSeries`) share. Every field is given, in this order. */
export interface Family {
  /** How an item is started and followed, unless by `iteratee(item, callback)`. */
  readonly form: Form | undefined;
  /** Whether `results[index] = result`. */
  readonly list: boolean;
  /** Stores a result otherwise; tells whether it has ended the run. */
  readonly store: ((run: Run, index: number, value: unknown) => boolean) | undefined;
  /** Whether items are kept for `finish`: 2 always, 1 when they cannot be read from an array again, 0 not at all. */
  readonly keep: 0 | 1 | 2;
  /** Whether the result that comes with an error is stored. */
  readonly eager: boolean;
  /** Whether the error comes with the results so far. */
  readonly partial: boolean;
  /** Makes the final result; without it, and without `list` and `store`, there is none. */
  readonly finish: ((run: Run) => unknown) | undefined;
}

/** One way of calling an iteratee, or a task. */
export interface Form {
  /** With a callback. */
  readonly start: (run: Run, index: number, value: unknown) => void;
  /** As an async function; undefined when it is none. */
  readonly follow: (run: Run, index: number, value: unknown) => unknown;
}

/** Options of the promise form which the engine itself looks at. */
export interface RunOptions {
  readonly concurrency?: number | undefined;
  readonly ordered?: boolean | undefined;
  readonly stopOnError?: boolean | undefined;
}

/** The state of one call. */
export interface Run {
  readonly where: string;
  readonly family: Family;
  readonly callback: NodeCallback<never>;
  readonly promised: boolean;
  readonly iteratee: Callable;
  /** Whether the iteratee is an async function, which gets no callback. */
  withheld: boolean;
  items: ArrayLike<unknown> | Record<string, unknown> | undefined;
  keys: string[] | undefined;
  iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  /** What receives the results of an asynchronous iterator, and whether one is awaited. */
  pulled: ((item: IteratorResult<unknown>) => void) | undefined;
  broken: ((reason: unknown) => void) | undefined;
  awaiting: boolean;
  limit: number;
  size: number;
  index: number;
  running: number;
  /** Nobody but the loop that runs now starts items; left on when there is nothing more to start. */
  looping: boolean;
  exhausted: boolean;
  over: boolean;
  results: unknown;
  /** The results, when they are stored by index. */
  list: unknown[] | undefined;
  values: unknown[] | undefined;
  order: number[] | undefined;
  errors: unknown[] | undefined;
  /** What the promise form has to do when the call is cancelled. */
  call: Stoppable | undefined;
}

/** Starts a call. `limit` is a positional limit as it came, or ALL; so is the iteratee when items are tasks. */
export function begin(
  where: string,
  family: Family,
  collection: unknown,
  limit: unknown,
  iteratee: unknown,
  callback: NodeCallback<never>,
  results?: unknown,
  promised = false,
  options?: RunOptions,
  attach?: Attach,
): void {
  if (iteratee !== ALL) expectFunction(where, 'iteratee', iteratee);
  const run: Run = {
    where,
    family,
    callback,
    promised,
    iteratee: iteratee as Callable,
    withheld: isAsync(iteratee),
    items: undefined,
    keys: undefined,
    iterator: undefined,
    pulled: undefined,
    broken: undefined,
    awaiting: false,
    limit: limit === ALL ? Infinity : toLimit(where, limit),
    size: 0,
    index: -1,
    running: 0,
    looping: false,
    exhausted: false,
    over: false,
    results,
    list: undefined,
    values: undefined,
    order: undefined,
    errors: undefined,
    call: undefined,
  };
  let all = limit === ALL;
  if (options !== undefined) {
    const { concurrency, ordered, stopOnError } = options;
    if (concurrency !== undefined) {
      run.limit = Math.min(run.limit, concurrency);
      all = false;
    }
    if (ordered === false) run.order = [];
    if (stopOnError === false) run.errors = [];
  }
  open(run, collection, all);
  const isArray = run.iterator === undefined && run.keys === undefined;
  // Allocated at full length: items that finish out of order would turn a growing array into a dictionary.
  if (family.list) run.list = run.results = new Array<unknown>(run.size);
  if (family.keep > (isArray ? 1 : 0)) run.values = [];
  // async sorts by the key, so what an object's items leave comes in the order in which they finish.
  if (family.keep === 1 && run.keys !== undefined) run.order ??= [];
  if (attach !== undefined) {
    run.call = attach(() => {
      run.size = 0;
      end(run);
    });
  }
  if (all && isArray) startAll(run);
  else pump(run);
}

function open(run: Run, collection: unknown, all: boolean): void {
  if (!collection) return;
  const source = collection as AsyncIterable<unknown> & Iterable<unknown>;
  if (isArrayLike(collection) && (all || !source[Symbol.asyncIterator])) {
    run.items = collection;
    run.size = collection.length;
  } else if (typeof source[Symbol.asyncIterator] === 'function') {
    pulling(run, source[Symbol.asyncIterator]());
  } else if (source[Symbol.iterator]) {
    run.iterator = source[Symbol.iterator]();
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
  const { family, iteratee, values, withheld } = run;
  const items = run.items as ArrayLike<unknown>;
  try {
    const startOne = values !== undefined ? start : withheld ? watch : family.form?.start;
    if (startOne !== undefined) {
      for (let i = 0; i < run.size; i += 1) startOne(run, i, items[i]);
      return;
    }
    // start(), for the most frequent case.
    for (let i = 0; i < run.size; i += 1) {
      const callback = itemCallback(run, i);
      const result = iteratee(items[i], callback);
      if (result !== undefined) adopt(iteratee, 2, result, callback);
    }
  } catch (error) {
    abandon(run, error);
  }
}

function pump(run: Run): void {
  if (run.pulled !== undefined) return pull(run);
  run.looping = true;
  try {
    while (run.running < run.limit && !run.over) {
      const value = take(run);
      if (run.exhausted) {
        if (run.running === 0 && !run.over) conclude(run);
        return;
      }
      run.running += 1;
      start(run, run.index, value);
    }
  } catch (error) {
    abandon(run, error);
  }
  run.looping = false;
}

// The next item; `exhausted` tells that there is none.
function take(run: Run): unknown {
  const { iterator } = run;
  if (iterator !== undefined) {
    // A broken iterator is not closed.
    run.iterator = undefined;
    const item = (iterator as Iterator<unknown>).next();
    run.iterator = iterator;
    // Aborted from inside.
    if (run.over) close(run);
    else if (!item.done) {
      run.index += 1;
      return item.value;
    }
  } else if (run.index + 1 < run.size) {
    const index = (run.index += 1);
    return (run.items as Record<PropertyKey, unknown>)[keyOf(run, index)];
  }
  run.looping = run.exhausted = true;
  return undefined;
}

/** The key of an item: its index, or its name in an object. */
export function keyOf(run: Run, index: number): string {
  return (run.keys === undefined ? index : run.keys[index]) as string;
}

function pulling(run: Run, iterator: AsyncIterator<unknown>): void {
  run.iterator = iterator;
  run.broken = (reason) => {
    run.iterator = undefined;
    if (!run.over) guarded(() => fail(run, rejection(run, reason)));
  };
  run.pulled = (item) => {
    run.awaiting = false;
    if (run.over) return;
    try {
      if (item.done) {
        run.looping = run.exhausted = true;
        if (run.running === 0) conclude(run);
        return;
      }
      run.running += 1;
      start(run, (run.index += 1), item.value);
      pull(run);
    } catch (error) {
      // What the iteratee throws is the failure of the call, what the final callback throws is uncaught.
      guarded(() => {
        if (run.over) throw error;
        fail(run, rejection(run, error));
      });
    }
  };
}

function guarded(job: () => void): void {
  try {
    job();
  } catch (thrown) {
    throwLater(thrown);
  }
}

// One next() at a time, and not before there is room for its item.
function pull(run: Run): void {
  if (run.awaiting || run.exhausted || run.over || run.running >= run.limit) return;
  run.awaiting = true;
  try {
    void (run.iterator as AsyncIterator<unknown>).next().then(run.pulled, run.broken);
  } catch (error) {
    run.broken?.(error);
  }
}

function start(run: Run, index: number, value: unknown): void {
  if (run.values !== undefined) run.values[index] = value;
  const { iteratee, family } = run;
  if (run.withheld) watch(run, index, value);
  else if (family.form !== undefined) family.form.start(run, index, value);
  else {
    const callback = itemCallback(run, index);
    const result = iteratee(value, callback);
    if (result !== undefined) adopt(iteratee, 2, result, callback);
  }
}

/** The callback of one item. */
export function itemCallback(run: Run, index: number): Callable {
  return (error?: unknown, value?: unknown): void => {
    if (index >= 0 && error !== RETURNED) {
      const own = index;
      index = CALLED;
      settle(run, own, error, value);
    } else if (index >= 0) {
      followReturned(value as Promise<unknown>, failure(run), (reason, result) => {
        if (index < 0) return;
        const own = index;
        index = PROMISED;
        settle(run, own, reason, result);
      });
    } else if (index === CALLED && error !== RETURNED) throw calledTwice();
  };
}

/** What the index in a callback turns into when its item is settled: by a call of the callback, or by a promise. */
export const CALLED = -1;
export const PROMISED = -2;

export function settle(run: Run, index: number, error: unknown, value: unknown): void {
  if (run.over) return;
  if (error) {
    if (run.errors === undefined) {
      if (run.family.eager) store(run, index, value);
      return fail(run, error);
    }
    run.errors[index] = error;
  } else if (error === false) {
    end(run);
    run.call?.release();
    return;
  } else if (store(run, index, value)) return;
  release(run);
}

// Tells whether the result has ended the run.
function store(run: Run, index: number, value: unknown): boolean {
  const { list, order } = run;
  if (list !== undefined) list[index] = value;
  else if (run.family.store?.(run, index, value)) {
    close(run);
    run.errors = undefined;
    conclude(run);
    return true;
  }
  if (order !== undefined) order.push(index);
  return false;
}

// A place is free.
function release(run: Run): void {
  run.running -= 1;
  if (!run.looping) pump(run);
  else if (run.exhausted && run.running === 0) conclude(run);
}

/** Follows async functions: one item, or under a limit one after the other, with the same two closures. */
export function watch(run: Run, index: number, value: unknown): void {
  const { family, iteratee } = run;
  const failed = (reason: unknown): void => {
    try {
      settle(run, index, rejection(run, reason), undefined);
    } catch (error) {
      throwLater(error);
    }
  };
  const fulfilled = (result: unknown): void => {
    try {
      if (run.over || store(run, index, result)) return;
      if (run.looping || run.pulled !== undefined) return release(run);
      const next = take(run);
      if (run.over) return;
      if (run.exhausted) return release(run);
      index = run.index;
      if (run.values !== undefined) run.values[index] = next;
      if (follow(next)) return;
      // A task of another kind; pump() takes over the place.
      run.looping = true;
      start(run, index, next);
      run.looping = false;
      if (!run.over) pump(run);
    } catch (error) {
      guarded(() => abandon(run, error));
    }
  };
  const follow = (item: unknown): boolean => {
    const promise = family.form === undefined ? iteratee(item) : family.form.follow(run, index, item);
    if (promise === undefined) return false;
    (promise as Promise<unknown>).then(fulfilled, failed);
    return true;
  };
  follow(value);
}

function conclude(run: Run): void {
  run.over = true;
  const { callback, errors, family, results } = run;
  if (errors !== undefined && errors.length > 0) {
    const failures = Object.values(errors);
    callback(new AggregateError(failures, `${run.where}: ${failures.length} tasks failed`));
  } else if (family.finish !== undefined) callback(null, family.finish(run) as never);
  else if (family.list) callback(null, listed(run) as never);
  else if (family.store === undefined) callback(null);
  else callback(null, results as never);
}

/** The results in the order in which the caller wants them. */
export function listed(run: Run): unknown[] {
  const results = run.results as unknown[];
  return run.order === undefined ? results : run.order.map((index) => results[index]);
}

function fail(run: Run, error: unknown): void {
  end(run);
  const { callback, family } = run;
  if (!family.partial) return callback(error);
  const results = run.results as unknown[];
  // The results that come with an error end with the last one that is there.
  if (family.list) while (results.length > 0 && !(results.length - 1 in results)) results.length -= 1;
  callback(error, (family.finish === undefined ? results : family.finish(run)) as never);
}

// After a synchronous throw: it goes to the caller, as in async, and in the promise form it fails the call.
function abandon(run: Run, error: unknown): void {
  if (run.over || !run.promised) {
    end(run);
    throw error;
  }
  end(run);
  run.callback(toCallbackError(error));
}

function end(run: Run): void {
  if (!run.over) close(run);
  run.over = true;
}

// Tells the source that nothing more is wanted of it.
function close(run: Run): void {
  try {
    const closing: unknown = run.exhausted || run.iterator?.return?.();
    // The call has its outcome; a failure of the cleaning up is not it.
    if (isPromise(closing)) closing.then(undefined, () => undefined);
  } catch {
    // As above.
  }
}

/** How a rejection goes into the callback. */
export function failure(run: Run): (reason: unknown) => unknown {
  return run.promised ? toCallbackError : toPeerError;
}

function rejection(run: Run, reason: unknown): unknown {
  return failure(run)(reason);
}
