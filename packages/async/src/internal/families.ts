import { startGathering, startIndex, startKeyed, startMemo, startTask } from './forms.js';
import { type Family, keyOf, listed, put, type Run, startItem } from './run.js';

export const EACH: Family = {
  start: startItem,
  store: undefined,
  keep: 0,
  partial: 0,
  finish: undefined,
};

export const EACH_OF: Family = {
  start: startKeyed,
  store: undefined,
  keep: 0,
  partial: 0,
  finish: undefined,
};

export const MAP: Family = {
  start: startItem,
  store: put,
  keep: 0,
  partial: 2,
  finish: listed,
};

/** Over a range: the items are the indexes. */
export const TIMES: Family = {
  start: startIndex,
  store: put,
  keep: 0,
  partial: 2,
  finish: listed,
};

export const MAP_VALUES: Family = {
  start: startKeyed,
  store: putByKey,
  keep: 0,
  partial: 1,
  finish: collected,
};

export const REDUCE: Family = {
  start: startMemo,
  store: replace,
  keep: 0,
  partial: 2,
  finish: collected,
};

export const TASK_LIST: Family = {
  start: startTask,
  store: put,
  keep: 0,
  partial: 2,
  finish: listed,
};

export const TASK_RECORD: Family = {
  start: startTask,
  store: putByKey,
  keep: 0,
  partial: 2,
  finish: collected,
};

export const FILTER: Family = {
  start: startItem,
  store: put,
  keep: 1,
  partial: 0,
  finish: kept,
};

export const REJECT: Family = {
  start: startItem,
  store: put,
  keep: 1,
  partial: 0,
  finish: rejected,
};

export const DETECT: Family = {
  start: startItem,
  store: findItem,
  keep: 2,
  partial: 0,
  finish: collected,
};

export const SOME: Family = {
  start: startItem,
  store: findAny,
  keep: 0,
  partial: 0,
  finish: collected,
};

export const EVERY: Family = {
  start: startItem,
  store: findNone,
  keep: 0,
  partial: 0,
  finish: collected,
};

export const CONCAT: Family = {
  start: startGathering,
  store: put,
  keep: 0,
  partial: 1,
  finish: flattened,
};

export const GROUP_BY: Family = {
  start: startItem,
  store: put,
  keep: 2,
  partial: 1,
  finish: grouped,
};

export const SORT_BY: Family = {
  start: startItem,
  store: put,
  keep: 2,
  partial: 0,
  finish: sorted,
};

function collected(run: Run): unknown {
  return run.results;
}

function putByKey(run: Run, index: number, value: unknown): void {
  (run.results as Record<string, unknown>)[keyOf(run, index)] = value;
}

function replace(run: Run, _index: number, value: unknown): void {
  run.results = value;
}

// These end at the first result that decides; `results` holds the answer.
function findItem(run: Run, index: number, value: unknown): unknown {
  if (value) run.results = run.values?.[index];
  return value;
}

function findAny(run: Run, _index: number, value: unknown): boolean {
  return (run.results = !!value);
}

function findNone(run: Run, _index: number, value: unknown): boolean {
  run.results = !!value;
  return !value;
}

function kept(run: Run): unknown[] {
  return sift(run, true);
}

function rejected(run: Run): unknown[] {
  return sift(run, false);
}

// Arrays are read again at the end, as in async.
function sift(run: Run, wanted: boolean): unknown[] {
  const items = (run.values ?? run.items ?? []) as unknown[];
  const verdicts = run.results as unknown[];
  const { order } = run;
  const sifted: unknown[] = [];
  for (let i = 0; i < verdicts.length; i += 1) {
    const index = order === undefined ? i : (order[i] as number);
    if (!verdicts[index] !== wanted) sifted.push(items[index]);
  }
  return sifted;
}

function flattened(run: Run): unknown[] {
  return listed(run).flat();
}

// The items, each with what the iteratee gave for it.
function pairs(run: Run): { item: unknown; given: unknown }[] {
  const results = run.results as unknown[];
  const order = run.order ?? Object.keys(results).map(Number);
  return order.map((index) => ({ item: run.values?.[index], given: results[index] }));
}

function grouped(run: Run): Record<string, unknown> {
  const groups: Record<string, unknown> = {};
  for (const { item, given } of pairs(run)) {
    const name = given as string;
    if (Object.hasOwn(groups, name)) (groups[name] as unknown[]).push(item);
    // Assigned, `__proto__` would set the prototype.
    else Object.defineProperty(groups, name, { value: [item], writable: true, enumerable: true, configurable: true });
  }
  return groups;
}

function sorted(run: Run): unknown[] {
  return pairs(run)
    .sort(({ given: a }, { given: b }) => Number((a as number) > (b as number)) - Number((a as number) < (b as number)))
    .map(({ item }) => item);
}
