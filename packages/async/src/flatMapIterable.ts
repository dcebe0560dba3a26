import type { TaskResult } from '@sluice/core';
import { isSource, SourceReader } from './internal/iterable/SourceReader.js';
import { streamOf } from './internal/iterable/streamOf.js';
import type { IterableOptions, ReadableSource, Source, StreamTask } from './internal/iterable/types.js';

/** What one result of the task contributes to the stream. */
export type Flattened<R> = R extends string
  ? R
  : R extends AsyncIterable<infer V> | ReadableSource<infer V>
    ? V
    : R extends Iterable<infer V>
      ? Awaited<V>
      : R;

/**
 * Runs `task` for every item of `source` and yields what is in its results: the elements of arrays and other iterables, the
 * chunks of streams, and every other value, strings included, as it is.
 *
 * An iterable that a task gives is read when its turn comes, one after the other, and closed when the stream ends early.
 * Concurrency, read-ahead (which counts a result as one item), failures and closing are as with {@link mapIterable}.
 *
 * @typeParam T - Item of the source.
 * @typeParam R - Result that the task hands to its callback.
 * @typeParam O - What the task returns.
 * @param source - Iterable, async iterable, Node stream or Web stream. Promises in an iterable are awaited. It is opened when
 *   the first result is asked for.
 * @param task - Called once per item, as the task of {@link mapIterable}.
 * @param options.concurrency - Most tasks running at once: an integer of at least 1, or `Infinity`. Default: 1.
 * @param options.ordered - `false`: results come as they finish, not in the order of the source. Default: true.
 * @param options.readAhead - Most items taken beyond those asked for: an integer of at least 0, or `Infinity`. Default:
 *   `concurrency`.
 * @param options.signal - Aborting it fails the stream with `signal.reason` and closes the source. The listener is there only
 *   while the stream is read. Default: none.
 * @returns Async iterator of what is in the results.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, at the call, when an argument is of the wrong type.
 * @throws {RangeError} `ERR_SLUICE_LIMIT`, at the call, when `concurrency` or `readAhead` is out of range.
 * @example
 * ```ts
 * import { flatMapIterable } from '@sluice/async';
 *
 * const words: string[] = [];
 * for await (const word of flatMapIterable(['a b', 'c'], async (line) => line.split(' '))) words.push(word);
 * words; // => ['a', 'b', 'c']
 * ```
 */
export function flatMapIterable<T, R = unknown, O = unknown>(
  source: Source<T>,
  task: StreamTask<T, R, O>,
  options: IterableOptions = {},
): AsyncIterableIterator<Flattened<TaskResult<R, O>>> {
  return streamOf('flatMapIterable', source, task, options, (value) =>
    isSource(value) ? { many: new SourceReader(value) } : { value },
  ) as never;
}
