import { describe, expect, it } from 'vitest';
import * as surface from '../src/index.js';

const { default: everything, ...named } = surface;

describe('the surface', () => {
  it('has the functions of async 3 and those of this package', () => {
    expect(Object.keys(named).sort()).toMatchInlineSnapshot(`
      [
        "all",
        "allLimit",
        "allSeries",
        "any",
        "anyLimit",
        "anySeries",
        "apply",
        "applyEach",
        "applyEachSeries",
        "asyncify",
        "auto",
        "autoInject",
        "cargo",
        "cargoQueue",
        "compose",
        "concat",
        "concatLimit",
        "concatSeries",
        "constant",
        "detect",
        "detectLimit",
        "detectSeries",
        "dir",
        "doDuring",
        "doUntil",
        "doWhilst",
        "during",
        "each",
        "eachLimit",
        "eachOf",
        "eachOfLimit",
        "eachOfSeries",
        "eachSeries",
        "ensureAsync",
        "every",
        "everyLimit",
        "everySeries",
        "filter",
        "filterIterable",
        "filterLimit",
        "filterSeries",
        "find",
        "findLimit",
        "findSeries",
        "flatMap",
        "flatMapIterable",
        "flatMapLimit",
        "flatMapSeries",
        "foldl",
        "foldr",
        "forEach",
        "forEachLimit",
        "forEachOf",
        "forEachOfLimit",
        "forEachOfSeries",
        "forEachSeries",
        "forever",
        "groupBy",
        "groupByLimit",
        "groupBySeries",
        "inject",
        "limitify",
        "log",
        "map",
        "mapIterable",
        "mapLimit",
        "mapSeries",
        "mapValues",
        "mapValuesLimit",
        "mapValuesSeries",
        "memoize",
        "nextTick",
        "parallel",
        "parallelLimit",
        "priorityQueue",
        "queue",
        "race",
        "reduce",
        "reduceRight",
        "reflect",
        "reflectAll",
        "reject",
        "rejectLimit",
        "rejectSeries",
        "retry",
        "retryable",
        "select",
        "selectLimit",
        "selectSeries",
        "seq",
        "series",
        "setImmediate",
        "some",
        "someLimit",
        "someSeries",
        "sortBy",
        "timeout",
        "times",
        "timesLimit",
        "timesSeries",
        "transform",
        "tryEach",
        "unmemoize",
        "until",
        "waterfall",
        "whilst",
        "wrapSync",
      ]
    `);
  });

  it('has all of them in its default export, under all their names', () => {
    expect({ ...everything }).toEqual({ ...named });
  });

  it('has aliases that are the same functions', () => {
    expect(surface.forEach).toBe(surface.each);
    expect(surface.find).toBe(surface.detect);
    expect(surface.any).toBe(surface.some);
    expect(surface.all).toBe(surface.every);
    expect(surface.inject).toBe(surface.reduce);
    expect(surface.during).toBe(surface.whilst);
    expect(surface.wrapSync).toBe(surface.asyncify);
  });

  it('names each function after itself', () => {
    expect(surface.mapLimit.name).toBe('mapLimit');
    expect(surface.each.length).toBe(0);
  });
});
