import { argumentError, type Context } from '@sluice/core';
import { checkConcurrency, checkOptions, checkPayload, checkPush } from './checks.js';
import { CALLED, Job, LENIENT, STRICT } from './Job.js';
import { outcomesOf } from './outcomes.js';
import { QueueEngine, type QueueForm } from './QueueEngine.js';
import type { QueueOptions } from './types.js';

/** Where `limitify` finds the engine of a queue; registered, so that two copies of the package work together. */
export const ENGINE: unique symbol = Symbol.for('@sluice/async/queue') as never;

// Missing in browsers and old versions of Node; compilers fall back to the registered symbol then.
const ASYNC_DISPOSE: symbol =
  (Symbol as { asyncDispose?: symbol }).asyncDispose ?? /* @__PURE__ */ Symbol.for('Symbol.asyncDispose');

/** Adds a job, or one for each element of an array. */
export type Insert = (
  data: unknown,
  extra: unknown,
  atFront: boolean,
  strict: boolean,
  priority?: number,
) => Promise<unknown> | undefined | (Promise<unknown> | undefined)[];

/** Tells options from the number that async has in their place. */
export function isOptions(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Makes the engine of a queue, after checking what it is made of. */
export function makeEngine(
  form: QueueForm,
  worker: unknown,
  concurrency: unknown,
  payload: unknown,
  options: QueueOptions,
): QueueEngine {
  const { name } = form;
  if (typeof worker !== 'function') throw argumentError(name, 'expected a function as worker', worker);
  return new QueueEngine(
    worker as never,
    checkConcurrency(name, concurrency ?? 1),
    checkPayload(name, payload),
    form,
    checkOptions(name, options),
  );
}

/** Gives an engine the properties of async's queues, in their order; what is ours is not enumerable. */
export function queueObject(engine: QueueEngine): object {
  const { waiting, form } = engine;
  const insert = inserter(engine);
  const q = {
    _tasks: waiting,
    _createTaskItem: (data: unknown, callback: never) => new Job(data, CALLED, callback),
    *[Symbol.iterator]() {
      yield* waiting;
    },
    get concurrency() {
      return engine.limit;
    },
    set concurrency(value) {
      // Zero and less hold the queue, as in async.
      if (!(value <= 0)) checkConcurrency(form.name, value);
      const isRaised = value > engine.limit;
      engine.limit = value;
      if (isRaised && waiting.length > 0) engine.schedule();
    },
    get payload() {
      return engine.payload;
    },
    set payload(value) {
      engine.payload = checkPayload(form.name, value);
    },
    get buffer() {
      return engine.buffer;
    },
    set buffer(value) {
      engine.buffer = value;
    },
    get started() {
      return engine.started;
    },
    set started(value) {
      engine.started = value;
    },
    get paused() {
      return engine.paused;
    },
    set paused(value) {
      engine.paused = value;
    },
    push: (data: unknown, callback?: unknown) => insert(data, callback, false, false),
    pushAsync: (data: unknown, callback?: unknown) => insert(data, callback, false, true),
    kill: (...reasons: [unknown?]) => engine.kill(reasons),
    unshift: (data: unknown, callback?: unknown) => insert(data, callback, true, false),
    unshiftAsync: (data: unknown, callback?: unknown) => insert(data, callback, true, true),
    remove: (test: (job: Job) => unknown) => engine.drop(test, []),
    process: () => engine.process(),
    length: () => waiting.length,
    running: () => engine.runs,
    workersList: () => engine.list(),
    idle: () => engine.isIdle(),
    pause() {
      engine.paused = true;
    },
    resume() {
      if (!engine.paused) return;
      engine.paused = false;
      engine.schedule();
    },
  };
  return hide(q, {
    ...eventsOf(engine),
    onIdle: () => engine.until(() => engine.isIdle()),
    onEmpty: () => engine.until(() => waiting.length === 0),
    onSizeLessThan: (size: number) => engine.until(() => waiting.length < size),
    [Symbol.asyncIterator]: () => outcomesOf(engine),
    [ASYNC_DISPOSE]: () => engine.dispose(),
    [ENGINE]: engine,
  });
}

function eventsOf({ events }: QueueEngine): object {
  return Object.fromEntries(Object.entries(events).map(([name, slot]) => [name, slot.on]));
}

function hide(target: object, properties: object): object {
  for (const key of Reflect.ownKeys(properties)) {
    Object.defineProperty(target, key, { value: (properties as Record<PropertyKey, unknown>)[key] });
  }
  return target;
}

/** What all ways of pushing share. */
export function inserter(engine: QueueEngine): Insert {
  const insert = (
    data: unknown,
    extra: unknown,
    atFront: boolean,
    strict: boolean,
    priority: number,
    context: Context,
  ): Promise<unknown> | undefined => {
    const isFunction = typeof extra === 'function';
    if (extra != null && !isFunction) checkPush(extra);
    const options = isFunction || extra == null ? undefined : extra;
    const form = isFunction && !strict ? CALLED : strict || options !== undefined ? STRICT : LENIENT;
    const job = engine.form.makeJob(data, form, extra as never, priority);
    job.context = context;
    const promise = form === CALLED ? undefined : promiseOf(job);
    engine.add(job, atFront, options);
    return promise;
  };
  return (data, extra, atFront, strict, priority = 0) => {
    const context = engine.context();
    if (!Array.isArray(data)) return insert(data, extra, atFront, strict, priority, context);
    if (data.length > 0 || !engine.isIdle()) {
      return data.map((datum) => insert(datum, extra, atFront, strict, priority, context));
    }
    queueMicrotask(() => engine.becomeIdle());
    return undefined;
  };
}

/** The promise that the job settles. */
export function promiseOf(job: Job): Promise<unknown> {
  return new Promise<unknown>((resolve, reject) => {
    job.done = resolve;
    job.reject = reject;
  });
}
