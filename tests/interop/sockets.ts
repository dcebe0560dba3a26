// What takes a task and a final callback: one line for each entry point.
import http from 'node:http';
import { Socket as NetSocket } from 'node:net';
import * as asyncPackage from '@sluice/async';
import * as core from '@sluice/core';
import type { NodeCallback } from '@sluice/core';
import * as deferredPackage from '@sluice/deferred';
import qEntry from '@sluice/deferred/q';
import { EventProxy, Guard } from '@sluice/eventproxy';
import * as middlewarePackage from '@sluice/middleware';
import { Step } from '@sluice/step';
import { step } from '@sluice/step/promises';
import type { Second } from './cell.js';

// Called as plain JavaScript calls them; what their types accept is in interop.test-d.ts.
type Loose = (...args: unknown[]) => never;
const a = asyncPackage as unknown as Record<string, Loose>;
const d = deferredPackage as unknown as Record<string, Loose>;
const m = middlewarePackage as unknown as Record<string, Loose>;
const c = core as unknown as Record<string, Loose>;
const Q = qEntry as unknown as Record<string, Loose>;
const s = { Step, step } as unknown as Record<'step', Loose> & { Step: Loose & { fn: Loose } };

/** The parameters of a task before its callback; `this` for a step, `(req, res, next)` for a layer. */
export type Shape = 0 | 1 | 2 | 3 | 'step' | 'layer' | 'error layer';

