// The engine of every function that walks through a collection: one Run per call, one closure per item.
import { isPromise, type NodeCallback, throwLater } from '@sluice/core';
import { adopt, CALLED, ENDED, guarded, isAsync, PROMISED } from './adopt.js';
import { type Callable, calledTwice, expectFunction, isArrayLike, toLimit } from './checks.js';
import { failureOf } from './failure.js';
import type { Ticket } from './promised.js';

/**
 * As a limit: all at once, and arrays in one uninterrupted loop, as the functions of async without a limit do. As an
 * iteratee: the items are themselves the tasks.
 */
export const ALL: { readonly all: true } = { all: true };

/** What the functions of one family (`map`, `mapLimit`, `mapSeries`) share. Every field is given, in this order. */
export interface Family {
  /** Starts an item: calls the iteratee, or the task. */
  readonly start: (run: Run, index: number, item: unknown) => void;
  /** Stores a result; tells whether it has ended the run. */
  readonly store: ((run: Run, index: number, value: unknown) => unknown) | undefined;
  /** Whether items are kept for `finish`: 2 always, 1 when they cannot be read from an array again, 0 not at all. */
  readonly keep: 0 | 1 | 2;
  /** Whether an error comes with the results so far: 1, or 2 when the result that came with it is among them. */
  readonly partial: 0 | 1 | 2;
  /** Makes the final result; without it there is none. */
  readonly finish: ((run: Run) => unknown) | undefined;
}

/** The state of one call. */
export interface Run {
  readonly where: string;
  readonly family: Family;
  readonly iteratee: Callable;
  readonly callback: NodeCallback<never>;
  readonly ticket: Ticket | undefined;
  /** Whether the iteratee is an async function, which gets no callback. */
  readonly withheld: boolean;
  items: ArrayLike<unknown> | Record<string, unknown> | undefined;
  keys: string[] | undefined;
  iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
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
  /** Not over yet, and a result is only put into its place, if there are results. */
  plain: boolean;
  results: unknown;
  values: unknown[] | undefined;
  /** Indexes as they finish, when the results are wanted so. */
  order: number[] | undefined;
  /** What follows the next async function. */
  idle: Lane | undefined;
}

/** Starts a call. `limit` is a positional limit as it came, or ALL; so is the iteratee when items are tasks. */
export function begin(
  callback: NodeCallback<never>,
  ticket: Ticket | undefined,
  where: string,
  family: Family,
  collection: unknown,
  limit: unknown,
  iteratee: unknown,
  memo?: unknown,
): void {
  if (iteratee !== ALL) expectFunction(where, 'iteratee', iteratee);
  const concurrency = ticket?.options.concurrency;
  const isAll = limit === ALL && concurrency === undefined;
  const run: Run = {
    where,
    family,
    iteratee: iteratee as Callable,
    callback,
    ticket,
    withheld: iteratee !== ALL && isAsync(iteratee),
    items: undefined,
    keys: undefined,
    iterator: undefined,
    pulls: false,
    size: 0,
    index: -1,
    limit: 1 + Math.min(limit === ALL ? Infinity : toLimit(where, limit), concurrency ?? Infinity),
    running: 1,
    looping: false,
    over: false,
    plain: false,
    results: memo,
    values: undefined,
    order: ticket?.options.ordered === false ? [] : undefined,
    idle: undefined,
  };
  open(run, collection, isAll);
  const isArray = run.iterator === undefined && run.keys === undefined;
  // Allocated at full length: items that finish out of order would turn a growing array into a dictionary.
  if (family.store === put) run.results = new Array<unknown>(run.size);
  if (family.keep > (isArray ? 1 : 0)) run.values = [];
  // async sorts by the key, so what an object's items leave comes in the order in which they finish.
  if (family.keep === 1 && run.keys !== undefined) run.order ??= [];
  run.plain = ticket === undefined && run.order === undefined && (family.store ?? put) === put;
  if (ticket !== undefined) {
    ticket.stop = () => {
      run.size = 0;
      end(run);
    };
  }
  if (isArray && (isAll || run.limit > run.size)) startAll(run, isAll);
  else pump(run);
}

