// @ts-nocheck -- the packages are used here as plain JavaScript does
import assert from 'node:assert/strict';
import * as deferredModule from '@sluice/deferred';
import * as q from '@sluice/deferred/q';

const { Deferred, SluicePromise, configure } = deferredModule;
const Q = q.default;
const halve = (n, callback) => setTimeout(() => callback(null, n / 2), 1);
const never = () => new Promise(() => {});
const later = () => new Promise((resolve) => setTimeout(resolve, 1));

export const name = 'deferred';
export const module = deferredModule;

export const uses = {
  configure: () => {
    const before = configure({ asyncContext: false });
    assert.deepEqual(configure(before), { asyncContext: false });
  },
  Deferred: async () => {
    const deferred = new Deferred();
    assert.equal(deferred.state, 'unfulfilled');
    setTimeout(deferred.resolve, 1, 'ready');
    assert.equal(await deferred.promise, 'ready');
    assert.equal(deferred.state, 'fulfilled');
  },
  Promise: () => assert.equal(deferredModule.Promise, SluicePromise),
  Disposer: () => assert.equal(deferredModule.disposer({}, () => {}) instanceof deferredModule.Disposer, true),
  callbackify: async () => {
    const half = deferredModule.callbackify(async (n) => n / 2);
    assert.equal(await new Promise((resolve) => half(8, (_error, value) => resolve(value))), 4);
  },
  delay: async () => assert.equal(await deferredModule.delay(1, 'later'), 'later'),
  disposer: async () => {
    let released = 0;
    await deferredModule.using(
      deferredModule.disposer(1, () => (released += 1)),
      () => 2,
    );
    assert.equal(released, 1);
  },
  map: async () => {
    assert.deepEqual(await deferredModule.map([1, 2, 3], async (n) => n * 2, { concurrency: 2 }), [2, 4, 6]);
  },
  mapSeries: async () => assert.deepEqual(await deferredModule.mapSeries([1, 2], async (n) => n * n), [1, 4]),
  promisify: async () => assert.equal(await deferredModule.promisify(halve)(8), 4),
  promisifyAll: async () => assert.equal(await deferredModule.promisifyAll({ halve }).halveAsync(8), 4),
  props: async () => assert.deepEqual(await deferredModule.props({ a: 1, b: Promise.resolve(2) }), { a: 1, b: 2 }),
  some: async () => assert.deepEqual(await deferredModule.some([never(), 'a', 'b'], 2), ['a', 'b']),
  using: async () =>
    assert.equal(
      await deferredModule.using(
        deferredModule.disposer(1, () => {}),
        (n) => n + 1,
      ),
      2,
    ),
  SluicePromise: async () => assert.equal(await new SluicePromise((resolve) => resolve(1)).then((n) => n + 1), 2),
};

