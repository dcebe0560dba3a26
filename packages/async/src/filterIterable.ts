import { streamOf } from './internal/iterable/streamOf.js';
import type { IterableOptions, Source, StreamTask } from './internal/iterable/types.js';

/**
 * Runs `test` for every item of `source` and yields the items for which it gives something truthy.
 *
 * Concurrency, read-ahead, failures and closing are as with {@link mapIterable}.
 *
 * @typeParam T - Item of the source.
 * @param source - Iterable, async iterable, Node stream or Web stream. Promises in an iterable are awaited. It is opened when
 *   the first result is asked for.
 * @param test - Called once per item, as the task of {@link mapIterable}.
 * @param options.concurrency - Most tasks running at once: an integer of at least 1, or `Infinity`. Default: 1.
 * @param options.ordered - `false`: results come as they finish, not in the order of the source. Default: true.
 * @param options.readAhead - Most items taken beyond those asked for: an integer of at least 0, or `Infinity`. Default:
 *   `concurrency`.
 * @param options.signal - Aborting it fails the stream with `signal.reason` and closes the source. The listener is there only
 *   while the stream is read. Default: none.
 * @returns Async iterator of the items.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, at the call, when an argument is of the wrong type.
 * @throws {RangeError} `ERR_SLUICE_LIMIT`, at the call, when `concurrency` or `readAhead` is out of range.
 * @example
 * ```ts
 * import { filterIterable } from '@sluice/async';
 *
 * const even: number[] = [];
 * for await (const n of filterIterable([1, 2, 3, 4], async (n) => n % 2 === 0)) even.push(n);
 * even; // => [2, 4]
 * ```
 */
export function filterIterable<T>(
  source: Source<T>,
  test: StreamTask<T>,
  options: IterableOptions = {},
): AsyncIterableIterator<T> {
  return streamOf('filterIterable', source, test, options, (truth, value) => (truth ? { value } : undefined)) as never;
}
