import type { Context } from '@sluice/core';
import { checkPush } from './checks.js';
import { Job, promiseOf } from './Job.js';
import type { QueueEngine } from './QueueEngine.js';
import type { CargoOptions, PushOptions } from './types.js';

/** Where `limitify` finds the engine of a queue; registered, so that two copies of the package work together. */
export const ENGINE: unique symbol = Symbol.for('@sluice/async/queue') as never;

/** Adds a job, or one for each element of an array. */
export type Insert = (
  data: unknown,
  extra: unknown,
  atFront: boolean,
  strict: boolean,
  priority?: number,
) => Promise<unknown> | undefined | (Promise<unknown> | undefined)[];

/** The options, or those that async's number in their place stands for. */
export function toOptions(given: unknown, name: 'concurrency' | 'payload'): CargoOptions {
  return typeof given === 'object' && given !== null ? given : { [name]: given };
}

/** What queues show and their engines keep. */
interface Face {
  readonly [ENGINE]: QueueEngine;
}

/** The state that is in plain properties in async. */
const STATE: PropertyDescriptorMap = /* @__PURE__ */ sharedProperties(
  ['concurrency', 'payload', 'buffer', 'started', 'paused'],
  (name) => ({
    enumerable: true,
    configurable: true,
    get(this: Face) {
      return this[ENGINE][name];
    },
    set(this: Face, value: never) {
      this[ENGINE][name] = value;
    },
  }),
);

/** The events, which are read-only in async. */
const EVENTS: PropertyDescriptorMap = /* @__PURE__ */ sharedProperties(
  ['saturated', 'unsaturated', 'empty', 'drain', 'error', 'full', 'late'],
  (name) => ({
    get(this: Face) {
      return this[ENGINE].event(name).on;
    },
  }),
);

/** What is ours, and works without the queue as `this`, as the rest does. */
const METHODS: PropertyDescriptorMap = /* @__PURE__ */ sharedProperties(
  ['onIdle', 'onEmpty', 'onSizeLessThan', 'outcomes', 'dispose'],
  (name) => ({
    get(this: Face) {
      const engine = this[ENGINE];
      return (size: number) => engine[name](size);
    },
  }),
  // The disposal symbol is missing in browsers and old versions of Node; compilers fall back to the registered one then.
  (name) => {
    if (name === 'outcomes') return Symbol.asyncIterator;
    return name === 'dispose'
      ? ((Symbol as { asyncDispose?: symbol }).asyncDispose ?? Symbol.for('Symbol.asyncDispose'))
      : name;
  },
);

/** Accessors for all queues: an object that has accessors of its own is slow to make and slow to read. */
function sharedProperties<K extends PropertyKey>(
  names: readonly K[],
  describe: (name: K) => PropertyDescriptor,
  keyOf: (name: K) => PropertyKey = (name) => name,
): PropertyDescriptorMap {
  return Object.fromEntries(names.map((name) => [keyOf(name), describe(name)]));
}

/** Gives an engine the properties of async's queues, in their order; what is ours is not enumerable. */
export function queueObject(engine: QueueEngine): object {
  const { waiting } = engine;
  const insert = inserter(engine);
  const q = {
    _tasks: waiting,
    _createTaskItem: (data: unknown, callback: never) => new Job(data, callback, undefined),
    *[Symbol.iterator]() {
      yield* waiting;
    },
  };
  Object.defineProperties(q, { [ENGINE]: { value: engine } });
  Object.defineProperties(q, STATE);
  Object.assign(q, {
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
    pause: () => engine.pause(),
    resume: () => engine.resume(),
  });
  Object.defineProperties(q, EVENTS);
  return Object.defineProperties(q, METHODS);
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
    const job = engine.waiting.makeJob(data, extra as never, context, priority);
    let options: PushOptions | undefined;
    let promise: Promise<unknown> | undefined;
    if (typeof extra !== 'function' || strict) {
      if (extra != null && typeof extra !== 'function') options = checkPush(extra);
      promise = promiseOf(job, strict || options !== undefined);
    }
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
