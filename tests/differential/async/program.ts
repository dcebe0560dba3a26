// A generated call of one function, and what a user can see of it.
import fc from 'fast-check';

/** What one item does: when its outcome comes, in which form, and what it is. */
export interface Step {
  /** 0: during the call; 1: in a microtask; from 2 on: in that later turn. */
  readonly delay: number;
  readonly outcome: 'value' | 'falsy' | 'error' | 'errorAndValue' | 'cancel' | 'none' | 'several';
}

export interface Program {
  readonly name: string;
  readonly source:
    'array' | 'object' | 'set' | 'map' | 'arrayLike' | 'string' | 'generator' | 'asyncGenerator' | 'null';
  readonly form: 'callback' | 'async';
  readonly call: 'callback' | 'promise';
  readonly limit: number | string;
  readonly steps: readonly Step[];
}

const families = [
  'each',
  'eachOf',
  'map',
  'filter',
  'reject',
  'detect',
  'some',
  'every',
  'concat',
  'groupBy',
  'mapValues',
];
const collections = families.flatMap((name) => [name, `${name}Limit`, `${name}Series`]);
export const names: readonly string[] = [
  ...collections,
  'sortBy',
  'reduce',
  'transform',
  'times',
  'timesLimit',
  'timesSeries',
  'parallel',
  'parallelLimit',
  'series',
  'tryEach',
  'race',
  'waterfall',
  'applyEach',
  'applyEachSeries',
];

const step: fc.Arbitrary<Step> = fc.record({
  delay: fc.integer({ min: 0, max: 4 }),
  outcome: fc.oneof(
    { weight: 12, arbitrary: fc.constant('value' as const) },
    { weight: 3, arbitrary: fc.constant('falsy' as const) },
    { weight: 2, arbitrary: fc.constantFrom('error' as const, 'errorAndValue' as const) },
    { weight: 1, arbitrary: fc.constant('cancel' as const) },
    { weight: 2, arbitrary: fc.constantFrom('none' as const, 'several' as const) },
  ),
});

export const program: fc.Arbitrary<Program> = fc.record({
  name: fc.constantFrom(...names),
  source: fc.constantFrom(
    'array',
    'array',
    'array',
    'object',
    'set',
    'map',
    'arrayLike',
    'string',
    'generator',
    'asyncGenerator',
    'null',
  ),
  form: fc.constantFrom('callback', 'callback', 'async'),
  call: fc.constantFrom('callback', 'callback', 'promise'),
  limit: fc.constantFrom(1, 2, 3, Infinity, '2', 0.5, 0, -1),
  steps: fc.array(step, { maxLength: 7 }),
});

type Fn = (...args: any[]) => any;
export type Library = Record<string, Fn>;