/** Each function of Q, as its users call it. */
const ofQ = (Q) => {
  const rejectedWith = async (promise) =>
    promise.then(
      () => 'nothing',
      (reason) => reason,
    );
  const target = { n: 1, add: (a, b) => a + b, halve };
  const same = (act, expected) => async () => assert.deepEqual(await act(), expected);
  return {
    default: same(() => Q(1), 1),
    Promise: same(() => Q.Promise((resolve) => resolve(1)), 1),
    all: same(() => Q.all([1, Q(2)]).spread((a, b) => a + b), 3),
    allResolved: same(() => Q.allResolved([1, Q(2)]).then((list) => list.length), 2),
    allSettled: same(
      () => Q.allSettled([1, Q.reject('no')]),
      [
        { state: 'fulfilled', value: 1 },
        { state: 'rejected', reason: 'no' },
      ],
    ),
    any: same(() => Q.any([Q.reject('no'), Q(2)]), 2),
    async: same(
      () =>
        Q.async(function* () {
          return (yield Q(1)) + 1;
        })(),
      2,
    ),
    catch: same(() => Q.catch(Q.reject('no'), (reason) => `caught ${reason}`), 'caught no'),
    defer: same(() => {
      const deferred = Q.defer();
      setTimeout(deferred.resolve, 1, 20);
      return deferred.promise;
    }, 20),
    del: same(() => {
      const object = { a: 1 };
      return Q.del(object, 'a').then(() => 'a' in object);
    }, false),
    delay: same(() => Q.delay('later', 1), 'later'),
    delete: same(() => {
      const object = { a: 1 };
      return Q.delete(object, 'a').then(() => 'a' in object);
    }, false),
    denodeify: same(() => Q.denodeify(halve)(8), 4),
    dispatch: same(() => Q.dispatch({ a: 5 }, 'get', ['a']), 5),
    done: () => assert.equal(Q.done(Q(1)), undefined),
    fail: same(() => Q.fail(Q.reject('no'), () => 'caught'), 'caught'),
    fapply: same(() => Q.fapply(Math.max, [1, 2]), 2),
    fbind: same(() => Q.fbind(Math.max, 1)(2), 2),
    fcall: same(() => Q.fcall(Math.max, 1, 2), 2),
    fin: same(() => Q.fin(Q(1), () => 2), 1),
    finally: same(() => Q.finally(Q(1), () => 2), 1),
    fulfill: same(() => Q.fulfill(1), 1),
    get: same(() => Q.get({ a: 1 }, 'a'), 1),
    getUnhandledReasons: () => assert.equal(Array.isArray(Q.getUnhandledReasons()), true),
    invoke: same(() => Q.invoke(target, 'add', 1, 2), 3),
    isFulfilled: () => assert.equal(Q.isFulfilled(Q(1)), true),
    isPending: () => assert.equal(Q.isPending(Q.defer().promise), true),
    isPromise: () => assert.deepEqual([Q.isPromise(Q(1)), Q.isPromise({ then() {} })], [true, false]),
    isPromiseAlike: () => assert.equal(Q.isPromiseAlike({ then() {} }), true),
    isRejected: async () => {
      const promise = Q.reject('no');
      assert.equal(Q.isRejected(promise), true);
      await rejectedWith(promise);
    },
    join: same(() => Q.join(Q(1), 1), 1),
    keys: same(() => Q.keys({ a: 1, b: 2 }), ['a', 'b']),
    makePromise: () => assert.equal(typeof Q.makePromise, 'function'),
    mapply: same(() => Q.mapply(target, 'add', [1, 2]), 3),
    mcall: same(() => Q.mcall(target, 'add', 1, 2), 3),
    nbind: same(() => Q.nbind(halve, null)(8), 4),
    nearer: () => assert.equal(Q.nearer(Q(1)), 1),
    nextTick: () => new Promise((resolve) => Q.nextTick(resolve)),
    nfapply: same(() => Q.nfapply(halve, [8]), 4),
    nfbind: same(() => Q.nfbind(halve)(8), 4),
    nfcall: same(() => Q.nfcall(halve, 8), 4),
    ninvoke: same(() => Q.ninvoke(target, 'halve', 8), 4),
    nmapply: same(() => Q.nmapply(target, 'halve', [8]), 4),
    nmcall: same(() => Q.nmcall(target, 'halve', 8), 4),
    noConflict: () => assert.throws(() => Q.noConflict(), { name: 'Error' }),
    nodeify: () =>
      new Promise((resolve, reject) => {
        Q.nodeify(Q(1), (error, value) => (value === 1 ? resolve(1) : reject(error)));
      }),
    npost: same(() => Q.npost(target, 'halve', [8]), 4),
    nsend: same(() => Q.nsend(target, 'halve', 8), 4),
    passByCopy: () => assert.equal(Q.passByCopy(target), target),
    post: same(() => Q.post(target, 'add', [1, 2]), 3),
    progress: same(async () => {
      const deferred = Q.defer();
      const got = [];
      Q.progress(deferred.promise, (n) => got.push(n));
      deferred.notify(1);
      await later();
      deferred.resolve();
      await deferred.promise;
      return got;
    }, [1]),
    promise: same(() => Q.promise((resolve) => resolve(1)), 1),
    promised: same(() => Q.promised(Math.max)(Q(1), Q(2)), 2),
    race: same(() => Q.race([Q.defer().promise, Q(1)]), 1),
    reject: same(() => rejectedWith(Q.reject('no')), 'no'),
    resetUnhandledRejections: () => Q.resetUnhandledRejections(),
    resolve: same(() => Q.resolve(1), 1),
    return: () => assert.equal(typeof Q.return, 'function'),
    send: same(() => Q.send(target, 'add', 1, 2), 3),
    set: same(
      () => {
        const object = {};
        return Q.set(object, 'a', 1).then(() => object);
      },
      { a: 1 },
    ),
    spawn: () =>
      Q.spawn(function* () {
        yield Q(1);
      }),
    spread: same(() => Q.spread([1, Q(2)], (a, b) => a + b), 3),
    stopUnhandledRejectionTracking: () => assert.equal(typeof Q.stopUnhandledRejectionTracking, 'function'),
    tap: same(() => Q.tap(Q(1), () => 2), 1),
    thenReject: same(() => rejectedWith(Q.thenReject(Q(1), 'no')), 'no'),
    thenResolve: same(() => Q.thenResolve(Q(1), 2), 2),
    timeout: same(() => rejectedWith(Q.timeout(Q.defer().promise, 1)).then(({ code }) => code), 'ETIMEDOUT'),
    try: same(() => Q.try(() => 1), 1),
    when: same(() => Q.when(Q(1), (n) => n + 1), 2),
  };
};

export const entries = [{ name: 'q', module: q, uses: ofQ(Q) }];

export const checks = {
  'the promise passes for a Promise': async () => {
    assert.equal(SluicePromise.resolve(1) instanceof Promise, true);
    assert.equal(await Promise.all([SluicePromise.resolve(1)]).then(([n]) => n), 1);
  },
  'handlers run in a later turn, in order': async () => {
    const order = [];
    const promise = SluicePromise.resolve();
    promise.then(() => order.push('first'));
    promise.then(() => order.push('second'));
    order.push('now');
    await promise.then(() => {});
    assert.deepEqual(order, ['now', 'first', 'second']);
  },
  'progress goes down the chain and ends with settlement': async () => {
    const deferred = new Deferred();
    const got = [];
    const end = deferred.promise.then(null, null, (n) => n * 10).then(null, null, (n) => got.push(n));
    deferred.notify(1);
    deferred.notify(2);
    await later();
    deferred.resolve();
    deferred.notify(3);
    await end;
    assert.deepEqual(got, [10, 20]);
  },
  'a Node callback settles it, once': async () => {
    const deferred = new Deferred();
    const callback = deferred.makeNodeResolver();
    callback(null, 'value');
    callback(new Error('late'));
    assert.equal(await deferred.promise, 'value');
  },
  'a million steps of f(n) → then(f) do not overflow': async () => {
    const step = (n) => (n === 0 ? 'end' : SluicePromise.resolve(n - 1).then(step));
    assert.equal(await step(1_000_000), 'end');
  },
  'a promise that follows itself is rejected with a TypeError': async () => {
    const promise = SluicePromise.resolve().then(() => promise);
    assert.equal((await promise.catch((reason) => reason)) instanceof TypeError, true);
  },
  'the state is known synchronously': () => {
    assert.equal(SluicePromise.resolve(1).inspect().state, 'fulfilled');
    assert.equal(new Deferred().promise.inspect().state, 'pending');
  },
};
