// @ts-nocheck -- the packages are used here as plain JavaScript does
import assert from 'node:assert/strict';
import * as core from '@sluice/core';

const later = () => new Promise((resolve) => setTimeout(resolve, 1));
const settled = (start) => new Promise((resolve) => start((error, value) => resolve(error ? { error } : { value })));

export const name = 'core';
export const module = core;

export const uses = {
  argumentError: () => assert.equal(core.argumentError('f', 'x must be y', 1).code, 'ERR_SLUICE_ARGUMENT'),
  bindContext: () => assert.equal(core.bindContext((n) => n + 1)(1), 2),
  callbackify: async () => {
    const half = core.callbackify(async (n) => n / 2);
    assert.deepEqual(await settled((callback) => half(8, callback)), { value: 4 });
  },
  captureContext: () =>
    assert.equal(
      core.runInContext(core.captureContext(), () => 1, undefined),
      1,
    ),
  checkBounds: () => {
    core.checkBounds('f', { timeout: 5 });
    assert.throws(() => core.checkBounds('f', { timeout: -1 }), RangeError);
  },
  checkCount: () => assert.throws(() => core.checkCount('f', 'n', 0, 1), { code: 'ERR_SLUICE_LIMIT' }),
  checkDuration: () => assert.throws(() => core.checkDuration('f', 'ms', -1), { code: 'ERR_SLUICE_RANGE' }),
  checkFunction: () => assert.throws(() => core.checkFunction('f', 'fn', 1), { code: 'ERR_SLUICE_ARGUMENT' }),
  checkSignal: () => assert.throws(() => core.checkSignal('f', {}), { code: 'ERR_SLUICE_ARGUMENT' }),
  FalsyRejectionError: () => assert.equal(new core.FalsyRejectionError(0).reason, 0),
  follow: async () => {
    assert.deepEqual(await settled((callback) => core.follow(Promise.resolve(1), callback)), { value: 1 });
  },
  isPromise: () => assert.deepEqual([core.isPromise(Promise.resolve()), core.isPromise({ then() {} })], [true, false]),
  nodeResolver: () => {
    const got = [];
    core.nodeResolver(
      'f',
      (value) => got.push(value),
      (reason) => got.push(reason),
    )(null, 1);
    assert.deepEqual(got, [1]);
  },
  onAbort: () => {
    const controller = new AbortController();

    const got = [];
    core.onAbort(controller.signal, (reason) => got.push(reason));
    controller.abort('gone');
    assert.deepEqual(got, ['gone']);
  },
  OverloadError: () => assert.equal(new core.OverloadError('f', 'maxWaiting', 1).limit, 'maxWaiting'),
  promisify: async () => {
    const half = core.promisify((n, callback) => callback(null, n / 2));
    assert.equal(await half(8), 4);
  },
  rangeError: () => assert.equal(core.rangeError('f', 'x', 1) instanceof RangeError, true),
  run1: async () => {
    const task = (a, callback) => callback(null, a);
    assert.deepEqual(await settled((callback) => core.run1(core.taskKind(task, 2), task, 1, callback)), { value: 1 });
  },
  runInContext: () =>
    assert.equal(
      core.runInContext(undefined, (n) => n, undefined, 3),
      3,
    ),
  runInContext1: () =>
    assert.equal(
      core.runInContext1(core.captureContext(), (/** @type {number} */ n) => n + 1, 3),
      4,
    ),
  runLater: () => new Promise((resolve) => core.runLater(() => resolve(undefined))),
  runWith: async () => {
    const task = (...args) => Promise.resolve(args.length);
    const kind = core.taskKind(task, 4);
    assert.deepEqual(await settled((callback) => core.runWith(kind, task, null, [1, 2, 3], callback)), { value: 4 });
  },
  SluiceError: () => assert.equal(new core.TimeoutError('x', 1) instanceof core.SluiceError, true),
  startTimer: async () => {
    let fired = 0;
    core.startTimer(1, () => (fired += 1));
    core.startTimer(0, () => (fired += 10))();
    while (fired === 0) await later();
    assert.equal(fired, 1);
  },
  taskKind: () =>
    assert.equal(
      core.taskKind((_item, _callback) => {}, 2),
      0,
    ),
  throwLater: async () => {
    const thrown = new Error('thrown where nobody catches it');
    const caught = new Promise((resolve) => {
      if (typeof document === 'undefined') process.once('uncaughtException', resolve);
      else {
        globalThis.addEventListener(
          'error',
          (event) => {
            event.preventDefault();
            resolve(event.error);
          },
          { once: true },
        );
      }
    });
    core.throwLater(thrown);
    assert.equal(await caught, thrown);
  },
  TimeoutError: () => assert.equal(new core.TimeoutError('x', 5).timeout, 5),
  toCallbackError: () => assert.equal(core.toRejection(core.toCallbackError(0)), 0),
  toRejection: () => assert.equal(core.toRejection('e'), 'e'),
  warnCalledTwice: () => core.warnCalledTwice('this warning is part of the smoke'),
  watchBounds: async () => {
    const reason = await new Promise((resolve) => core.watchBounds({ timeout: 1 }, () => 'f', resolve));
    assert.equal(reason instanceof core.TimeoutError, true);
  },
  withResolvers: async () => {
    const { promise, resolve } = core.withResolvers();
    resolve(1);
    assert.equal(await promise, 1);
  },
  withTimeout: async () => {
    await assert.rejects(core.withTimeout(new Promise(() => {}), 1), { code: 'ERR_SLUICE_TIMEOUT', timeout: 1 });
  },
};

export const checks = {
  'a task may call back, return a promise, or be async': async () => {
    const signal = new AbortController().signal;
    const tasks = [
      (_scope, callback) => setTimeout(() => callback(null, 7), 1),
      () => Promise.resolve(7),
      async () => 7,
    ];
    for (const task of tasks) assert.equal(await core.withTimeout(task, 5000, { signal }), 7);
  },
  'an aborted signal fails the call with its reason, unchanged, and reaches the task': async () => {
    const controller = new AbortController();
    const reason = { why: 'left' };

    let inner;
    const call = core.withTimeout(
      ({ signal }) => {
        inner = signal;
        return new Promise(() => {});
      },
      5000,
      { signal: controller.signal },
    );
    controller.abort(reason);
    assert.equal(await call.catch((error) => error), reason);
    assert.equal(inner?.reason, reason);
  },
  'a falsy rejection does not read as success in a callback, and is itself again in a promise': async () => {
    const fail = core.callbackify(() => Promise.reject(undefined));
    const { error } = await settled((callback) => fail(callback));
    assert.equal(error.code, 'ERR_SLUICE_FALSY_REJECTION');
    assert.equal(error.reason, undefined);
  },
  'instanceof holds for an error of another installed copy': () => {
    const foreign = Object.defineProperty(new Error('x'), Symbol.for('@sluice/core/error'), {
      value: 'ERR_SLUICE_TIMEOUT',
    });
    assert.equal(foreign instanceof core.TimeoutError, true);
    assert.equal(foreign instanceof core.OverloadError, false);
  },
};
