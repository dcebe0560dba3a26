// The AsyncLocalStorage context of a callback: that of whoever waits, wherever somebody else does the work.
import { AsyncLocalStorage } from 'node:async_hooks';
import { cargo, cargoQueue, limitify, memoize, priorityQueue, queue } from '@sluice/async';
import { callbackify, type NodeCallback, withResolvers, withTimeout } from '@sluice/core';
import { Deferred } from '@sluice/deferred';
import { EventProxy, Guard } from '@sluice/eventproxy';
import { createServer } from '@sluice/middleware';
import { describe, expect, it } from 'vitest';
import { turns, VALUE } from './cell.js';
import { plugs } from './plugs.js';
import { exchange } from './sockets.js';

const storage = new AsyncLocalStorage<'mine' | 'theirs'>();
const theirs = <R>(fn: () => R): R => storage.run('theirs', fn);
const ignore = (): void => undefined;

describe('the owner of a plug goes on', () => {
  it.each(plugs)('in the context $context: $name of $package', async (plug) => {
    const { promise, resolve } = withResolvers<unknown>();
    const callback = await storage.run('mine', async () => plug.open(() => resolve(storage.getStore())));
    theirs(() => callback(null, VALUE));
    expect(await promise).toBe(plug.context === 'of whoever opened it' ? 'mine' : 'theirs');
  });
});

/** Work that somebody else has started, or that goes on in somebody else's turn. */
interface Sharing {
  readonly name: string;
  /** Registers `callback`, and gives what finishes the work. */
  readonly join: (callback: NodeCallback) => () => void;
}

type Hold = (callback: NodeCallback) => void;

// A task that is finished from outside.
function heldTask(): { hold: Hold; finish: () => void } {
  let held: NodeCallback | undefined;
  return { hold: (callback) => (held ??= callback), finish: () => held?.(null, VALUE) };
}

// Their job occupies the queue until it is finished; mine waits behind it, and is done at once when it is its turn.
function behindTheirJob(
  make: (worker: (job: unknown, callback: NodeCallback) => void) => (job: string, callback: NodeCallback) => unknown,
): Sharing['join'] {
  return (callback) => {
    const { hold, finish } = heldTask();
    const push = make((job, done) => (String(job) === 'theirs' ? hold(done) : done(null, VALUE)));
    theirs(() => push('theirs', ignore));
    push('mine', callback);
    return finish;
  };
}

const sharings: readonly Sharing[] = [
  {
    name: 'a waiter of guard.run',
    join: (callback) => {
      const guard = new Guard();
      const { hold, finish } = heldTask();
      theirs(() => guard.run('key', (_flight, done) => hold(done), ignore));
      guard.run('key', () => 'never called', callback);
      return finish;
    },
  },
  {
    name: 'a waiter of a guarded function',
    join: (callback) => {
      const { hold, finish } = heldTask();
      const load = new Guard<string>().wrap(
        (id: string) => id,
        (_id, _flight, done: NodeCallback) => hold(done),
      );
      theirs(() => load('key', ignore));
      load('key', callback);
      return finish;
    },
  },
  {
    name: 'a waiter of proxy.guard',
    join: (callback) => {
      const proxy = new EventProxy();
      const { hold, finish } = heldTask();
      theirs(() => proxy.guard('key', (_flight, done) => hold(done), ignore));
      proxy.guard('key', () => 'never called', callback);
      return finish;
    },
  },
  {
    name: 'a waiter of memoize',
    join: (callback) => {
      const { hold, finish } = heldTask();
      const load = memoize((_id: string, done: NodeCallback) => hold(done));
      theirs(() => load('key', ignore));
      load('key', callback);
      return finish;
    },
  },
  {
    name: 'a job of a queue',
    join: behindTheirJob((worker) => {
      const jobs = queue(worker, 1);
      return (job, callback) => jobs.push(job, callback);
    }),
  },
  {
    name: 'a job of a priorityQueue',
    join: behindTheirJob((worker) => {
      const jobs = priorityQueue(worker, 1);
      return (job, callback) => jobs.push(job, 0, callback);
    }),
  },
  {
    name: 'a job of a cargo',
    join: behindTheirJob((worker) => {
      const jobs = cargo(worker, 1);
      return (job, callback) => jobs.push(job, callback);
    }),
  },
  {
    name: 'a job in a batch of a cargoQueue',
    join: (callback) => {
      const { hold, finish } = heldTask();
      const jobs = cargoQueue((_batch: string[], done: NodeCallback) => hold(done), 1, 2);
      theirs(() => jobs.push('theirs', ignore));
      jobs.push('mine', callback);
      return finish;
    },
  },
  {
    name: 'a call of a function under limitify',
    join: behindTheirJob((worker) => limitify(worker, 1)),
  },
  {
    name: 'nodeify of a promise that somebody else resolves',
    join: (callback) => {
      const deferred = new Deferred();
      deferred.promise.nodeify(callback);
      return () => deferred.resolve(VALUE);
    },
  },
  {
    name: 'withTimeout round a callback of somebody else',
    join: (callback) => {
      const { hold, finish } = heldTask();
      callbackify(() => withTimeout((_scope, done) => hold(done), Infinity))(callback);
      return finish;
    },
  },
  {
    name: 'out of an app whose layer calls next from an event of the request',
    join: (callback) => {
      const app = createServer();
      const [req, res] = exchange();
      app.use((request, _res, next) => void request.once('end', () => void next()));
      app.handle(req, res, callback);
      return () => req.emit('end');
    },
  },
  {
    name: 'the layer behind one that calls next from an event of the request',
    join: (callback) => {
      const app = createServer();
      const [req, res] = exchange();
      app.use((request, _res, next) => void request.once('end', () => void next()));
      app.use((_req, _res) => callback(null, VALUE));
      app.handle(req, res);
      return () => req.emit('end');
    },
  },
];

describe.each(sharings)('$name', ({ join }) => {
  it.each(plugs)('keeps its own context when it is $name of $package', async (plug) => {
    const { promise, resolve } = withResolvers<unknown>();
    const finish = await storage.run('mine', async () => join(await plug.open(() => resolve(storage.getStore()))));
    await turns(2); // queues start their workers in a microtask
    theirs(finish);
    expect(await promise).toBe('mine');
  });
});

describe('the worker of a queue', () => {
  type Worker = (job: unknown, callback: NodeCallback) => void;
  it.each<[string, (worker: Worker) => (job: string) => unknown]>([
    ['queue', (worker) => queue(worker, 1).push],
    ['priorityQueue', (worker) => priorityQueue(worker, 1).push],
    ['limitify', (worker) => limitify(worker, 1)],
  ])('runs in the context of whoever pushed the job: %s', async (_name, make) => {
    const seen: unknown[] = [];
    const held: NodeCallback[] = [];
    const push = make((job, done) => {
      seen.push([String(job), storage.getStore()]);
      held.push(done);
    });
    theirs(() => push('first'));
    storage.run('mine', () => push('second'));
    await turns(2);
    theirs(() => held[0]?.(null));
    await turns(2);
    held[1]?.(null);
    expect(seen).toEqual([
      ['first', 'theirs'],
      ['second', 'mine'],
    ]);
  });
});
