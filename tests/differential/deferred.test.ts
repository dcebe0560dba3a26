// The same generated program on Q from npm and on our entry for Q, and on native promises and our class.
import { createRequire } from 'node:module';
import Qours from '@sluice/deferred/q';
import { SluicePromise } from '@sluice/deferred';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const Qpeer = createRequire(import.meta.url)('q') as typeof Qours;
const numRuns = Number(process.env['SLUICE_RUNS'] ?? 200);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

// The programs leave rejections unhandled; what the hosts are told of them has tests of its own.
let listeners: NodeJS.UnhandledRejectionListener[] = [];
beforeEach(() => {
  listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', () => undefined);
});
afterEach(async () => {
  await turn();
  process.removeAllListeners('unhandledRejection');
  for (const listener of listeners) process.on('unhandledRejection', listener);
});

type Outcome = 'value' | 'throw' | 'reject' | 'pass' | 'promise' | 'thenable';
interface Link {
  readonly on: 'then' | 'fail' | 'fin' | 'both' | 'tap' | 'spread' | 'thenResolve' | 'none' | 'progress';
  readonly gives: Outcome;
  readonly from: number;
}
interface Program {
  readonly start: readonly ('fulfil' | 'reject' | 'notify' | 'follow')[];
  readonly links: readonly Link[];
}

// No `get` and its like: Q loses progress there, ours passes it on.
const link = fc.record<Link>({
  on: fc.constantFrom('then', 'fail', 'fin', 'both', 'tap', 'spread', 'thenResolve', 'none', 'progress'),
  gives: fc.constantFrom('value', 'throw', 'reject', 'pass', 'promise', 'thenable'),
  from: fc.nat(100),
});
const program = fc.record<Program>({
  start: fc.array(fc.constantFrom('fulfil', 'reject', 'notify', 'follow'), { minLength: 1, maxLength: 4 }),
  links: fc.array(link, { minLength: 1, maxLength: 8 }),
});

