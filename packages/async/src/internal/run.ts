// The engine of every function that walks through a collection: one Run per call, one closure per callback-style item,
// and none per item for async functions under a limit.
import { isPromise, type NodeCallback, throwLater } from '@sluice/core';
import { CALLED, followReturned, guarded, isAsync, PROMISED, RETURNED } from './adopt.js';
import { type Callable, calledTwice, expectFunction, isArrayLike, toLimit } from './checks.js';
import { failureOf } from './failure.js';
import type { PromiseOptions, Ticket } from './promised.js';

/**
 * As a limit: all at once, and arrays in one uninterrupted loop, as the functions of async without a limit do. As an
 * iteratee: the items are themselves the tasks.
 */
export const ALL: { readonly all: true } = { all: true };

/** What the functions of one family (`map`, `mapLimit`, `mapSeries`) share. Every field is given, in this order. */
export interface Family {
  /** Starts an item: calls the iteratee, or the task. */
  readonly start: Start;
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

type Start = (run: Run, index: number, item: unknown) => void;

/** The state of one call. */
export interface Run {
  readonly where: string;
  readonly family: Family;
  readonly iteratee: Callable;
  readonly callback: NodeCallback<never>;
  readonly ticket: Ticket | undefined;
  /** Whether the iteratee is an async function, which gets no callback. */
  readonly withheld: boolean;
  /** Whether the iteratee declares the callback; looked at when it is first needed. */
  declares: boolean | undefined;
  items: ArrayLike<unknown> | Record<string, unknown> | undefined;
  keys: string[] | undefined;
  iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  start: Start;
  /** Whether the iterator is an asynchronous one. */
  pulls: boolean;
  size: number;
  index: number;
  /** `running` stays below it. */
  limit: number;
  /** Items under way; and one for the source, as long as it may have more. */
  running: number;
  /** Nobody but the loop that runs now starts items; left on when there is nothing more to start. */
  looping: boolean;
  over: boolean;
  /** Not over yet, and a result is only put into `list`, if there is one: the short way through settle(). */
  plain: boolean;
  /** Results that are stored by index. */
  list: unknown[] | undefined;
  /** Those that are stored otherwise. */
  results: unknown;
  values: unknown[] | undefined;
  order: number[] | undefined;
  errors: unknown[] | undefined;
  /** What follows the next async function. */
  idle: Lane | undefined;
}

const NO_OPTIONS: PromiseOptions = {};

/** Starts a call. `limit` is a positional limit as it came, or ALL; so is the iteratee when items are tasks. */
export function begin(
  where: string,
  family: Family,
  collection: unknown,
  limit: unknown,
  iteratee: unknown,
  callback: NodeCallback<never>,
  results: unknown,
  ticket: Ticket | undefined,
): void {
  if (iteratee !== ALL) expectFunction(where, 'iteratee', iteratee);
  const { concurrency = Infinity, ordered, stopOnError } = ticket?.options ?? NO_OPTIONS;
  const run: Run = {
    where,
    family,
    iteratee: iteratee as Callable,
    callback,
    ticket,
    withheld: iteratee !== ALL && isAsync(iteratee),
    declares: undefined,
    items: undefined,
    keys: undefined,
    iterator: undefined,
    start: family.start,
    pulls: false,
    size: 0,
    index: -1,
    limit: 1 + Math.min(limit === ALL ? Infinity : toLimit(where, limit), concurrency),
    running: 1,
    looping: false,
    over: false,
    plain: family.store === undefined && ticket === undefined,
    list: undefined,
    results,
    values: undefined,
    order: ordered === false ? [] : undefined,
    errors: stopOnError === false ? [] : undefined,
    idle: undefined,
  };
  const all = limit === ALL && ticket?.options.concurrency === undefined;
  open(run, collection, all);
  const isArray = run.iterator === undefined && run.keys === undefined;
  // Allocated at full length: items that finish out of order would turn a growing array into a dictionary.
  if (family.list) run.list = new Array<unknown>(run.size);
  if (family.keep > (isArray ? 1 : 0)) {
    run.values = [];
    run.start = startKept;
  }
  // async sorts by the key, so what an object's items leave comes in the order in which they finish.
  if (family.keep === 1 && run.keys !== undefined) {
    run.order ??= [];
    run.plain = false;
  }
  if (ticket !== undefined) {
    ticket.stop = () => {
      run.size = 0;
      end(run);
    };
  }
  if (all && isArray) startAll(run);
  else pump(run);
}

function open(run: Run, collection: unknown, all: boolean): void {
  const source = collection as AsyncIterable<unknown> & Iterable<unknown>;
  if (isArrayLike(collection) && (all || !source[Symbol.asyncIterator])) {
    run.items = collection;
    run.size = collection.length;
  } else if (collection) {
    run.pulls = typeof source[Symbol.asyncIterator] === 'function';
    if (run.pulls) run.iterator = source[Symbol.asyncIterator]();
    else if (source[Symbol.iterator]) run.iterator = source[Symbol.iterator]();
    else {
      // A key `__proto__` would set the prototype of the results.
      run.keys = Object.keys(collection).filter((key) => key !== '__proto__');
      run.items = collection as Record<string, unknown>;
      run.size = run.keys.length;
    }
  }
}

// As async does, an array is walked through to its end, whatever fails or cancels meanwhile.
function startAll(run: Run): void {
  const { size } = run;
  const items = run.items as ArrayLike<unknown>;
  run.looping = true;
  run.running = size;
  try {
    if (size === 0) conclude(run);
    // The most frequent case by its name: so it can be inlined.
    else if (run.start === startItem) for (let i = 0; i < run.size; i += 1) startItem(run, i, items[i]);
    else for (let i = 0; i < run.size; i += 1) run.start(run, i, items[i]);
  } catch (error) {
    abandon(run, error);
  }
}

// Starts items while there is room, at first `pulled`, which comes from an asynchronous iterator.
function pump(run: Run, pulled?: IteratorResult<unknown>): void {
  run.looping = true;
  try {
    if (pulled !== undefined) accept(run, pulled);
    while (run.running < run.limit && !run.over) {
      if (run.index + 1 < run.size) {
        const index = (run.index += 1);
        run.running += 1;
        run.start(run, index, (run.items as Record<PropertyKey, unknown>)[keyOf(run, index)]);
      } else if (run.iterator === undefined) return release(run);
      else if (!step(run, run.iterator)) return;
    }
  } catch (error) {
    abandon(run, error);
  }
  run.looping = false;
}

// Starts the next item of an iterator. Returns whether it came at once; until it comes nobody else asks.
function step(run: Run, iterator: Iterator<unknown> | AsyncIterator<unknown>): boolean {
  // A broken iterator is not closed.
  run.iterator = undefined;
  const item = iterator.next();
  run.iterator = iterator;
  // Aborted from inside.
  if (run.over) close(run);
  if (!run.pulls) accept(run, item as IteratorResult<unknown>);
  else {
    (item as Promise<IteratorResult<unknown>>).then(
      (pulled) => guarded(() => pump(run, pulled)),
      (reason) => {
        run.iterator = undefined;
        if (!run.over) guarded(() => abandon(run, reason));
      },
    );
  }
  return !run.pulls;
}

function accept(run: Run, item: IteratorResult<unknown>): void {
  if (item.done) run.iterator = undefined;
  else if (!run.over) {
    run.running += 1;
    run.start(run, (run.index += 1), item.value);
  }
}

/** The key of an item: its index, or its name in an object. */
export function keyOf(run: Run, index: number): string {
  return (run.keys === undefined ? index : run.keys[index]) as string;
}

function startKept(run: Run, index: number, item: unknown): void {
  (run.values as unknown[])[index] = item;
  run.family.start(run, index, item);
}

/** `iteratee(item, callback)` */
export function startItem(run: Run, index: number, item: unknown): void {
  const { iteratee } = run;
  if (run.withheld) return follow(run, index, iteratee(item));
  const callback = itemCallback(run, index);
  const result = iteratee(item, callback);
  if (result !== undefined) adoptItem(run, 2, result, callback);
}

/** The callback of one item. */
export function itemCallback(run: Run, index: number): Callable {
  return (error?: unknown, value?: unknown): void => {
    if (index >= 0 && error !== RETURNED) {
      const own = index;
      index = CALLED;
      settle(run, own, error, value);
    } else if (index >= 0) {
      followReturned(value, failureOf(run.ticket), (reason, result) => {
        if (index < 0) return;
        const own = index;
        index = PROMISED;
        settle(run, own, reason, result);
      });
    } else if (index === CALLED && error !== RETURNED) throw calledTwice();
  };
}

/** adopt() for the iteratee. */
export function adoptItem(run: Run, position: number, result: unknown, callback: Callable): void {
  run.declares ??= run.iteratee.length >= position;
  if (!run.declares && isPromise(result)) callback(RETURNED, result);
}

/** Follows an async function. */
export function follow(run: Run, index: number, promise: unknown): void {
  const lane = run.idle ?? newLane(run);
  run.idle = undefined;
  lane(index, promise as Promise<unknown>);
}

/** Follows async functions, one after the other, with the same closures. */
type Lane = (index: number, promise: PromiseLike<unknown>) => void;

function newLane(run: Run): Lane {
  let index: number;
  const fulfilled = (value: unknown): void => {
    try {
      run.idle = lane;
      settle(run, index, null, value);
    } catch (error) {
      throwLater(error);
    }
  };
  const failed = (reason: unknown): void => guarded(() => settle(run, index, failureOf(run.ticket)(reason), undefined));
  const lane: Lane = (own, promise) => {
    index = own;
    promise.then(fulfilled, failed);
  };
  return lane;
}

export function settle(run: Run, index: number, error: unknown, value: unknown): void {
  const { list, plain } = run;
  if (plain && error == null) {
    if (list !== undefined) list[index] = value;
    return release(run);
  }
  if (run.over) return;
  if (error === false) {
    end(run);
    run.ticket?.release();
  } else if (error && run.errors === undefined) {
    if (run.family.eager) store(run, index, value);
    finish(run, error, run.family.partial);
  } else if (error) {
    (run.errors as unknown[])[index] = error;
    release(run);
  } else if (!store(run, index, value)) release(run);
}

// Tells whether the result has ended the run.
function store(run: Run, index: number, value: unknown): boolean {
  run.order?.push(index);
  if (run.list !== undefined) run.list[index] = value;
  else if (run.family.store?.(run, index, value)) {
    finish(run, null, true);
    return true;
  }
  return false;
}

// A place is free.
function release(run: Run): void {
  run.running -= 1;
  if (run.running === 0) conclude(run);
  else if (!run.looping) pump(run);
}

function conclude(run: Run): void {
  const { where, errors, family } = run;
  if (errors === undefined || errors.length === 0) return finish(run, null, family.finish !== undefined);
  const failures = Object.values(errors);
  finish(run, new AggregateError(failures, `${where}: ${failures.length} tasks failed`), false);
}

// The outcome, with or without results.
function finish(run: Run, error: unknown, full: boolean): void {
  end(run);
  const { callback, family } = run;
  if (full) callback(error, family.finish?.(run) as never);
  else callback(error);
}

/** The results in the order in which the caller wants them. */
export function listed(run: Run): unknown[] {
  const results = run.list as unknown[];
  // The results that come with an error end with the last one that is there.
  while (results.length > 0 && !(results.length - 1 in results)) results.length -= 1;
  return run.order === undefined ? results : run.order.map((index) => results[index]);
}

// What is thrown goes to the caller, as in async; in the promise form, and where nobody can catch it, it fails the call.
function abandon(run: Run, error: unknown): void {
  const isLost = run.over || (run.ticket === undefined && !run.pulls);
  end(run);
  if (isLost) throw error;
  finish(run, failureOf(run.ticket)(error), run.family.partial);
}

function end(run: Run): void {
  const { over, iterator } = run;
  run.over = true;
  run.plain = false;
  if (!over && iterator !== undefined) close(run);
}

// Tells the source that nothing more is wanted of it.
function close(run: Run): void {
  try {
    const closing: unknown = run.iterator?.return?.();
    // The call has its outcome; a failure of the cleaning up is not it.
    if (isPromise(closing)) closing.then(undefined, () => undefined);
  } catch {
    // As above.
  }
}
