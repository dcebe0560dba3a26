// The engine of every function that walks through a collection: one Run per call, one closure per callback-style item,
// and none per item for async functions under a limit.
import { isPromise, type NodeCallback } from '@sluice/core';
import { adopt, followReturned, guarded, isAsync, RETURNED } from './adopt.js';
import { type Callable, calledTwice, expectFunction, isArrayLike, toLimit } from './checks.js';
import { failureOf, toPeerError, toTruthy } from './failure.js';
import type { Attach } from './promised.js';

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
  /** Makes the final result; without it there is none. */
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
  /** How a rejection goes into the callback. */
  readonly failure: (reason: unknown) => unknown;
  readonly iteratee: Callable;
  /** Whether the iteratee is an async function, which gets no callback. */
  withheld: boolean;
  items: ArrayLike<unknown> | Record<string, unknown> | undefined;
  keys: string[] | undefined;
  iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  /** Reads the next item of an asynchronous iterator, if there is room for it. */
  pull: (() => void) | undefined;
  limit: number;
  size: number;
  index: number;
  running: number;
  /** Nobody but the loop that runs now starts items; left on when there is nothing more to start. */
  looping: boolean;
  exhausted: boolean;
  over: boolean;
  /** Not over yet, and a result is only put into `list`, if there is one: the short way through settle(). */
  plain: boolean;
  results: unknown;
  /** The results, when they are stored by index. */
  list: unknown[] | undefined;
  values: unknown[] | undefined;
  order: number[] | undefined;
  errors: unknown[] | undefined;
  /** What the promise form has to do when the call is cancelled. */
  release: (() => void) | undefined;
}

const NO_OPTIONS: RunOptions = {};

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
  const { concurrency = Infinity, ordered, stopOnError } = options ?? NO_OPTIONS;
  const run: Run = {
    where,
    family,
    callback,
    failure: failureOf(promised),
    iteratee: iteratee as Callable,
    withheld: isAsync(iteratee),
    items: undefined,
    keys: undefined,
    iterator: undefined,
    pull: undefined,
    limit: Math.min(limit === ALL ? Infinity : toLimit(where, limit), concurrency),
    size: 0,
    index: -1,
    running: 0,
    looping: false,
    exhausted: false,
    over: false,
    plain: family.store === undefined && options === undefined,
    results,
    list: undefined,
    values: undefined,
    order: ordered === false ? [] : undefined,
    errors: stopOnError === false ? [] : undefined,
    release: undefined,
  };
  const all = limit === ALL && options?.concurrency === undefined;
  open(run, collection, all);
  const isArray = run.iterator === undefined && run.keys === undefined;
  // Allocated at full length: items that finish out of order would turn a growing array into a dictionary.
  if (family.list) run.list = run.results = new Array<unknown>(run.size);
  if (family.keep > (isArray ? 1 : 0)) run.values = [];
  // async sorts by the key, so what an object's items leave comes in the order in which they finish.
  if (family.keep === 1 && run.keys !== undefined) {
    run.order ??= [];
    run.plain = false;
  }
  if (attach !== undefined) {
    run.release = attach(() => {
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
    run.iterator = source[Symbol.asyncIterator]();
    run.pull = puller(run, run.iterator);
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
  if (run.pull !== undefined) return run.pull();
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

// Makes what reads an asynchronous iterator: one next() at a time, and not before there is room for its item.
function puller(run: Run, iterator: AsyncIterator<unknown>): () => void {
  let awaiting = false;
  const pulled = (item: IteratorResult<unknown>): void => {
    awaiting = false;
    if (run.over) return;
    try {
      if (item.done) {
        run.looping = run.exhausted = true;
        if (run.running === 0) conclude(run);
        return;
      }
      run.running += 1;
      start(run, (run.index += 1), item.value);
      pull();
    } catch (error) {
      crash(run, error);
    }
  };
  const broken = (reason: unknown): void => {
    run.iterator = undefined;
    if (!run.over) crash(run, reason);
  };
  const pull = (): void => {
    if (awaiting || run.exhausted || run.over || run.running >= run.limit) return;
    awaiting = true;
    try {
      void iterator.next().then(pulled, broken);
    } catch (error) {
      broken(error);
    }
  };
  return pull;
}

// What the iteratee throws is the failure of the call, what the final callback throws is uncaught.
function crash(run: Run, error: unknown): void {
  guarded(() => {
    if (run.over) throw error;
    fail(run, run.failure(error));
  });
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
      followReturned(value as Promise<unknown>, run.failure, (reason, result) => {
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
  if (run.plain && error == null) {
    const { list } = run;
    if (list !== undefined) list[index] = value;
    return release(run);
  }
  if (run.over) return;
  if (error) {
    if (run.errors === undefined) {
      if (run.family.eager) store(run, index, value);
      return fail(run, error);
    }
    run.errors[index] = error;
  } else if (error === false) {
    end(run);
    run.release?.();
    return;
  } else if (store(run, index, value)) return;
  release(run);
}

// Tells whether the result has ended the run.
function store(run: Run, index: number, value: unknown): boolean {
  const { list, order } = run;
  if (list !== undefined) list[index] = value;
  else if (run.family.store?.(run, index, value)) {
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
  const failed = (reason: unknown): void => guarded(() => settle(run, index, run.failure(reason), undefined));
  const fulfilled = (result: unknown): void => {
    try {
      if (run.over || store(run, index, result)) return;
      if (run.looping || run.pull !== undefined) return release(run);
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
  end(run);
  const { callback, errors, family } = run;
  if (errors?.length) {
    const failures = Object.values(errors);
    callback(new AggregateError(failures, `${run.where}: ${failures.length} tasks failed`));
  } else if (family.finish === undefined) callback(null);
  else callback(null, family.finish(run) as never);
}

/** The results in the order in which the caller wants them. */
export function listed(run: Run): unknown[] {
  const results = run.results as unknown[];
  // The results that come with an error end with the last one that is there.
  while (results.length > 0 && !(results.length - 1 in results)) results.length -= 1;
  return run.order === undefined ? results : run.order.map((index) => results[index]);
}

function fail(run: Run, error: unknown): void {
  end(run);
  const { callback, family } = run;
  if (!family.partial) return callback(error);
  callback(error, family.finish?.(run) as never);
}

// After a synchronous throw: it goes to the caller, as in async, and in the promise form it fails the call.
function abandon(run: Run, error: unknown): void {
  const isLost = run.over || run.failure === toPeerError;
  end(run);
  if (isLost) throw error;
  run.callback(toTruthy(error));
}

function end(run: Run): void {
  if (!run.over) close(run);
  run.over = true;
  run.plain = false;
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
