import { startGathering, startKeyed, startMemo, startTask } from './forms.js';
import { type Family, keyOf, listed, type Run, startItem } from './run.js';

export const EACH: Family = {
  start: startItem,
  list: false,
  store: undefined,
  keep: 0,
  eager: false,
  partial: false,
  finish: undefined,
};

export const EACH_OF: Family = {
  start: startKeyed,
  list: false,
  store: undefined,
  keep: 0,
  eager: false,
  partial: false,
  finish: undefined,
};

export const MAP: Family = {
  start: startItem,
  list: true,
  store: undefined,
  keep: 0,
  eager: true,
  partial: true,
  finish: listed,
};

export const MAP_VALUES: Family = {
  start: startKeyed,
  list: false,
  store: storeByKey,
  keep: 0,
  eager: false,
  partial: true,
  finish: collected,
};

export const REDUCE: Family = {
  start: startMemo,
  list: false,
  store: replace,
  keep: 0,
  eager: true,
  partial: true,
  finish: collected,
};

export const TASK_LIST: Family = {
  start: startTask,
  list: true,
  store: undefined,
  keep: 0,
  eager: true,
  partial: true,
  finish: listed,
};

export const TASK_RECORD: Family = {
  start: startTask,
  list: false,
  store: storeByKey,
  keep: 0,
  eager: true,
  partial: true,
  finish: collected,
};

export const FILTER: Family = {
  start: startItem,
  list: true,
  store: undefined,
  keep: 1,
  eager: false,
  partial: false,
  finish: kept,
};

export const REJECT: Family = {
  start: startItem,
  list: true,
  store: undefined,
  keep: 1,
  eager: false,
  partial: false,
  finish: rejected,
};

export const DETECT: Family = {
  start: startItem,
  list: false,
  store: findItem,
  keep: 2,
  eager: false,
  partial: false,
  finish: collected,
};

export const SOME: Family = {
  start: startItem,
  list: false,
  store: findAny,
  keep: 0,
  eager: false,
  partial: false,
  finish: collected,
};

export const EVERY: Family = {
  start: startItem,
  list: false,
  store: findNone,
  keep: 0,
  eager: false,
  partial: false,
  finish: collected,
};

export const CONCAT: Family = {
  start: startGathering,
  list: true,
  store: undefined,
  keep: 0,
  eager: false,
  partial: true,
  finish: flattened,
};

export const GROUP_BY: Family = {
  start: startItem,
  list: true,
  store: undefined,
  keep: 2,
  eager: false,
  partial: true,
  finish: grouped,
};

export const SORT_BY: Family = {
  start: startItem,
  list: true,
  store: undefined,
  keep: 2,
  eager: false,
  partial: false,
  finish: sorted,
};

function collected(run: Run): unknown {
  return run.results;
}

function storeByKey(run: Run, index: number, value: unknown): boolean {
  (run.results as Record<string, unknown>)[keyOf(run, index)] = value;
  return false;
}

function replace(run: Run, _index: number, value: unknown): boolean {
  run.results = value;
  return false;
}

// These end at the first result that decides; `results` holds the answer.
function findItem(run: Run, index: number, value: unknown): boolean {
  if (value) run.results = run.values?.[index];
  return !!value;
}

function findAny(run: Run, _index: number, value: unknown): boolean {
  return (run.results = !!value);
}

function findNone(run: Run, _index: number, value: unknown): boolean {
  run.results = !!value;
  return !value;
}

function kept(run: Run): unknown[] {
  return sift(run, false);
}

function rejected(run: Run): unknown[] {
  return sift(run, true);
}

// Arrays are read again at the end, as in async.
function sift(run: Run, falsy: boolean): unknown[] {
  const items = (run.values ?? run.items ?? []) as unknown[];
  const verdicts = run.list as unknown[];
  const sifted: unknown[] = [];
  const visit = (index: number): void => {
    if (!verdicts[index] === falsy && index in verdicts) sifted.push(items[index]);
  };
  if (run.order !== undefined) run.order.forEach(visit);
  else for (let i = 0; i < verdicts.length; i += 1) visit(i);
  return sifted;
}

function flattened(run: Run): unknown[] {
  return listed(run).flat();
}

// The items, each with what the iteratee gave for it.
function pairs(run: Run): { item: unknown; given: unknown }[] {
  const results = run.list as unknown[];
  const found: { item: unknown; given: unknown }[] = [];
  const visit = (index: number): void => {
    if (index in results) found.push({ item: run.values?.[index], given: results[index] });
  };
  if (run.order !== undefined) run.order.forEach(visit);
  else results.forEach((_given, index) => visit(index));
  return found;
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
    .sort(({ given: a }, { given: b }) => compare(a as number, b as number))
    .map(({ item }) => item);
}

function compare(a: number, b: number): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
