import type { NodeCallback, SignalOption } from '@sluice/core';
import type { JobScope } from '../queue/types.js';

/** What the stream functions read from: anything that `for await` takes, and Web streams where they are no iterables yet. */
export type Source<T> = AsyncIterable<T> | Iterable<T | PromiseLike<T>> | ReadableSource<T>;

/** The part of a Web `ReadableStream` that is used. */
export interface ReadableSource<T> {
  getReader(): {
    read(): Promise<{ done: boolean; value?: T | undefined }>;
    cancel(reason?: unknown): Promise<void>;
    releaseLock(): void;
  };
}

/**
 * The task of a stream: `(item, callback)`, `(item) => promise`, or `async (item, { signal })`.
 *
 * @typeParam T - Item of the source.
 * @typeParam R - What it hands to the callback.
 * @typeParam O - What it returns.
 */
export type StreamTask<T, R = unknown, O = unknown> = (item: T, callback: NodeCallback<R> & JobScope) => O;

/** Options of `mapIterable`, `filterIterable` and `flatMapIterable`. */
export interface IterableOptions extends SignalOption {
  /** Most tasks running at once: an integer of at least 1, or `Infinity`. Default: 1. */
  readonly concurrency?: number | undefined;
  /** Whether results come in the order of the source, or as they finish. Default: true. */
  readonly ordered?: boolean | undefined;
  /**
   * Most items taken from the source beyond those that the consumer has asked for, their tasks running or finished: an
   * integer of at least 0, or `Infinity`. Default: `concurrency`.
   */
  readonly readAhead?: number | undefined;
}