export interface Socket {
  readonly package: 'core' | 'eventproxy' | 'deferred' | 'middleware' | 'async' | 'step';
  /** Sockets of one group share a column of the table. */
  readonly group: string;
  readonly name: string;
  readonly shape: Shape;
  /** Starts it with a task; `last` is the final callback, or the options of the promise form. */
  readonly call: (task: unknown, last?: unknown) => unknown;
  /** What comes out when the task hands over `value`. Default: the value. */
  readonly result?: (value: unknown) => unknown;
  /** What comes out when the task fails. Default: the error. */
  readonly failure?: (error: unknown) => readonly [error: unknown, value: unknown];
  /** What a second call of the task's callback does. */
  readonly second: Second;
  /** Which call forms there are. */
  readonly form: 'callback' | 'promise' | 'both';
  /** Whether the promise form takes a signal. */
  readonly signal: boolean;
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- functions of every shape
type Task = Function;

/** How a task shows its callback: as a parameter, as one of its rest parameters, or not at all. */
export type Declares = 'declared' | 'hidden' | 'none';

/** A task of the given shape that hands its callback to `run`. Unless it declares the callback, it returns what `run` does. */
export function shape(form: Shape, run: (callback: NodeCallback) => unknown, declares: Declares = 'declared'): Task {
  const position = form === 'step' ? 'this' : form === 'layer' ? 2 : form === 'error layer' ? 3 : form;
  function task(this: unknown, ...args: unknown[]): unknown {
    const callback = (position === 'this' ? this : args[position]) as NodeCallback;
    const result = run(callback);
    return declares === 'declared' ? undefined : result;
  }
  // An error layer is told by its length.
  const visible = position === 'this' || (declares !== 'declared' && form !== 'error layer') ? 0 : position + 1;
  // Only a declaration counts: with `none` the callback is there, but out of sight.
  return Object.defineProperty(task, 'length', { value: visible });
}

const ITEM = 'item';
const list = (value: unknown): unknown => [value];
const nothing = (): unknown => undefined;
const isFunction = (last: unknown): boolean => typeof last === 'function';

/** A request and a response as the chain needs them. */
export function exchange(): [http.IncomingMessage, http.ServerResponse] {
  const req = new http.IncomingMessage(new NetSocket());
  Object.assign(req, { url: '/', method: 'GET' });
  return [req, new http.ServerResponse(req)];
}

// ---- async: three limits of one family share everything but their arguments.
function family(
  name: string,
  shape: Shape,
  result: (value: unknown) => unknown,
  collection: unknown = [ITEM],
  group = 'async collections',
): Socket[] {
  const base = { package: 'async', group, shape, result, second: 'throws', form: 'both', signal: true } as const;
  return [
    { ...base, name, call: (task, last) => a[name]?.(collection, task, last) },
    { ...base, name: `${name}Limit`, call: (task, last) => a[`${name}Limit`]?.(collection, 2, task, last) },
    { ...base, name: `${name}Series`, call: (task, last) => a[`${name}Series`]?.(collection, task, last) },
  ];
}

interface Rest {
  readonly shape?: Shape;
  readonly result?: (value: unknown) => unknown;
  readonly failure?: Socket['failure'];
  readonly second?: Second;
  readonly form?: Socket['form'];
  readonly signal?: boolean;
  readonly group?: string;
}

const one =
  (defaults: Pick<Socket, 'package' | 'group' | 'shape' | 'second' | 'form' | 'signal'>) =>
  (name: string, call: Socket['call'], rest: Rest = {}): Socket => ({
    ...defaults,
    name,
    call,
    ...(rest as object),
  });

const collection = one({
  package: 'async',
  group: 'async collections',
  shape: 1,
  second: 'throws',
  form: 'both',
  signal: true,
});
const flow = one({
  package: 'async',
  group: 'async control flow',
  shape: 0,
  second: 'throws',
  form: 'both',
  signal: true,
});
const made = one({
  package: 'async',
  group: 'async made functions',
  shape: 1,
  second: 'is ignored',
  form: 'callback',
  signal: false,
});
const queued = one({ package: 'async', group: 'async queues', shape: 1, second: 'throws', form: 'both', signal: true });
const stream = one({
  package: 'async',
  group: 'async streams',
  shape: 1,
  second: 'throws',
  form: 'promise',
  signal: true,
});

const drained = async (iterable: unknown): Promise<unknown[]> => {
  const values: unknown[] = [];
  for await (const value of iterable as AsyncIterable<unknown>) values.push(value);
  return values;
};

// A test that gives another answer from the second time on.
const first = (answer: boolean): ((callback: NodeCallback) => void) => {
  let turns = 0;
  return (callback) => callback(null, ((turns += 1) === 1) === answer);
};
const no = (...args: unknown[]): void => (args.at(-1) as NodeCallback)(null, false);
const yes = (...args: unknown[]): void => (args.at(-1) as NodeCallback)(null, true);

const asyncSockets: Socket[] = [
  ...family('each', 1, nothing),
  ...family('eachOf', 2, nothing),
  ...family('map', 1, list),
  ...family('mapValues', 2, (value) => ({ key: value }), { key: ITEM }),
  ...family('filter', 1, (value) => (value ? [ITEM] : [])),
  ...family('reject', 1, (value) => (value ? [] : [ITEM])),
  ...family('detect', 1, (value) => (value ? ITEM : undefined)),
  ...family('some', 1, Boolean),
  ...family('every', 1, Boolean),
  ...family('concat', 1, (value) => (value === undefined ? [] : [value])),
  ...family('groupBy', 1, (value) => ({ [String(value)]: [ITEM] })),
  ...family('times', 1, list, 1),
  collection('reduce', (task, last) => a['reduce']?.([ITEM], 0, task, last), { shape: 2 }),
  collection('reduceRight', (task, last) => a['reduceRight']?.([ITEM], 0, task, last), { shape: 2 }),
  collection('sortBy', (task, last) => a['sortBy']?.([ITEM], task, last), { result: () => [ITEM] }),
  collection('transform', (task, last) => a['transform']?.([ITEM], [], task, last), { shape: 3, result: () => [] }),

  flow('parallel', (task, last) => a['parallel']?.([task], last), { result: list }),
  flow('parallelLimit', (task, last) => a['parallelLimit']?.([task], 1, last), { result: list }),
  flow('series', (task, last) => a['series']?.([task], last), { result: list }),
  flow('waterfall', (task, last) => a['waterfall']?.([task], last)),
  flow('auto', (task, last) => a['auto']?.({ key: task }, last), { result: (value) => ({ key: value }) }),
  flow(
    'auto, with a dependency',
    (task, last) => a['auto']?.({ first: (done: NodeCallback) => done(null, ITEM), key: ['first', task] }, last),
    { shape: 1, result: (value) => ({ first: ITEM, key: value }) },
  ),
  flow('autoInject', (task, last) => a['autoInject']?.({ key: [task] }, last), { result: (value) => ({ key: value }) }),
  flow('race', (task, last) => a['race']?.([task], last), { second: 'is ignored' }),
  flow('tryEach', (task, last) => a['tryEach']?.([task], last)),
  flow('retry', (task, last) => a['retry']?.({ times: 1 }, task, last), { second: 'is ignored' }),
  flow('whilst', (task, last) => a['whilst']?.(first(true), task, last)),
  flow('until', (task, last) => a['until']?.(first(false), task, last)),
  flow('doWhilst', (task, last) => a['doWhilst']?.(task, no, last)),
  flow('doUntil', (task, last) => a['doUntil']?.(task, yes, last)),
  flow('forever', (task, last) => a['forever']?.(task, last)),

  made('seq', (task, last) => (a['seq']?.(task) as unknown as Loose)(ITEM, last), { second: 'throws' }),
  made('compose', (task, last) => (a['compose']?.(task) as unknown as Loose)(ITEM, last), { second: 'throws' }),
  made('applyEach', (task, last) => (a['applyEach']?.([task], ITEM) as unknown as Loose)(last), {
    second: 'throws',
    form: 'both',
    signal: true,
    result: list,
  }),
  made('applyEachSeries', (task, last) => (a['applyEachSeries']?.([task], ITEM) as unknown as Loose)(last), {
    second: 'throws',
    form: 'both',
    signal: true,
    result: list,
  }),
  made('retryable', (task, last) => (a['retryable']?.({ times: 1 }, task) as unknown as Loose)(ITEM, last)),
  made('memoize', (task, last) => (a['memoize']?.(task) as unknown as Loose)(ITEM, last)),
  made('timeout', (task, last) => (a['timeout']?.(task, 1e6) as unknown as Loose)(ITEM, last), {
    second: 'is passed on',
  }),
  made('ensureAsync', (task, last) => (a['ensureAsync']?.(task) as unknown as Loose)(ITEM, last), {
    second: 'is passed on',
  }),
  made('apply', (task, last) => (a['apply']?.(task, ITEM) as unknown as Loose)(last), { second: 'is passed on' }),
  made('reflect', (task, last) => (a['reflect']?.(task) as unknown as Loose)(ITEM, last), {
    result: (value) => ({ value }),
    failure: (error) => [null, { error }],
    second: 'is passed on',
  }),
  made('limitify', (task, last) => (a['limitify']?.(task, 1) as unknown as Loose)(ITEM, last), { second: 'throws' }),

  queued('queue.push', (task, last) => push(a['queue']?.(task, 1), 'push', last)),
  queued('queue.unshift', (task, last) => push(a['queue']?.(task, 1), 'unshift', last)),
  queued('priorityQueue.push', (task, last) => push(a['priorityQueue']?.(task, 1), 'push', last, 0)),
  queued('cargo.push', (task, last) => push(a['cargo']?.(task, 1), 'push', last)),
  queued('cargoQueue.push', (task, last) => push(a['cargoQueue']?.(task, 1, 1), 'push', last)),

  stream('mapIterable', (task, last) => drained(a['mapIterable']?.([ITEM], task, last)), { result: list }),
  stream('filterIterable', (task, last) => drained(a['filterIterable']?.([ITEM], task, last)), {
    result: (value) => (value ? [ITEM] : []),
  }),
  stream('flatMapIterable', (task, last) => drained(a['flatMapIterable']?.([ITEM], task, last)), { result: list }),
];

function push(queue: unknown, method: 'push' | 'unshift', last: unknown, ...priority: number[]): unknown {
  const methods = queue as Record<string, Loose>;
  return isFunction(last)
    ? methods[method]?.(ITEM, ...priority, last)
    : methods[`${method}Async`]?.(ITEM, ...priority, last);
}

// ---- the others
const guard = one({
  package: 'eventproxy',
  group: 'guard',
  shape: 1,
  second: 'is reported',
  form: 'both',
  signal: true,
});
const eventproxySockets: Socket[] = [
  guard('guard.run', (task, last) => (new Guard() as unknown as { run: Loose }).run('key', task, last)),
  guard(
    'guard.wrap',
    (task, last) =>
      ((new Guard() as unknown as { wrap: Loose }).wrap((id: unknown) => id, task) as unknown as Loose)('id', last),
    { shape: 2 },
  ),
  guard('proxy.guard', (task, last) => (new EventProxy() as unknown as { guard: Loose }).guard('key', task, last)),
];

const promise = (task: unknown): Record<string, Loose> => (d['promisify']?.(task) as unknown as Loose)();
const deferred = one({
  package: 'deferred',
  group: 'deferred',
  shape: 0,
  second: 'is ignored',
  form: 'callback',
  signal: false,
});
const deferredSockets: Socket[] = [
  deferred('promise.nodeify', (task, last) => promise(task)['nodeify']?.(last)),
  deferred('promise.asCallback', (task, last) => promise(task)['asCallback']?.(last)),
  deferred('callbackify(promisify(task))', (task, last) =>
    (d['callbackify']?.(() => promise(task)) as unknown as Loose)(...(last ? [last] : [])),
  ),
  deferred('promisify', (task) => promise(task), { form: 'promise' }),
  deferred('Q.nfcall', (task) => Q['nfcall']?.(task), { form: 'promise' }),
  deferred('Q.nodeify', (task, last) => (Q['nfcall']?.(task) as unknown as { nodeify: Loose }).nodeify(last)),
];

const stepSocket = one({
  package: 'step',
  group: 'step',
  shape: 'step',
  second: 'is reported',
  form: 'callback',
  signal: false,
});
const stepSockets: Socket[] = [
  stepSocket('Step, last step', (task, last) => s.Step(task, last)),
  stepSocket('Step.fn', (task, last) => (s.Step.fn(task) as unknown as Loose)(last)),
  stepSocket('step([...])', (task, last) => s.step([task], last), { form: 'promise', signal: true }),
];

const layer = one({
  package: 'middleware',
  group: 'middleware',
  shape: 'layer',
  second: 'is reported',
  form: 'callback',
  signal: false,
});
const middlewareSockets: Socket[] = [
  layer('layer', (task, last) => handle([task], last), { result: nothing }),
  layer(
    'error layer',
    (task, last) =>
      handle([(_req: unknown, _res: unknown, next: NodeCallback) => next(new Error('first')), task], last),
    {
      shape: 'error layer',
      result: nothing,
    },
  ),
  layer(
    'layer of a mounted app',
    (task, last) => {
      const inner = m['createServer']?.() as unknown as { use: Loose };
      inner.use(task);
      return handle([inner], last);
    },
    { result: nothing },
  ),
];

function handle(layers: unknown[], out: unknown): unknown {
  const app = m['createServer']?.() as unknown as { use: Loose; handle: Loose };
  for (const each of layers) app.use(each);
  return app.handle(...exchange(), out);
}

const plain = one({ package: 'core', group: 'core', shape: 0, second: 'is reported', form: 'promise', signal: false });
const coreSockets: Socket[] = [
  plain('promisify', (task) => (c['promisify']?.(task) as unknown as Loose)()),
  plain(
    'callbackify(promisify(task))',
    (task, last) =>
      (c['callbackify']?.(() => (c['promisify']?.(task) as unknown as Loose)()) as unknown as Loose)(last),
    { form: 'callback' },
  ),
  plain('withTimeout', (task, last) => c['withTimeout']?.(task, Infinity, last), { shape: 1, signal: true }),
];

export const sockets: readonly Socket[] = [
  ...coreSockets,
  ...eventproxySockets,
  ...deferredSockets,
  ...stepSockets,
  ...middlewareSockets,
  ...asyncSockets,
];

const mapper = one({
  package: 'deferred',
  group: 'promise functions only',
  shape: 1,
  second: 'is ignored',
  form: 'promise',
  signal: true,
});

/** What gives its function no callback: the function returns a value or a promise. */
export const promiseSockets: readonly Socket[] = [
  mapper('map', (task, last) => d['map']?.([ITEM], task, last), { result: list }),
  mapper('mapSeries', (task, last) => d['mapSeries']?.([ITEM], task, last), { result: list }),
  mapper('using', (task) => d['using']?.(ITEM, task)),
  mapper('Q.fcall', (task) => Q['fcall']?.(task, ITEM)),
  { ...mapper('compose', (task) => (m['compose']?.([task]) as unknown as Loose)({})), package: 'middleware' },
  {
    ...mapper('asyncify', (task, last) => (a['asyncify']?.(task) as unknown as Loose)(ITEM, last)),
    package: 'async',
    form: 'callback',
  },
  {
    ...mapper('callbackify', (task, last) => (c['callbackify']?.(task) as unknown as Loose)(ITEM, last)),
    package: 'core',
    form: 'callback',
  },
];

/** Functions of async that take neither a task nor a callback that could be somebody else's. */
export const otherFunctions: Readonly<Record<string, string>> = {
  asyncify: 'its function gets no callback; it is among the promise sockets',
  constant: 'calls a callback, and takes no task',
  dir: 'prints',
  log: 'prints',
  nextTick: 'schedules',
  setImmediate: 'schedules',
  reflectAll: 'reflect, for each task of a list',
  unmemoize: 'gives back what memoize has wrapped',
};
