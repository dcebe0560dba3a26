// @ts-nocheck -- the packages are used here as plain JavaScript does
import assert from 'node:assert/strict';
import * as stepModule from '@sluice/step';
import * as promises from '@sluice/step/promises';
import * as options from '@sluice/step/withOptions';

const { Step } = stepModule;
const { step } = promises;
const run = (...steps) =>
  new Promise((resolve) => {
    Step(...steps, (error, ...values) => resolve([error, ...values]));
  });

export const name = 'step';
export const module = stepModule;

export const uses = {
  default: () => assert.equal(stepModule.default, Step),
  Step: async () => {
    const result = await run(
      () => 1,
      function (_error, n) {
        this.parallel()(null, n + 1);
        setTimeout(this.parallel(), 1, null, n + 2);
      },
    );
    assert.deepEqual(result.slice(1), [2, 3]);
  },
};

export const entries = [
  {
    name: 'promises',
    module: promises,
    uses: {
      step: async () => assert.equal(await step([() => 1, (_tools, n) => n + 1, async (_tools, n) => n * 10]), 20),
    },
  },
  {
    name: 'withOptions',
    module: options,
    uses: {
      withOptions: async () => {
        const Timed = options.withOptions({ timeout: 2 });
        const error = await new Promise((resolve) => Timed(function forgetful() {}, resolve));
        assert.equal(error.code, 'ERR_SLUICE_TIMEOUT');
      },
    },
  },
];

export const checks = {
  'errors and thrown errors go to the next step': async () => {
    const failure = new Error('thrown');
    assert.equal(
      (
        await run(() => {
          throw failure;
        })
      )[0],
      failure,
    );
    assert.equal(
      (
        await run(function () {
          setTimeout(this, 1, failure);
        })
      )[0],
      failure,
    );
  },
  'a group keeps the order of its members, an empty one gives an empty array': async () => {
    const [, full] = await run(function () {
      const group = this.group();
      const [first, second] = [group(), group()];
      second(null, 'b');
      first(null, 'a');
    });
    assert.deepEqual(full, ['a', 'b']);
    const [, empty] = await run(function () {
      this.group();
    });
    assert.deepEqual(empty, []);
  },
  'an async step is awaited': async () => assert.deepEqual((await run(async () => 'value'))[1], 'value'),
  'Step.fn makes a function of the steps': async () => {
    const half = Step.fn(function (n) {
      setTimeout(this, 1, null, n / 2);
    });
    assert.deepEqual(await new Promise((resolve) => half(8, (error, n) => resolve(n))), 4);
  },
  'a hundred thousand synchronous steps do not overflow the stack': async () => {
    const steps = Array.from(
      { length: 100_000 },
      () =>
        (_tools, n = 0) =>
          n + 1,
    );
    assert.equal(await step(steps), 100_000);
  },
  'the modern entry fails with the reason of its signal': async () => {
    const controller = new AbortController();
    const call = step([() => new Promise(() => {})], { signal: controller.signal });
    controller.abort('gone');
    assert.equal(await call.catch((reason) => reason), 'gone');
  },
};
