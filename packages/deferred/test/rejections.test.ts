import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Deferred, SluicePromise } from '../src/index.js';
import Q from '../src/q.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const events = ['unhandledRejection', 'rejectionHandled'] as const;
let saved: NodeJS.UnhandledRejectionListener[][] = [];
let log: unknown[] = [];

beforeEach(() => {
  log = [];
  saved = events.map((event) => process.listeners(event as 'unhandledRejection'));
  for (const event of events) process.removeAllListeners(event);
  process.on('unhandledRejection', (reason) => void log.push(['unhandled', reason]));
  process.on('rejectionHandled', () => void log.push(['handled']));
});
afterEach(() => {
  for (const [i, event] of events.entries()) {
    process.removeAllListeners(event);
    for (const listener of saved[i] ?? []) process.on(event as 'unhandledRejection', listener);
  }
});

type Class = Pick<PromiseConstructor, 'reject' | 'resolve'> &
  (new (executor: (resolve: (v: unknown) => void) => void) => Promise<unknown>);

const programs: [string, (C: Class) => void | Promise<void>][] = [
  ['a rejection without a handler', (C) => void C.reject(1)],
  ['a handler in the same turn', (C) => void C.reject(1).catch(() => 1)],
  [
    'a handler a few microtasks later',
    async (C) => {
      const promise = C.reject(1);
      for (let i = 0; i < 10; i += 1) await Promise.resolve();
      promise.catch(() => 1);
    },
  ],
  [
    'a handler in a later turn',
    async (C) => {
      const promise = C.reject(1);
      await turn();
      promise.catch(() => 1);
    },
  ],
  ['a chain without a handler', (C) => void C.reject(1).then(() => 1)],
  ['a handler that throws', (C) => void C.resolve(1).then(() => Promise.reject(2))],
  [
    'two children, one of them handled',
    (C) => {
      const promise = C.reject(1);
      promise.catch(() => 1);
      promise.then(() => 1);
    },
  ],
  [
    'a follower that nobody handles, of a promise that somebody handles',
    (C) => {
      const origin = C.resolve(1).then(() => {
        throw 'origin';
      });
      void new C((resolve) => resolve(origin));
      origin.catch(() => 1);
    },
  ],
  [
    'a follower that is handled, of a promise that nobody else handles',
    (C) => {
      const origin = C.resolve(1).then(() => {
        throw 'origin';
      });
      new C((resolve) => resolve(origin)).catch(() => 1);
    },
  ],
];

describe('the host is told of an unhandled rejection exactly as with native promises', () => {
  it.each(programs)('%s', async (_name, program) => {
    await program(Promise);
    await turn();
    await turn();
    const native = log;
    log = [];
    await program(SluicePromise);
    await turn();
    await turn();
    expect(log).toEqual(native);
  });

  it('a deferred that is rejected and handled before its batch ends is not reported', async () => {
    const deferred = new Deferred();
    deferred.reject(1);
    void Promise.resolve().then(() => deferred.promise.catch(() => 1));
    await turn();
    expect(log).toEqual([]);
  });
});

describe('promises of Q', () => {
  it('are reported by events with the promise itself, and their reasons are listed until they are handled', async () => {
    Q.resetUnhandledRejections();
    const promises: unknown[] = [];
    process.on('unhandledRejection', (_reason, promise) => void promises.push(promise));
    const promise = Q.reject('a reason');
    expect(Q.getUnhandledReasons()).toEqual(['(no stack) a reason']);
    await turn();
    expect(log).toEqual([['unhandled', 'a reason']]);
    expect(promises).toEqual([promise]);
    promise.fail(() => 1);
    expect(Q.getUnhandledReasons()).toEqual([]);
    expect(log.at(-1)).toEqual(['handled']);
  });

  it('do not end a process without a listener, and are not tracked after stopUnhandledRejectionTracking', async () => {
    process.removeAllListeners('unhandledRejection');
    Q.reject('no');
    await turn();
    Q.stopUnhandledRejectionTracking();
    Q.reject('no');
    expect(Q.getUnhandledReasons()).toEqual([]);
    await turn();
    Q.resetUnhandledRejections();
    expect(Q.getUnhandledReasons()).toEqual([]);
  });
});
