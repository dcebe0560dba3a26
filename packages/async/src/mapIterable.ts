import type { TaskResult } from '@sluice/core';
import { streamOf } from './internal/iterable/streamOf.js';
import type { IterableOptions, Source, StreamTask } from './internal/iterable/types.js';

export type { IterableOptions, ReadableSource, Source, StreamTask } from './internal/iterable/types.js';

/**
 * Runs `task` for every item of `source` and yields the results: a stream that goes no faster than it is read.
 *
 * At most `concurrency` tasks run at once, and at most `readAhead` items are taken beyond those that were asked for, so that
 * a slow consumer slows the source. One step of an asynchronous source is under way at a time. The first failure ends the
 * stream: what was before it is yielded first, nothing more is taken, and the source is closed. Leaving the loop closes the
 * source too. Tasks that run then are left to finish, their results are dropped, and their `signal` is aborted.
 *
 * A task that calls its callback with `false` ends the stream as if the source had ended before its item. Tasks run in the
 * `AsyncLocalStorage` context of this call. Not in async v3.
 *
 * @typeParam T - Item of the source.
 * @typeParam R - Result that the task hands to its callback.
 * @typeParam O - What the task returns.
 * @param source - Iterable, async iterable, Node stream or Web stream. Promises in an iterable are awaited. It is opened when
 *   the first result is asked for.
 * @param task - Called once per item, as `(item, callback)`, or as a function `(item)` that returns a promise. An async
 *   function gets no callback; one that declares a second parameter gets `{ signal }`.
 * @param options.concurrency - Most tasks running at once: an integer of at least 1, or `Infinity`. Default: 1.
 * @param options.ordered - `false`: results come as they finish, not in the order of the source. Default: true.
 * @param options.readAhead - Most items taken beyond those asked for: an integer of at least 0, or `Infinity`. Default:
 *   `concurrency`.
 * @param options.signal - Aborting it fails the stream with `signal.reason` and closes the source. The listener is there only
 *   while the stream is read. Default: none.
 * @returns Async iterator of the results. `next` may be called again before it has answered.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, at the call, when an argument is of the wrong type.
 * @throws {RangeError} `ERR_SLUICE_LIMIT`, at the call, when `concurrency` or `readAhead` is out of range.
 * @example
 * ```ts
 * import { mapIterable } from '@sluice/async';
 *
 * const lengths: number[] = [];
 * for await (const length of mapIterable(['a', 'bb', 'ccc'], async (word) => word.length, { concurrency: 2 })) {
 *   lengths.push(length);
 * }
 * lengths; // => [1, 2, 3]
 * ```
 * @see {@link filterIterable}, {@link flatMapIterable}
 */
export function mapIterable<T, R = unknown, O = unknown>(
  source: Source<T>,
  task: StreamTask<T, R, O>,
  options: IterableOptions = {},
): AsyncIterableIterator<TaskResult<R, O>> {
  return streamOf('mapIterable', source, task, options, (value) => ({ value })) as never;
}