/** What each handler saw, and how each promise of the program ended. */
async function runQ(Q: typeof Qours, { start, links }: Program): Promise<unknown[]> {
  const seen: unknown[][] = links.map(() => []);
  const deferred = Q.defer<unknown>();
  const promises = [deferred.promise];
  links.forEach(({ on, gives, from }, i) => {
    const source = promises[from % promises.length]!;
    const handler = (...args: unknown[]): unknown => {
      seen[i]?.push(args);
      if (gives === 'throw') throw `thrown ${i}`;
      if (gives === 'reject') return Q.reject(`rejected ${i}`);
      if (gives === 'promise') return Q.delay(1).thenResolve(`promised ${i}`);
      if (gives === 'thenable') return { then: (resolve: (value: unknown) => void) => resolve(`thenable ${i}`) };
      return gives === 'value' ? [`value ${i}`] : args[0];
    };
    const next = {
      then: () => source.then(handler),
      fail: () => source.fail(handler),
      fin: () => source.fin(handler),
      both: () => source.then(handler, handler),
      tap: () => source.tap(handler),
      spread: () => source.spread(handler),
      thenResolve: () => source.thenResolve(`resolved ${i}`),
      none: () => source.then(),
      // What a progress handler throws is for onerror, and has a test of its own.
      progress: () =>
        source.progress((value: unknown) => {
          seen[i]?.push([value]);
          return `step ${i}`;
        }),
    }[on]();
    promises.push(next);
  });
  const others = Q.defer<unknown>();
  start.forEach((step, i) => {
    if (step === 'fulfil') deferred.resolve([i]);
    else if (step === 'reject') deferred.reject(`reason ${i}`);
    else if (step === 'notify') deferred.notify(i);
    else deferred.resolve(others.promise);
  });
  const states = promises.map((promise) => promise.inspect().state);
  // Q loses the progress of the turn in which a promise begins to follow; ours does not. So it comes a turn later here.
  await turn();
  others.notify('other');
  others.resolve(['other']);
  for (let i = 0; i < 10; i += 1) {
    await turn();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return [states.slice(0, 1), seen, promises.map((promise) => promise.inspect())];
}

describe('the entry for Q, against Q', () => {
  it('calls every handler with the same arguments, and every promise ends alike', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(program, { minLength: 20, maxLength: 40 }), async (programs) => {
        // Many programs at a time, since each of them waits for timers.
        const [peer, ours] = await Promise.all([
          Promise.all(programs.map((one) => runQ(Qpeer, one))),
          Promise.all(programs.map((one) => runQ(Qours, one))),
        ]);
        programs.forEach((one, i) => expect(ours[i], JSON.stringify(one)).toEqual(peer[i]));
      }),
      { numRuns: Math.ceil(numRuns / 40) },
    );
  });

  const boom = new Error('boom');
  const calls: [string, (Q: typeof Qours) => unknown][] = [
    ['all of a mixed list', (Q) => Q.all([1, Q(2), Q.delay(1).thenResolve(3)])],
    [
      'all gives the same array',
      async (Q) => {
        const list = [Q(1), 2];
        return (await Q.all(list)) === (list as unknown);
      },
    ],
    ['all rejects first', (Q) => Q.all([Q.reject('a'), Q.reject('b')])],
    ['all of nothing', (Q) => Q.all([])],
    ['all of a promise of a list', (Q) => Q.all(Q([Q(1)]) as never)],
    ['all leaves out holes', (Q) => Q.all(Object.assign(new Array(2), { 1: 1 }) as never)],
    ['any', (Q) => Q.any([Q.reject('a'), Q.delay(1).thenResolve(2)])],
    ['any of nothing', (Q) => Q.any([])],
    ['any of failures', (Q) => Q.any([Q.reject('a'), Q.reject(new Error('b'))])],
    ['race', (Q) => Q.race<unknown>([Q.delay(5), Q(1)])],
    ['allSettled', (Q) => Q.allSettled([1, Q.reject('a'), Q.delay(1)])],
    ['spread of promises', (Q) => Q.spread([Q(1), 2], (a, b) => [a, b])],
    ['timeout', (Q) => Q.delay(50).timeout(1)],
    ['timeout with a message', (Q) => Q.delay(50).timeout(1, 'slow')],
    ['timeout with an error', (Q) => Q.delay(50).timeout(1, boom)],
    ['timeout in time', (Q) => Q(1).timeout(50)],
    ['timeout of NaN', (Q) => Q.delay(50).timeout(NaN)],
    ['delay of a value', (Q) => Q.delay('x', 1)],
    ['join of equals', (Q) => Q.join(1, Q(1))],
    ['join of others', (Q) => Q.join(1, 2)],
    ['get of undefined', (Q) => Q(undefined).get('x')],
    [
      'set',
      async (Q) => {
        const object: Record<string, unknown> = {};
        return [await Q(object).set('a', 1), object];
      },
    ],
    [
      'delete',
      async (Q) => {
        const object: Record<string, unknown> = { a: 1 };
        return [await Q(object).delete('a'), object];
      },
    ],
    ['keys', (Q) => Q({ a: 1, b: 2 }).keys()],
    ['post', (Q) => Q([3, 4]).post('concat', [[5]])],
    ['post without a name', (Q) => Q((a: number, b: number) => a + b).post(undefined, [1, 2])],
    ['invoke', (Q) => Q.invoke([1, 2], 'join', '-')],
    [
      'invoke of a missing method',
      async (Q) => await Q.invoke({}, 'none').fail((error: Error) => error instanceof TypeError),
    ],
    ['fcall', (Q) => Q.fcall((a: number) => a + 1, 1)],
    [
      'fcall that throws',
      (Q) =>
        Q.fcall(() => {
          throw boom;
        }),
    ],
    ['fapply', (Q) => Q.fapply((...args: number[]) => args.length, [1, 2, 3])],
    ['fbind', (Q) => Q.fbind((...args: number[]) => args, 1, 2)(3)],
    ['promised', (Q) => Q.promised((a: number, b: number) => a + b)(Q(1), 2)],
    ['nfcall', (Q) => Q.nfcall((a: number, done: (error: unknown, value: unknown) => void) => done(null, a), 5)],
    ['nfcall with several results', (Q) => Q.nfcall((done: (...args: unknown[]) => void) => done(null, 1, 2))],
    ['nfcall with an error', (Q) => Q.nfcall((done: (error: unknown) => void) => done(boom))],
    ['nfapply', (Q) => Q.nfapply((a: number, done: (...args: unknown[]) => void) => done(null, a), [1])],
    ['nfbind', (Q) => Q.nfbind((a: number, b: number, done: (...args: unknown[]) => void) => done(null, a + b), 1)(2)],
    ['nfbind of undefined', (Q) => Q.nfbind(undefined as never)],
    [
      'nbind',
      (Q) =>
        Q.nbind(
          function (this: { x: number }, done: (...args: unknown[]) => void) {
            done(null, this.x);
          } as never,
          { x: 4 },
        )(),
    ],
    [
      'ninvoke',
      (Q) =>
        Q.ninvoke(
          {
            x: 1,
            get(done: (...args: unknown[]) => void) {
              done(null, this.x);
            },
          },
          'get',
        ),
    ],
    [
      'npost',
      (Q) =>
        Q.npost(
          {
            get(a: number, done: (...args: unknown[]) => void) {
              done(null, a);
            },
          },
          'get',
          [2],
        ),
    ],
    ['nodeify', (Q) => new Promise((resolve) => void Q(1).nodeify((...args: unknown[]) => resolve(args)))],
    ['nodeify returns nothing with a callback', (Q) => [Q(1).nodeify(() => undefined)]],
    ['finally without a function', (Q) => Q(1).finally(5 as never)],
    ['an operation that is not there', (Q) => Q(1).dispatch('fly')],
    ['Q.Promise', (Q) => Q.Promise((resolve) => resolve(1))],
    ['Q.Promise of no function', (Q) => Q.Promise(5 as never)],
    [
      'new Q.Promise that throws',
      (Q) =>
        new Q.Promise(() => {
          throw boom;
        }),
    ],
    [
      'states',
      (Q) => [
        Q(1).isFulfilled(),
        Q.reject(1).isRejected(),
        Q.defer().promise.isPending(),
        Q.isPending(1),
        Q.isFulfilled(1),
        Q.isRejected(1),
      ],
    ],
    ['inspect', (Q) => [Q(1).inspect(), Q.reject('x').inspect(), Q.defer().promise.inspect()]],
    [
      'resolved with a rejection',
      (Q) => {
        const deferred = Q.defer();
        deferred.resolve(Q.reject('x'));
        return [deferred.promise.inspect()];
      },
    ],
    [
      'isPromise',
      (Q) => [
        Q.isPromise(Q(1)),
        Q.isPromise(Promise.resolve()),
        Q.isPromiseAlike(Promise.resolve()),
        Q.isPromiseAlike(null),
      ],
    ],
    ['valueOf and nearer', (Q) => [Q(5).valueOf(), Q.nearer(Q(5)), String(Q(5))]],
    [
      'Q of a promise',
      (Q) => {
        const promise = Q(1);
        return [Q(promise) === promise];
      },
    ],
    [
      'async',
      (Q) =>
        Q.async(function* (a: number) {
          return a + ((yield Q(1)) as number);
        })(1),
    ],
    [
      'async that throws',
      (Q) =>
        Q.async(function* () {
          yield Q.reject(boom);
        })(),
    ],
    ['fulfill of a thenable', (Q) => [Q.fulfill({ then: 1 }).inspect()]],
    ['a deferred has own functions', (Q) => [Object.keys(Q.defer()).sort(), typeof Q.defer().makeNodeResolver]],
    ['deferred functions give nothing', (Q) => [Q.defer().resolve(), Q.defer().notify()]],
    [
      'tap with a failing callback',
      (Q) =>
        Q(1).tap(() => {
          throw boom;
        }),
    ],
    ['when', (Q) => Q.when(1, (x) => x + 1)],
    ['when of a rejection', (Q) => Q.when(Q.reject('x'), null, (reason: string) => `${reason}!`)],
    ['thenReject', (Q) => Q(1).thenReject('x')],
    ['noConflict', (Q) => Q.noConflict()],
    [
      'the promise of a deferred that is resolved twice',
      (Q) => {
        const deferred = Q.defer<number>();
        deferred.resolve(1);
        deferred.reject('late');
        return deferred.promise;
      },
    ],
    [
      'resetUnhandledRejections',
      (Q) => {
        Q.resetUnhandledRejections();
        Q.reject('a reason');
        const reasons = Q.getUnhandledReasons();
        Q.resetUnhandledRejections();
        return [reasons, Q.getUnhandledReasons()];
      },
    ],
  ];

  const outcome = async (call: (Q: typeof Qours) => unknown, Q: typeof Qours): Promise<unknown> => {
    try {
      return { value: await call(Q) };
    } catch (error) {
      if (!(error instanceof Error)) return { reason: error };
      return { name: error.name, message: error.message, code: (error as { code?: unknown }).code };
    }
  };

  it.each(calls)('%s', async (_name, call) => {
    expect(await outcome(call, Qours)).toEqual(await outcome(call, Qpeer));
  });

  it('has every name of Q and of its promises', () => {
    expect(Object.keys(Qpeer).filter((name) => !(name in Qours))).toEqual([]);
    const names = (Q: typeof Qours): string[] => Object.keys(Q.makePromise.prototype);
    expect(names(Qpeer).filter((name) => !(name in Qours.makePromise.prototype))).toEqual([]);
  });

  it('hands what nobody handles to Q.onerror', async () => {
    for (const Q of [Qpeer, Qours]) {
      const log: unknown[] = [];
      Q.onerror = (error) => void log.push(error);
      const deferred = Q.defer();
      deferred.promise.progress(() => {
        throw 'progress';
      });
      deferred.notify();
      Q.reject('done').done();
      for (let i = 0; i < 3; i += 1) await turn();
      Q.onerror = null;
      expect(log).toEqual(['progress', 'done']);
    }
  });

  it('uses a nextTick that is put in its place', async () => {
    for (const Q of [Qpeer, Qours]) {
      const original = Q.nextTick;
      let used = 0;
      Q.nextTick = (task: () => void) => {
        used += 1;
        setImmediate(task);
      };
      const value = await Q(1).then((x) => x + 1);
      Q.nextTick = original;
      expect([value, used > 0]).toEqual([2, true]);
    }
  });
});

