import type { NodeCallback, SignalOption, Task, TaskResult } from '@sluice/core';

export type { MaybePromise, NodeCallback, SignalOption, Task, TaskResult } from '@sluice/core';

/** What the functions over collections accept. `null` and `undefined` are empty. */
export type Collection<T> =
  ArrayLike<T> | Iterable<T> | AsyncIterable<T> | Readonly<Record<string, T>> | null | undefined;

/** A collection whose keys are indices. */
export type List<T> = ArrayLike<T> | Iterable<T> | AsyncIterable<T>;

/** A plain object; its own enumerable properties are the items. */
export type Dictionary<T> = Record<string, T>;

/**
 * Called once per item. It finishes by calling its callback, or by returning a promise; async functions get no callback.
 *
 * @typeParam T - Item of the collection.
 * @typeParam R - What it hands to the callback.
 * @typeParam O - What it returns.
 */
export type Iteratee<T, R = unknown, O = unknown> = Task<T, R, O>;

/** An {@link Iteratee} that gets the key of its item too: the index, or the name in a plain object. */
export type KeyedIteratee<T, K, R = unknown, O = unknown> = (item: T, key: K, callback: NodeCallback<R>) => O;

/** A task without arguments, as `parallel`, `series` and `retry` take it. */
export type TaskFunction<R = unknown, O = unknown> = (callback: NodeCallback<R>) => O;

/** The test of `doWhilst` and `doUntil`: gets the results of the turn, and gives the answer. */
// A method, so that a test may declare a narrower result than callbacks without types tell.
export type LoopTest<R> = { test(result: R, callback: NodeCallback): unknown }['test'];

/** Called once, with `null` on success. */
export type ErrorCallback<E = Error> = (error?: E | null) => void;

/** Called once, with `null` and the result, or with the error. */
export type ResultCallback<R, E = Error> = (error?: E | null, result?: R) => void;

/** Called once, with `null` and the results, or with the error. */
export type ResultsCallback<A extends readonly unknown[], E = Error> = (
  error?: E | null,
  ...results: Partial<A>
) => void;

/** The result of a task: what its promise fulfils with, or what its callback takes as second argument. */
export type ResultOf<F> = F extends (callback: infer C) => infer O ? TaskResult<CallbackValue<C>, O> : unknown;

/** The result of a function with any arguments: what its promise fulfils with, or what its last parameter takes. */
export type CallResult<F> = F extends (...args: infer A) => infer O
  ? TaskResult<A extends [...unknown[], infer C] ? CallbackValue<C> : unknown, O>
  : unknown;

/** The second parameter of a Node-style callback. */
export type CallbackValue<C> = C extends (error: never, ...results: infer V) => unknown
  ? V extends readonly []
    ? undefined
    : V extends readonly [result?: infer R, ...rest: unknown[]]
      ? R
      : unknown
  : unknown;

/** A promise of `R`, rejected with `E`. */
// eslint-disable-next-line @typescript-eslint/no-unused-vars -- TypeScript has no type for it; callers may still name it.
export type PromiseOf<R, E> = Promise<R>;

/** The key under which `groupBy` files a result. */
export type Group<K> = K extends PropertyKey ? K : string;

/** What `concat` makes of a result: arrays are flattened one level. */
export type Flat<R> = R extends readonly (infer V)[] ? V : R;

/** Options of the promise form of every function. */
export interface CallOptions extends SignalOption {
  /**
   * Milliseconds from the call to its failure with a `TimeoutError`; nothing more starts then, and what runs is left to
   * finish. Default: no bound.
   */
  readonly timeout?: number | undefined;
}

/** Options of the promise form of the functions that run one task after the other. */
export interface SeriesOptions extends CallOptions {
  /**
   * `false`: a failure stops nothing; when all items are done, the promise is rejected with an `AggregateError` of all
   * failures, in the order of the collection. Default: true.
   */
  readonly stopOnError?: boolean | undefined;
}

/** Options of the promise form of the functions with a positional limit. */
export interface LimitOptions extends SeriesOptions {
  /** `false`: results come in the order in which they finish. Default: true, the order of the collection. */
  readonly ordered?: boolean | undefined;
}

/** Options of the promise form of the functions over a whole collection. */
export interface CollectionOptions extends LimitOptions {
  /** Most tasks running at once: an integer of at least 1, or `Infinity`. Default: `Infinity`. */
  readonly concurrency?: number | undefined;
}

// The names of @types/async, for code that imports them.

/** As in `@types/async`: {@link Collection}. */
export type IterableCollection<T> = Collection<T>;
/** As in `@types/async`: {@link ResultCallback}. */
export type AsyncResultCallback<T, E = Error> = ResultCallback<T, E>;
/** As in `@types/async`. */
export type AsyncResultArrayCallback<T, E = Error> = (error?: E | null, results?: (T | undefined)[]) => void;
/** As in `@types/async`. */
export type AsyncResultObjectCallback<T, E = Error> = (
  error: E | null | undefined,
  results: Dictionary<T | undefined>,
) => void;
/** As in `@types/async`. */
export type AsyncResultRestCallback<T, E = Error> = (error?: E | null, ...results: T[]) => void;
/** As in `@types/async`. */
export type AsyncBooleanResultCallback<E = Error> = (error?: E | null, truthValue?: boolean) => void;
/** As in `@types/async`. */
export type AsyncFunction<T, E = Error> = (callback: (error?: E | null, result?: T) => void) => void;
/** As in `@types/async`. */
export type AsyncFunctionEx<T, E = Error> = (callback: (error?: E | null, ...results: T[]) => void) => void;
/** As in `@types/async`. */
export type AsyncVoidFunction<E = Error> = (callback: ErrorCallback<E>) => void;
/** As in `@types/async`. */
export type AsyncIterator<T, E = Error> = (item: T, callback: ErrorCallback<E>) => void;
/** As in `@types/async`. */
export type AsyncForEachOfIterator<T, E = Error> = (item: T, key: number | string, callback: ErrorCallback<E>) => void;
/** As in `@types/async`. */
export type AsyncResultIterator<T, R, E = Error> = (item: T, callback: AsyncResultCallback<R, E>) => void;
/** As in `@types/async`. */
export type AsyncResultIteratorPromise<T, R> = (item: T) => Promise<R>;
/** As in `@types/async`. */
export type AsyncMemoIterator<T, R, E = Error> = (
  memo: R | undefined,
  item: T,
  callback: AsyncResultCallback<R, E>,
) => void;
/** As in `@types/async`. */
export type AsyncBooleanIterator<T, E = Error> = (item: T, callback: AsyncBooleanResultCallback<E>) => void;
/** As in `@types/async`. */
export type AsyncWorker<T, E = Error> = (task: T, callback: ErrorCallback<E>) => void;