/** Runs the program; the log holds every start of an item, and the outcome with its turn. */
export async function observe(
  library: Library,
  { name, source, form, call, limit, steps }: Program,
): Promise<string[]> {
  const log: string[] = [];
  const pending: { turn: number; job: () => void }[] = [];
  let turn = 0;
  const at = (delay: number, job: () => void): void => {
    if (delay === 0) job();
    else if (delay === 1) queueMicrotask(job);
    else pending.push({ turn: turn + delay, job });
  };
  const start = (index: number, seen: readonly unknown[], callback: Fn | undefined): unknown => {
    log.push(`${turn} start ${index} ${show(seen)}`);
    const { delay, outcome } = steps[index] ?? { delay: 0, outcome: 'value' };
    const value = outcome === 'falsy' ? 0 : `v${(index * 7) % 5}`;
    if (callback === undefined) {
      return new Promise((resolve, reject) => {
        at(delay, () => (outcome.startsWith('error') ? reject(new Error(`e${index}`)) : resolve(value)));
      });
    }
    at(delay, () => {
      if (outcome === 'error') callback(new Error(`e${index}`));
      else if (outcome === 'errorAndValue') callback(new Error(`e${index}`), value);
      else if (outcome === 'cancel') callback(false);
      else if (outcome === 'none') callback();
      else if (outcome === 'several') callback(null, value, 'second');
      else callback(null, value);
    });
    return undefined;
  };
  let count = 0;
  // The number of items is that of the steps, so each call knows its step by its number.
  const iteratee = (arity: number): Fn => {
    const callbackForm: Fn[] = [
      (cb) => start(count++, [], cb),
      (a, cb) => start(count++, [a], cb),
      (a, b, cb) => start(count++, [a, b], cb),
      (a, b, c, cb) => start(count++, [a, b, c], cb),
    ];
    const asyncForm: Fn[] = [
      async () => start(count++, [], undefined),
      async (a) => start(count++, [a], undefined),
      async (a, b) => start(count++, [a, b], undefined),
      async (a, b, c) => start(count++, [a, b, c], undefined),
    ];
    return (form === 'async' ? asyncForm : callbackForm)[arity] as Fn;
  };
  const args = argumentsOf(name, collect(source, steps.length), limit, iteratee, steps.length, form, start);
  const finish = (...outcome: unknown[]): void => void log.push(`${turn} outcome ${show(outcome)}`);
  try {
    const fn = library[name] as Fn;
    const settle = (promise: Promise<unknown>): void =>
      void promise.then(
        (value) => log.push(`${turn} resolved ${show(value)}`),
        (error: unknown) => log.push(`${turn} rejected ${show(error)}`),
      );
    if (name.startsWith('applyEach')) {
      const applied = fn(...args);
      if (call === 'promise') settle(applied());
      else applied(finish);
    } else if (call === 'promise') settle(fn(...args));
    else fn(...args, finish);
  } catch (error) {
    log.push(`thrown ${(error as Error).name}`);
  }
  log.push('returned');
  for (turn = 1; turn < 40; turn += 1) {
    // Longer than any chain of promise jobs between two turns.
    for (let i = 0; i < 12; i += 1) await undefined;
    for (const { job } of take(pending, turn)) job();
    if (pending.length === 0 && turn > 8) break;
  }
  for (let i = 0; i < 60; i += 1) await undefined;
  return log;
}

function take(pending: { turn: number; job: () => void }[], turn: number): { job: () => void }[] {
  const due = pending.filter((entry) => entry.turn <= turn);
  const later = pending.filter((entry) => entry.turn > turn);
  pending.splice(0, pending.length, ...later);
  return due;
}

function collect(source: Program['source'], count: number): unknown {
  const items = Array.from({ length: count }, (_, i) => i * 2);
  switch (source) {
    case 'array':
      return items;
    case 'object':
      return Object.fromEntries(items.map((item) => [`k${item}`, item]));
    case 'set':
      return new Set(items);
    case 'map':
      return new Map(items.map((item) => [`k${item}`, item]));
    case 'arrayLike':
      return { ...items, length: count };
    case 'string':
      return 'abcdefg'.slice(0, count);
    case 'generator':
      return (function* () {
        yield* items;
      })();
    case 'asyncGenerator':
      return (async function* () {
        yield* items;
      })();
    case 'null':
      return null;
  }
}

function argumentsOf(
  name: string,
  collection: unknown,
  limit: number | string,
  iteratee: (arity: number) => Fn,
  count: number,
  form: Program['form'],
  start: (index: number, seen: readonly unknown[], callback: Fn | undefined) => unknown,
): unknown[] {
  const limits = name.endsWith('Limit') ? [limit] : [];
  const tasks = Array.from({ length: count }, (_, i): Fn =>
    form === 'async'
      ? async () => start(i, [], undefined)
      : (...args: unknown[]) => start(i, args.slice(0, -1), args.at(-1) as Fn),
  );
  const bare = name.replace(/Limit$|Series$/, '');
  if (bare === 'reduce') return [collection, 'memo', iteratee(2)];
  if (bare === 'transform') return [collection, ['acc'], iteratee(3)];
  if (bare === 'times') return [count, ...limits, iteratee(1)];
  if (bare === 'applyEach') return [tasks, 'x', 'y'];
  if (['parallel', 'series', 'tryEach', 'race', 'waterfall'].includes(bare)) {
    const declared = tasks.map((task): Fn => (form === 'async' || bare === 'waterfall' ? task : (cb) => task(cb)));
    return [declared, ...limits];
  }
  return [collection, ...limits, iteratee(bare === 'eachOf' || bare === 'mapValues' ? 2 : 1)];
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    // The words of a refusal are each library's own.
    if (inner instanceof RangeError) return inner.name;
    if (inner instanceof Error) return `${inner.name}: ${inner.message}`;
    if (inner === undefined) return '(undefined)';
    if (Array.isArray(inner)) return Array.from(inner, (item: unknown, i) => (i in inner ? item : '(hole)'));
    return inner;
  });
}
