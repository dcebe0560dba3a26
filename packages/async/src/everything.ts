import type * as surface from './index.js';
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