describe('what Q gets wrong', () => {
  const state = async (Q: typeof Qours, make: (Q: typeof Qours) => { inspect: () => { state: string } }) => {
    const promise = make(Q);
    for (let i = 0; i < 5; i += 1) await turn();
    try {
      return promise.inspect().state;
    } catch {
      // Q's inspect of a circle runs out of stack.
      return 'pending';
    }
  };

  // A row of the README's difference table each.
  it.each<[string, (Q: typeof Qours) => { inspect: () => { state: string } }, string]>([
    [
      'a promise that follows itself stays pending',
      (Q) => {
        const p: { inspect: () => { state: string } } = Q().then(() => p);
        return p;
      },
      'rejected',
    ],
    [
      'any of primitives stays pending',
      (Q) =>
        Q.any([Q.reject('a'), Q.reject('b')]).fail((e: Error) => {
          if (typeof e !== 'object') throw e;
        }),
      'fulfilled',
    ],
    ['the any of a promise stays pending', (Q) => Q([Q(1)]).any(), 'fulfilled'],
  ])('%s', async (name, make, ours) => {
    expect(await state(Qours, make)).toBe(ours);
    // Q throws for primitives inside a handler, where nobody sees it.
    expect([name, await state(Qpeer, make)]).toEqual([name, 'pending']);
  });

  it('reads `then` of a thenable more than once', async () => {
    const reads = async (Q: typeof Qours): Promise<number> => {
      let count = 0;
      await Q<unknown>({
        get then(): never {
          count += 1;
          return ((resolve: (value: number) => void) => resolve(1)) as never;
        },
      });
      return count;
    };
    expect(await reads(Qours)).toBe(1);
    expect(await reads(Qpeer)).toBeGreaterThan(1);
  });

  it('hands a falsy reason raw to a callback, where it reads as success', async () => {
    const error = (Q: typeof Qours): Promise<unknown> => new Promise((resolve) => void Q.reject(null).nodeify(resolve));
    expect(await error(Qpeer)).toBeNull();
    expect(await error(Qours)).toMatchObject({ code: 'ERR_SLUICE_FALSY_REJECTION' });
  });
});

