/**
 * The plug: what everything that finishes can hand its outcome to. The first argument is the error, `null` or
 * `undefined` on success; the results follow.
 *
 * @typeParam R - First result.
 */
export type NodeCallback<R = unknown> = (error?: unknown, value?: R, ...rest: unknown[]) => void;

/** A value, or a promise of it. */
export type MaybePromise<T> = T | PromiseLike<T>;

/**
 * The socket: one function that does work for `item`. It finishes by calling `callback`, or by returning a promise.
 *
 * One signature with a free return type, so that TypeScript infers the parameters of all three forms: `(item, callback)`,
 * `(item) => promise` and `async (item)`.
 *
 * @typeParam T - What the task works on.
 * @typeParam R - What it hands to the callback.
 * @typeParam O - What it returns; see {@link TaskResult}.
 */
export type Task<T, R = unknown, O = unknown> = (item: T, callback: NodeCallback<R>) => O;

/** The result of a {@link Task}: the fulfilment value where it returns a promise, what its callback takes otherwise. */
export type TaskResult<R, O> = O extends PromiseLike<infer V> ? V : R;

/** The option that every function of the family takes. */
export interface SignalOption {
  /**
   * Aborting it starts nothing more, fails the call with `signal.reason` unchanged, and removes every listener and timer
   * of the call. Default: none.
   */
  readonly signal?: AbortSignal | undefined;
}

/** What bounds a call from outside. */
export interface Bounds extends SignalOption {
  /**
   * Milliseconds of at least 0, from the start of the call, after which it fails with a `TimeoutError`; `Infinity` for no
   * bound. Default: `Infinity`.
   */
  readonly timeout?: number | undefined;
}
