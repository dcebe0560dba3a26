import type * as surface from './index.js';
import type * as queues from './internal/queue/types.js';
import type * as types from './types.js';
import { apply } from './apply.js';
import { applyEach } from './applyEach.js';
import { applyEachSeries } from './applyEachSeries.js';
import { asyncify } from './asyncify.js';
import { auto } from './auto.js';
import { autoInject } from './autoInject.js';
import { cargo } from './cargo.js';
import { cargoQueue } from './cargoQueue.js';
import { compose } from './compose.js';
import { concat } from './concat.js';
import { concatLimit } from './concatLimit.js';
import { concatSeries } from './concatSeries.js';
import { constant } from './constant.js';
import { detect } from './detect.js';
import { detectLimit } from './detectLimit.js';
import { detectSeries } from './detectSeries.js';
import { dir } from './dir.js';
import { doUntil } from './doUntil.js';
import { doWhilst } from './doWhilst.js';
import { each } from './each.js';
import { eachLimit } from './eachLimit.js';
import { eachOf } from './eachOf.js';
import { eachOfLimit } from './eachOfLimit.js';
import { eachOfSeries } from './eachOfSeries.js';
import { eachSeries } from './eachSeries.js';
import { ensureAsync } from './ensureAsync.js';
import { every } from './every.js';
import { everyLimit } from './everyLimit.js';
import { everySeries } from './everySeries.js';
import { filter } from './filter.js';
import { filterIterable } from './filterIterable.js';
import { filterLimit } from './filterLimit.js';
import { filterSeries } from './filterSeries.js';
import { flatMapIterable } from './flatMapIterable.js';
import { forever } from './forever.js';
import { groupBy } from './groupBy.js';
import { groupByLimit } from './groupByLimit.js';
import { groupBySeries } from './groupBySeries.js';
import { limitify } from './limitify.js';
import { log } from './log.js';
import { map } from './map.js';
import { mapIterable } from './mapIterable.js';
import { mapLimit } from './mapLimit.js';
import { mapSeries } from './mapSeries.js';
import { mapValues } from './mapValues.js';
import { mapValuesLimit } from './mapValuesLimit.js';
import { mapValuesSeries } from './mapValuesSeries.js';
import { memoize } from './memoize.js';
import { nextTick } from './nextTick.js';
import { parallel } from './parallel.js';
import { parallelLimit } from './parallelLimit.js';
import { priorityQueue } from './priorityQueue.js';
import { queue } from './queue.js';
import { race } from './race.js';
import { reduce } from './reduce.js';
import { reduceRight } from './reduceRight.js';
import { reflect } from './reflect.js';
import { reflectAll } from './reflectAll.js';
import { reject } from './reject.js';
import { rejectLimit } from './rejectLimit.js';
import { rejectSeries } from './rejectSeries.js';
import { retry } from './retry.js';
import { retryable } from './retryable.js';
import { seq } from './seq.js';
import { series } from './series.js';
import { setImmediate } from './setImmediate.js';
import { some } from './some.js';
import { someLimit } from './someLimit.js';
import { someSeries } from './someSeries.js';
import { sortBy } from './sortBy.js';
import { timeout } from './timeout.js';
import { times } from './times.js';
import { timesLimit } from './timesLimit.js';
import { timesSeries } from './timesSeries.js';
import { transform } from './transform.js';
import { tryEach } from './tryEach.js';
import { unmemoize } from './unmemoize.js';
import { until } from './until.js';
import { waterfall } from './waterfall.js';
import { whilst } from './whilst.js';

