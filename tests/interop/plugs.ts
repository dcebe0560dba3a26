// What gives a callback to somebody else's work: one entry for each.
import { auto, mapLimit, parallel, queue, retry, waterfall } from '@sluice/async';
import { type NodeCallback, nodeResolver, promisify, withTimeout } from '@sluice/core';
import { Deferred } from '@sluice/deferred';
import Q from '@sluice/deferred/q';
import { EventProxy, Guard } from '@sluice/eventproxy';
import { createServer } from '@sluice/middleware';
import { Step } from '@sluice/step';
import { step } from '@sluice/step/promises';
import type { Second } from './cell.js';
import { exchange, type Socket } from './sockets.js';

export interface Plug {
  readonly package: Socket['package'];
  readonly name: string;
  /** Gives a callback; what its owner makes of the call goes to `settled`. */
  readonly open: (settled: NodeCallback) => NodeCallback | Promise<NodeCallback>;
  /** Whether values get through. */
  readonly carries: boolean;
  /** What the second call of the callback does. */
  readonly second: Second;
  /** In whose `AsyncLocalStorage` context the owner goes on. */
  readonly context: 'of whoever opened it' | 'of whoever calls it';
}

type Hold = (callback: NodeCallback) => void;

// The callback that is handed out while `start` runs, or in a later microtask.
function heldBy(start: (hold: Hold) => unknown): NodeCallback | Promise<NodeCallback> {
  let held: NodeCallback | undefined;
  let later: Hold | undefined;
  const result = start((callback) => (later ?? ((now) => (held = now)))(callback));
  // A promise that is rejected, too, has gone to `settled`.
  void Promise.resolve(result).catch(() => undefined);
  return held ?? new Promise((resolve) => (later = resolve));
}

const toCallback = (promise: PromiseLike<unknown>, settled: NodeCallback): void =>
  void promise.then(
    (value) => settled(null, value),
    (reason: unknown) => settled(reason),
  );