function open(run: Run, collection: unknown, isAll: boolean): void {
  const source = collection as AsyncIterable<unknown> & Iterable<unknown>;
  if (isArrayLike(collection) && (isAll || !source[Symbol.asyncIterator])) {
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

// Where the limit does not matter, an array needs one loop. Without a limit, as async does it, the array is walked through
// to its end, whatever fails or cancels meanwhile, and the last outcome ends the call at once, in the midst of the loop.
function startAll(run: Run, isAll: boolean): void {
  const items = run.items as ArrayLike<unknown>;
  const { start } = run.family;
  run.looping = true;
  run.running = run.size + 1;
  try {
    if (isAll) release(run);
    // The most frequent case by its name: so it can be inlined.
    if (start === startItem && run.values === undefined) {
      for (let i = 0; i < run.size && (isAll || !run.over); i += 1) startItem(run, i, items[i]);
    } else for (let i = 0; i < run.size && (isAll || !run.over); i += 1) launch(run, i, items[i]);
    if (!isAll) release(run);
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
      const index = run.index + 1;
      if (index < run.size) {
        run.index = index;
        run.running += 1;
        launch(run, index, (run.items as Record<PropertyKey, unknown>)[keyOf(run, index)]);
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
    launch(run, (run.index += 1), item.value);
  }
}

/** The key of an item: its index, or its name in an object. */
export function keyOf(run: Run, index: number): string {
  return (run.keys === undefined ? index : run.keys[index]) as string;
}

function launch(run: Run, index: number, item: unknown): void {
  if (run.values !== undefined) run.values[index] = item;
  run.family.start(run, index, item);
}

/** `iteratee(item, callback)` */
export function startItem(run: Run, index: number, item: unknown): void {
  const { iteratee } = run;
  if (run.withheld) return followItem(run, index, iteratee(item));
  const callback = itemCallback(run, index);
  const result = iteratee(item, callback);
  if (result !== undefined) adopt(run.ticket, iteratee, 2, result, callback);
}

/** The callback of one item. */
export function itemCallback(run: Run, index: number): Callable {
  return (error?: unknown, value?: unknown, mark?: unknown): void => {
    const own = index;
    const isPromised = mark === PROMISED;
    if (own >= 0) {
      index = isPromised ? ENDED : CALLED;
      settle(run, own, error, value);
    } else if (own === CALLED && !isPromised) throw calledTwice();
  };
}

/** Follows an async function. */
export function followItem(run: Run, index: number, promise: unknown): void {
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
  // Most outcomes by a short way, which can be inlined.
  if (run.plain && error == null) {
    if (run.results !== undefined) (run.results as unknown[])[index] = value;
    release(run);
  } else if (!run.over) weigh(run, index, error, value);
}

function weigh(run: Run, index: number, error: unknown, value: unknown): void {
  const { ticket } = run;
  if (error === false) {
    end(run);
    ticket?.release();
  } else if (error && ticket?.errors !== undefined) {
    ticket.errors[index] = error;
    release(run);
  } else {
    const isDecided = (!error || run.family.partial === 2) && store(run, index, value);
    if (error || isDecided) finish(run, error || null);
    else release(run);
  }
}

// Tells whether the result has ended the run.
function store(run: Run, index: number, value: unknown): unknown {
  run.order?.push(index);
  return run.family.store?.(run, index, value);
}

/** Stores results by index. */
export function put(run: Run, index: number, value: unknown): void {
  (run.results as unknown[])[index] = value;
}

// A place is free.
function release(run: Run): void {
  run.running -= 1;
  if (run.running === 0) conclude(run);
  else if (!run.looping) pump(run);
}

function conclude(run: Run): void {
  const errors = run.ticket?.errors;
  if (errors === undefined || errors.length === 0) return finish(run, null);
  const failures = Object.values(errors);
  finish(run, new AggregateError(failures, `${run.where}: ${failures.length} tasks failed`));
}

function finish(run: Run, error: unknown): void {
  const { callback, family } = run;
  end(run);
  if (family.finish && (!error || family.partial)) callback(error, family.finish(run) as never);
  else callback(error);
}

/** The results in the order in which the caller wants them. */
export function listed(run: Run): unknown[] {
  const results = run.results as unknown[];
  // The results that come with an error end with the last one that is there.
  while (results.length > 0 && !(results.length - 1 in results)) results.length -= 1;
  return run.order === undefined ? results : run.order.map((index) => results[index]);
}

// What is thrown goes to the caller, as in async; in the promise form, and where nobody can catch it, it fails the call.
function abandon(run: Run, error: unknown): void {
  if (!run.over && (run.ticket !== undefined || run.pulls)) return finish(run, failureOf(run.ticket)(error));
  end(run);
  throw error;
}

function end(run: Run): void {
  const { over } = run;
  run.over = true;
  run.plain = false;
  if (!over) close(run);
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