/** The default export: an object with all functions, under all their names, as in async. */
export const everything: Omit<typeof surface, 'default'> = {
  all: every,
  allLimit: everyLimit,
  allSeries: everySeries,
  any: some,
  anyLimit: someLimit,
  anySeries: someSeries,
  apply,
  applyEach,
  applyEachSeries,
  asyncify,
  auto,
  autoInject,
  cargo,
  cargoQueue,
  compose,
  concat,
  concatLimit,
  concatSeries,
  constant,
  detect,
  detectLimit,
  detectSeries,
  dir,
  doDuring: doWhilst,
  doUntil,
  doWhilst,
  during: whilst,
  each,
  eachLimit,
  eachOf,
  eachOfLimit,
  eachOfSeries,
  eachSeries,
  ensureAsync,
  every,
  everyLimit,
  everySeries,
  filter,
  filterIterable,
  filterLimit,
  filterSeries,
  find: detect,
  findLimit: detectLimit,
  findSeries: detectSeries,
  flatMap: concat,
  flatMapIterable,
  flatMapLimit: concatLimit,
  flatMapSeries: concatSeries,
  foldl: reduce,
  foldr: reduceRight,
  forEach: each,
  forEachLimit: eachLimit,
  forEachOf: eachOf,
  forEachOfLimit: eachOfLimit,
  forEachOfSeries: eachOfSeries,
  forEachSeries: eachSeries,
  forever,
  groupBy,
  groupByLimit,
  groupBySeries,
  inject: reduce,
  limitify,
  log,
  map,
  mapIterable,
  mapLimit,
  mapSeries,
  mapValues,
  mapValuesLimit,
  mapValuesSeries,
  memoize,
  nextTick,
  parallel,
  parallelLimit,
  priorityQueue,
  queue,
  race,
  reduce,
  reduceRight,
  reflect,
  reflectAll,
  reject,
  rejectLimit,
  rejectSeries,
  retry,
  retryable,
  select: filter,
  selectLimit: filterLimit,
  selectSeries: filterSeries,
  seq,
  series,
  setImmediate,
  some,
  someLimit,
  someSeries,
  sortBy,
  timeout,
  times,
  timesLimit,
  timesSeries,
  transform,
  tryEach,
  unmemoize,
  until,
  waterfall,
  whilst,
  wrapSync: asyncify,
};

/** The types as the namespace of the default import: `async.QueueObject<T>`, as in @types/async. */
// eslint-disable-next-line @typescript-eslint/no-namespace -- types only; it merges with the constant
export declare namespace everything {
  export type Dictionary<T> = types.Dictionary<T>;
  export type ErrorCallback<E = Error> = types.ErrorCallback<E>;
  export type IterableCollection<T> = types.IterableCollection<T>;
  export type AsyncResultCallback<T, E = Error> = types.AsyncResultCallback<T, E>;
  export type AsyncResultArrayCallback<T, E = Error> = types.AsyncResultArrayCallback<T, E>;
  export type AsyncResultObjectCallback<T, E = Error> = types.AsyncResultObjectCallback<T, E>;
  export type AsyncResultRestCallback<T, E = Error> = types.AsyncResultRestCallback<T, E>;
  export type AsyncBooleanResultCallback<E = Error> = types.AsyncBooleanResultCallback<E>;
  export type AsyncFunction<T, E = Error> = types.AsyncFunction<T, E>;
  export type AsyncFunctionEx<T, E = Error> = types.AsyncFunctionEx<T, E>;
  export type AsyncVoidFunction<E = Error> = types.AsyncVoidFunction<E>;
  export type AsyncIterator<T, E = Error> = types.AsyncIterator<T, E>;
  export type AsyncForEachOfIterator<T, E = Error> = types.AsyncForEachOfIterator<T, E>;
  export type AsyncResultIterator<T, R, E = Error> = types.AsyncResultIterator<T, R, E>;
  export type AsyncResultIteratorPromise<T, R> = types.AsyncResultIteratorPromise<T, R>;
  export type AsyncMemoIterator<T, R, E = Error> = types.AsyncMemoIterator<T, R, E>;
  export type AsyncBooleanIterator<T, E = Error> = types.AsyncBooleanIterator<T, E>;
  export type AsyncWorker<T, E = Error> = types.AsyncWorker<T, E>;
  export type QueueOptions = queues.QueueOptions;
  export type QueueObject<T, R = unknown, E = Error> = queues.QueueObject<T, R, E>;
  export type PriorityQueueObject<T, R = unknown, E = Error> = queues.PriorityQueueObject<T, R, E>;
  export type AsyncPriorityQueue<T> = queues.PriorityQueueObject<T>;
}