export const plugs: readonly Plug[] = [
  {
    package: 'core',
    name: 'nodeResolver',
    open: (settled) =>
      nodeResolver(
        'plug',
        (value) => settled(null, value),
        (reason) => settled(reason),
      ),
    carries: true,
    second: 'is reported',
    context: 'of whoever calls it',
  },
  {
    package: 'core',
    name: 'promisify',
    open: (settled) => heldBy((hold) => toCallback(promisify(hold)(), settled)),
    carries: true,
    second: 'is reported',
    context: 'of whoever opened it',
  },
  {
    package: 'core',
    name: 'withTimeout',
    open: (settled) =>
      heldBy((hold) =>
        toCallback(
          withTimeout((_scope, done) => hold(done), Infinity),
          settled,
        ),
      ),
    carries: true,
    second: 'is reported',
    context: 'of whoever opened it',
  },
  {
    package: 'deferred',
    name: 'deferred.makeNodeResolver()',
    open: (settled) => {
      const deferred = new Deferred();
      toCallback(deferred.promise, settled);
      return deferred.makeNodeResolver();
    },
    carries: true,
    second: 'is ignored',
    context: 'of whoever opened it',
  },
  {
    package: 'deferred',
    name: 'deferred.callback()',
    open: (settled) => {
      const deferred = new Deferred();
      toCallback(deferred.promise, settled);
      return deferred.callback();
    },
    carries: true,
    second: 'is ignored',
    context: 'of whoever opened it',
  },
  {
    package: 'deferred',
    name: 'Q.defer().makeNodeResolver()',
    open: (settled) => {
      const deferred = Q.defer<unknown>();
      toCallback(deferred.promise, settled);
      return deferred.makeNodeResolver() as NodeCallback;
    },
    carries: true,
    second: 'is ignored',
    context: 'of whoever opened it',
  },
  {
    package: 'eventproxy',
    name: "proxy.done('event')",
    open: (settled) => {
      const proxy = new EventProxy();
      proxy.once('event', (value: unknown) => settled(null, value)).fail(settled);
      return proxy.done('event');
    },
    carries: true,
    second: 'is ignored',
    context: 'of whoever calls it',
  },
  {
    package: 'eventproxy',
    name: "proxy.doneLater('event')",
    open: (settled) => {
      const proxy = new EventProxy();
      proxy.once('event', (value: unknown) => settled(null, value)).fail(settled);
      return proxy.doneLater('event');
    },
    carries: true,
    second: 'is ignored',
    context: 'of whoever calls it',
  },
  {
    package: 'eventproxy',
    name: 'proxy.done(fn)',
    open: (settled) => {
      const proxy = new EventProxy();
      proxy.fail(settled);
      return proxy.done((value: unknown) => settled(null, value));
    },
    carries: true,
    second: 'is passed on',
    context: 'of whoever calls it',
  },
  {
    package: 'eventproxy',
    name: "proxy.group('event')",
    open: (settled) => {
      const proxy = new EventProxy();
      proxy.after('event', 1, ([value]: unknown[]) => settled(null, value)).fail(settled);
      return proxy.group('event');
    },
    carries: true,
    second: 'is ignored',
    context: 'of whoever calls it',
  },
  {
    package: 'eventproxy',
    name: 'done of a guarded task',
    open: (settled) => heldBy((hold) => new Guard().run('key', (_flight, done) => hold(done), settled)),
    carries: true,
    second: 'is reported',
    context: 'of whoever opened it',
  },
  {
    package: 'step',
    name: 'this',
    open: (settled) =>
      heldBy((hold) =>
        Step(
          function () {
            hold(this);
          },
          (error, value) => settled(error, value),
        ),
      ),
    carries: true,
    second: 'is reported',
    context: 'of whoever calls it',
  },
  {
    package: 'step',
    name: 'this.parallel()',
    open: (settled) =>
      heldBy((hold) =>
        Step(
          function () {
            hold(this.parallel());
          },
          (error, value) => settled(error, value),
        ),
      ),
    carries: true,
    second: 'is reported',
    context: 'of whoever calls it',
  },
  {
    package: 'step',
    name: 'this.group()()',
    open: (settled) =>
      heldBy((hold) =>
        Step(
          function () {
            hold(this.group()());
          },
          (error, values) => settled(error, (values as unknown[] | undefined)?.[0]),
        ),
      ),
    carries: true,
    second: 'is reported',
    context: 'of whoever calls it',
  },
  {
    package: 'step',
    name: 'this of step([...])',
    open: (settled) =>
      heldBy((hold) =>
        toCallback(
          step([
            function () {
              hold(this);
            },
            (_tools, value: unknown) => Promise.resolve(value),
          ]),
          settled,
        ),
      ),
    carries: true,
    second: 'is reported',
    context: 'of whoever opened it',
  },
  {
    package: 'middleware',
    name: 'next',
    open: (settled) =>
      heldBy((hold) => {
        const app = createServer();
        // eslint-disable-next-line @typescript-eslint/no-misused-promises -- what next returns may be ignored
        app.use((_req, _res, next) => hold(next));
        app.use((_req, _res) => settled(null));
        app.use((error: unknown, _req: unknown, _res: unknown, _next: unknown) => settled(error));
        app.handle(...exchange());
      }),
    carries: false,
    second: 'is reported',
    context: 'of whoever calls it',
  },
  {
    package: 'async',
    name: 'callback of an iteratee',
    open: (settled) =>
      heldBy((hold) =>
        mapLimit(
          ['item'],
          1,
          (_item, callback: NodeCallback) => hold(callback),
          (error, values) => settled(error, values?.[0]),
        ),
      ),
    carries: true,
    second: 'throws',
    context: 'of whoever calls it',
  },
  {
    package: 'async',
    name: 'callback of a parallel task',
    open: (settled) =>
      heldBy((hold) =>
        parallel([(callback: NodeCallback) => hold(callback)], (error: unknown, values: unknown) =>
          settled(error, (values as unknown[] | undefined)?.[0]),
        ),
      ),
    carries: true,
    second: 'throws',
    context: 'of whoever calls it',
  },
  {
    package: 'async',
    name: 'callback of a waterfall task',
    open: (settled) =>
      heldBy((hold) =>
        waterfall([(callback: NodeCallback) => hold(callback)], (error: unknown, value: unknown) =>
          settled(error, value),
        ),
      ),
    carries: true,
    second: 'throws',
    context: 'of whoever calls it',
  },
  {
    package: 'async',
    name: 'callback of an auto task',
    open: (settled) =>
      heldBy((hold) =>
        auto({ key: (callback: NodeCallback) => hold(callback) }, (error: unknown, results: unknown) =>
          settled(error, (results as { key?: unknown } | undefined)?.key),
        ),
      ),
    carries: true,
    second: 'throws',
    context: 'of whoever calls it',
  },
  {
    package: 'async',
    name: 'callback of a retried task',
    open: (settled) =>
      heldBy((hold) =>
        retry(
          { times: 1 },
          (callback: NodeCallback) => hold(callback),
          (error: unknown, value: unknown) => settled(error, value),
        ),
      ),
    carries: true,
    second: 'is ignored',
    context: 'of whoever calls it',
  },
  {
    package: 'async',
    name: 'callback of a queue worker',
    open: (settled) =>
      heldBy((hold) => queue((_job: string, callback: NodeCallback) => hold(callback), 1).push('job', settled)),
    carries: true,
    second: 'throws',
    context: 'of whoever opened it',
  },
];
