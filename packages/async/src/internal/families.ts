import {
  DROP,
  type Family,
  indices,
  ITEM,
  KEYED,
  LIST,
  MEMO,
  RECORD,
  REPLACE,
  type Run,
  SEEK,
  SEEK_FALSY,
  TASK,
} from './run.js';

export const EACH: Family = {
  form: ITEM,
  mode: DROP,
  keep: 0,
  eager: false,
  partial: false,
  gathers: false,
  finish: undefined,
};

export const EACH_OF: Family = {
  form: KEYED,
  mode: DROP,
  keep: 0,
  eager: false,
  partial: false,
  gathers: false,
  finish: undefined,
};

export const MAP: Family = {
  form: ITEM,
  mode: LIST,
  keep: 0,
  eager: true,
  partial: true,
  gathers: false,
  finish: undefined,
};

export const MAP_VALUES: Family = {
  form: KEYED,
  mode: RECORD,
  keep: 0,
  eager: false,
  partial: true,
  gathers: false,
  finish: undefined,
};

export const REDUCE: Family = {
  form: MEMO,
  mode: REPLACE,
  keep: 0,
  eager: true,
  partial: true,
  gathers: false,
  finish: undefined,
};

export const TASK_LIST: Family = {
  form: TASK,
  mode: LIST,
  keep: 0,
  eager: true,
  partial: true,
  gathers: false,
  finish: undefined,
};

export const TASK_RECORD: Family = {
  form: TASK,
  mode: RECORD,
  keep: 0,
  eager: true,
  partial: true,
  gathers: false,
  finish: undefined,
};

export const FILTER: Family = {
  form: ITEM,
  mode: LIST,
  keep: 1,
  eager: false,
  partial: false,
  gathers: false,
  finish: kept,
};

export const REJECT: Family = {
  form: ITEM,
  mode: LIST,
  keep: 1,
  eager: false,
  partial: false,
  gathers: false,
  finish: rejected,
};

export const DETECT: Family = {
  form: ITEM,
  mode: SEEK,
  keep: 2,
  eager: false,
  partial: false,
  gathers: false,
  finish: foundItem,
};

export const SOME: Family = {
  form: ITEM,
  mode: SEEK,
  keep: 0,
  eager: false,
  partial: false,
  gathers: false,
  finish: isFound,
};

export const EVERY: Family = {
  form: ITEM,
  mode: SEEK_FALSY,
  keep: 0,
  eager: false,
  partial: false,
  gathers: false,
  finish: isNotFound,
};

export const CONCAT: Family = {
  form: ITEM,
  mode: LIST,
  keep: 0,
  eager: false,
  partial: true,
  gathers: true,
  finish: flattened,
};

export const GROUP_BY: Family = {
  form: ITEM,
  mode: LIST,
  keep: 2,
  eager: false,
  partial: true,
  gathers: false,
  finish: grouped,
};

export const SORT_BY: Family = {
  form: ITEM,
  mode: LIST,
  keep: 2,
  eager: false,
  partial: false,
  gathers: false,
  finish: sorted,
};

function foundItem(run: Run): unknown {
  return run.values?.[run.found];
}

function isFound(run: Run): boolean {
  return run.found >= 0;
}

function isNotFound(run: Run): boolean {
  return run.found < 0;
}

function kept(run: Run): unknown[] {
  return sift(run, false);
}

function rejected(run: Run): unknown[] {
  return sift(run, true);
}

// Arrays are read again at the end, as in async.
function sift(run: Run, falsy: boolean): unknown[] {
  const items = run.values ?? run.items ?? [];
  const { keys, order } = run;
  const verdicts = run.results as unknown[];
  const sifted: unknown[] = [];
  const visit = (index: number): void => {
    if (!verdicts[index] === falsy && index in verdicts) {
      sifted.push((items as unknown[])[(keys === undefined ? index : keys[index]) as number]);
    }
  };
  if (order !== undefined) order.forEach(visit);
  else for (let i = 0; i < verdicts.length; i += 1) visit(i);
  return sifted;
}

function flattened(run: Run): unknown[] {
  const results = run.results as unknown[][];
  let all: unknown[] = [];
  for (const index of indices(run)) {
    for (const result of results[index] ?? []) {
      if (Array.isArray(result)) for (const element of result) all.push(element);
      else all = all.concat(result);
    }
  }
  return all;
}

function grouped(run: Run): Record<string, unknown> {
  const names = run.results as unknown[];
  const groups: Record<string, unknown> = {};
  for (const index of indices(run)) {
    const name = names[index] as PropertyKey;
    const item = run.values?.[index];
    if (Object.hasOwn(groups, name)) (groups[name as string] as unknown[]).push(item);
    // Assigned, `__proto__` would set the prototype.
    else Object.defineProperty(groups, name, { value: [item], writable: true, enumerable: true, configurable: true });
  }
  return groups;
}

function sorted(run: Run): unknown[] {
  const criteria = run.results as unknown[];
  return indices(run)
    .sort((a, b) => compare(criteria[a] as number, criteria[b] as number))
    .map((index) => run.values?.[index]);
}

function compare(a: number, b: number): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