// ---- the class against native promises
type Class = PromiseConstructor;
interface Step {
  readonly make: 'resolve' | 'reject' | 'then' | 'catch' | 'finally' | 'all' | 'race' | 'thenable' | 'late';
  readonly from: number;
  readonly throws: boolean;
}
const steps = fc.array(
  fc.record<Step>({
    make: fc.constantFrom('resolve', 'reject', 'then', 'catch', 'all', 'race', 'thenable', 'late'),
    from: fc.nat(100),
    throws: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

/** The order in which the handlers of a program ran, and the tick of each. */
async function runClass(C: Class, program: readonly Step[]): Promise<unknown[]> {
  const log: unknown[] = [];
  let tick = 0;
  const promises: Promise<unknown>[] = [C.resolve('start')];
  const late: (() => void)[] = [];
  program.forEach(({ make, from, throws }, i) => {
    const source = promises[from % promises.length]!;
    const handler = (value: unknown): unknown => {
      log.push([tick, i, String(value)]);
      if (throws) throw `thrown ${i}`;
      return `value ${i}`;
    };
    promises.push(
      {
        resolve: () => C.resolve(i),
        reject: () => C.reject(i),
        then: () => source.then(handler),
        catch: () => source.catch(handler),
        finally: () => source.finally(() => handler(undefined)),
        all: () => C.all(promises.slice(0, 1 + (from % promises.length))).then(handler),
        race: () => C.race(promises.slice(0, 1 + (from % promises.length))).then(handler),
        thenable: () => C.resolve({ then: (f: (value: unknown) => void) => f(handler('then')) } as never),
        late: () =>
          new C((resolve, reject) => void late.push(throws ? () => reject(`late ${i}`) : () => resolve(`late ${i}`))),
      }[make](),
    );
  });
  for (const promise of promises) promise.catch(() => undefined);
  for (const settle of late.reverse()) settle();
  for (tick = 1; tick < 40; tick += 1) await Promise.resolve();
  return log;
}

describe('the class, against native promises', () => {
  it('runs the handlers of a program in the same order and in the same ticks', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        expect(await runClass(SluicePromise as unknown as Class, program)).toEqual(await runClass(Promise, program));
      }),
      { numRuns: numRuns * 2 },
    );
  });
});

describe('the methods of Q beside ours', () => {
  const methodsOf = (promise: object): string[] => {
    const names = [];
    for (const name in promise) if (typeof (promise as Record<string, unknown>)[name] === 'function') names.push(name);
    return names.sort();
  };

  it('are all found by code that walks through a promise and wraps what it finds', () => {
    const [peer, own] = [methodsOf(Qpeer(1)), methodsOf(Qours(1))];
    expect(peer.length).toBeGreaterThan(45);
    expect(own).toEqual(expect.arrayContaining(peer));
  });

  it('can be copied from the prototype', () => {
    type Maker = typeof Qours & { makePromise: { prototype: object } };
    const peer = Object.assign({}, (Qpeer as Maker).makePromise.prototype);
    const own = Object.assign({}, (Qours as Maker).makePromise.prototype);
    expect(Object.keys(own)).toEqual(expect.arrayContaining(Object.keys(peer)));
  });
});
