export { apply } from './apply.js';
export { applyEach } from './applyEach.js';
export { applyEachSeries } from './applyEachSeries.js';
export { asyncify, asyncify as wrapSync } from './asyncify.js';
export { auto, type AutoOptions, type AutoResult, type AutoResults, type AutoTask, type AutoTasks } from './auto.js';
export { autoInject, type InjectResults, type InjectTask } from './autoInject.js';
export { cargo } from './cargo.js';
export { cargoQueue } from './cargoQueue.js';
export { compose } from './compose.js';
export { concat, concat as flatMap } from './concat.js';
export { concatLimit, concatLimit as flatMapLimit } from './concatLimit.js';
export { concatSeries, concatSeries as flatMapSeries } from './concatSeries.js';
export { constant } from './constant.js';
export { detect, detect as find } from './detect.js';
export { detectLimit, detectLimit as findLimit } from './detectLimit.js';
export { detectSeries, detectSeries as findSeries } from './detectSeries.js';
export { dir } from './dir.js';
export { doUntil } from './doUntil.js';
export { doWhilst, doWhilst as doDuring } from './doWhilst.js';
export { each, each as forEach } from './each.js';
export { eachLimit, eachLimit as forEachLimit } from './eachLimit.js';
export { eachOf, eachOf as forEachOf } from './eachOf.js';
export { eachOfLimit, eachOfLimit as forEachOfLimit } from './eachOfLimit.js';
export { eachOfSeries, eachOfSeries as forEachOfSeries } from './eachOfSeries.js';
export { eachSeries, eachSeries as forEachSeries } from './eachSeries.js';
export { ensureAsync } from './ensureAsync.js';
export { every, every as all } from './every.js';
export { everyLimit, everyLimit as allLimit } from './everyLimit.js';
export { everySeries, everySeries as allSeries } from './everySeries.js';
export { filter, filter as select } from './filter.js';
export { filterIterable } from './filterIterable.js';
export { filterLimit, filterLimit as selectLimit } from './filterLimit.js';
export { filterSeries, filterSeries as selectSeries } from './filterSeries.js';
export { flatMapIterable, type Flattened } from './flatMapIterable.js';
export { forever } from './forever.js';
export { groupBy } from './groupBy.js';
export { groupByLimit } from './groupByLimit.js';
export { groupBySeries } from './groupBySeries.js';
export { limitify, type Limitified } from './limitify.js';
export { log } from './log.js';
export { map } from './map.js';
export { mapIterable, type IterableOptions, type ReadableSource, type Source, type StreamTask } from './mapIterable.js';
export { mapLimit } from './mapLimit.js';
export { mapSeries } from './mapSeries.js';
export { mapValues } from './mapValues.js';
export { mapValuesLimit } from './mapValuesLimit.js';
export { mapValuesSeries } from './mapValuesSeries.js';
export { memoize, type Memoized } from './memoize.js';
export { nextTick } from './nextTick.js';
export { parallel } from './parallel.js';
export { parallelLimit } from './parallelLimit.js';
export { priorityQueue } from './priorityQueue.js';
export { queue, type DroppedError } from './queue.js';
export { race } from './race.js';
export { reduce, reduce as foldl, reduce as inject } from './reduce.js';
export { reduceRight, reduceRight as foldr } from './reduceRight.js';
export { reflect, type Reflection } from './reflect.js';
export { reflectAll, type ReflectedTasks } from './reflectAll.js';
export { reject } from './reject.js';
export { rejectLimit } from './rejectLimit.js';
export { rejectSeries } from './rejectSeries.js';
export { retry, type RetryCallOptions, type RetryOptions } from './retry.js';
export { retryable, type Retryable, type RetryableOptions } from './retryable.js';
export { seq, type ArgumentsOf, type Sequence } from './seq.js';
export { series } from './series.js';
export { setImmediate } from './setImmediate.js';
export { some, some as any } from './some.js';
export { someLimit, someLimit as anyLimit } from './someLimit.js';
export { someSeries, someSeries as anySeries } from './someSeries.js';
export { sortBy } from './sortBy.js';
export { timeout, type CallbackTimeoutError } from './timeout.js';
export { times } from './times.js';
export { timesLimit } from './timesLimit.js';
export { timesSeries } from './timesSeries.js';
export { transform, type TransformIteratee, type TransformOptions } from './transform.js';
export { tryEach } from './tryEach.js';
export { unmemoize } from './unmemoize.js';
export { until } from './until.js';
export { waterfall, type WaterfallResult, type WaterfallResults, type WaterfallTask } from './waterfall.js';
export { whilst, whilst as during } from './whilst.js';
export type {
  AsyncBooleanIterator,
  AsyncBooleanResultCallback,
  AsyncForEachOfIterator,
  AsyncFunction,
  AsyncFunctionEx,
  AsyncIterator,
  AsyncMemoIterator,
  AsyncResultArrayCallback,
  AsyncResultCallback,
  AsyncResultIterator,
  AsyncResultIteratorPromise,
  AsyncResultObjectCallback,
  AsyncResultRestCallback,
  AsyncVoidFunction,
  AsyncWorker,
  CallOptions,
  CallResult,
  CallbackValue,
  Collection,
  CollectionOptions,
  Dictionary,
  ErrorCallback,
  Flat,
  Group,
  IterableCollection,
  Iteratee,
  KeyedIteratee,
  LimitOptions,
  List,
  LoopTest,
  MaybePromise,
  NodeCallback,
  PromiseOf,
  ResultCallback,
  ResultOf,
  ResultsCallback,
  SeriesOptions,
  SignalOption,
  Task,
  TaskFunction,
  TaskResult,
} from './types.js';
export type {
  CargoOptions,
  JobOutcome,
  JobScope,
  PriorityPush,
  PriorityPushAsync,
  PriorityPushes,
  PriorityQueueNode,
  PriorityQueueObject,
  Push,
  PushAsync,
  PushOptions,
  QueueBase,
  QueueEvent,
  QueueNode,
  QueueObject,
  QueueOptions,
  QueuePushes,
  QueueRate,
  QueueWorker,
} from './internal/queue/types.js';
export { everything as default } from './everything.js';
