// @ts-nocheck -- the packages are used here as plain JavaScript does
import assert from 'node:assert/strict';
import * as a from '@sluice/async';

const called = (start) =>
  new Promise((resolve, reject) => {
    start((error, ...values) => (error ? reject(error) : resolve(values.length > 1 ? values : values[0])));
  });
const double = async (n) => n * 2;
const doubleBack = (n, callback) => void setTimeout(() => callback(null, n * 2), 1);
const isEven = async (n) => n % 2 === 0;
const withKey = async (n, key) => `${String(key)}${n}`;
const three = [1, 2, 3];

const gives = (name, args, expected) => async () => {
  assert.deepEqual(await a[name](...args), expected);
};
const visits = (name, rest) => async () => {
  const seen = [];
  await a[name](three, ...rest, async (n) => void seen.push(n));
  assert.deepEqual(seen, three);
};
const loops = (name, testFirst, until) => async () => {
  let n = 0;
  const test = async () => (until ? n >= 3 : n < 3);
  const body = async () => (n += 1);
  assert.equal(await (testFirst ? a[name](test, body) : a[name](body, test)), 3);
};

const collections = {};
function family(names, [collection, ...rest], expected) {
  for (const name of names) {
    collections[name] = gives(name, [collection, ...rest], expected);
    collections[`${name}Limit`] = gives(`${name}Limit`, [collection, 2, ...rest], expected);
    collections[`${name}Series`] = gives(`${name}Series`, [collection, ...rest], expected);
  }
}
family(['map'], [three, double], [2, 4, 6]);
family(['mapValues'], [{ x: 1, y: 2 }, withKey], { x: 'x1', y: 'y2' });
family(['filter', 'select'], [three, isEven], [2]);
family(['reject'], [three, isEven], [1, 3]);
family(['detect', 'find'], [three, isEven], 2);
family(['some', 'any'], [three, isEven], true);
family(['every', 'all'], [three, isEven], false);
family(['concat', 'flatMap'], [three, async (n) => [n, n]], [1, 1, 2, 2, 3, 3]);
family(['groupBy'], [three, async (n) => (n % 2 ? 'odd' : 'even')], { odd: [1, 3], even: [2] });
for (const name of ['each', 'forEach', 'eachOf', 'forEachOf']) {
  collections[name] = visits(name, []);
  collections[`${name}Limit`] = visits(`${name}Limit`, [2]);
  collections[`${name}Series`] = visits(`${name}Series`, []);
}
const sum = async (memo, n) => memo + n;
const join = async (memo, n) => `${memo}${n}`;

async function withConsole(spy, method, act) {
  const original = console[method];
  console[method] = spy;
  try {
    await act();
  } finally {
    console[method] = original;
  }
}
const prints = (method) => async () => {
  const printed = [];
  await withConsole(
    (value) => printed.push(value),
    method,
    async () => {
      a[method]((n, callback) => callback(null, n + 1), 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  );
  assert.equal(printed[0], 2);
};
const queues = (name) => async () => {
  const isCargo = name.startsWith('cargo');

  const done = [];
  const worker = (job, callback) => {
    done.push(...(isCargo ? job : [job]));
    setTimeout(callback, 1);
  };
  const queue = name === 'cargoQueue' ? a[name](worker, 2, 2) : a[name](worker, 2);
  const drained = queue.drain();
  if (name === 'priorityQueue') for (const n of three) queue.push(n, n);
  else queue.push(three);
  await drained;
  assert.deepEqual(done, three);
  assert.equal(queue.idle(), true);
};
const streams = (name, args, expected) => async () => {
  const got = [];
  for await (const value of a[name](three, ...args)) got.push(value);
  assert.deepEqual(got, expected);
};
const addOne = (n, callback) => callback(null, n + 1);
const timesTen = (n, callback) => callback(null, n * 10);

export const name = 'async';
export const module = a;

export const uses = {
  ...collections,
  default: () => assert.equal(a.default.mapLimit, a.mapLimit),
  apply: () => assert.equal(a.apply(Math.max, 1, 2)(3), 3),
  applyEach: async () => assert.deepEqual(await a.applyEach([addOne, timesTen], 4)(), [5, 40]),
  applyEachSeries: async () => assert.deepEqual(await a.applyEachSeries([addOne, timesTen], 4)(), [5, 40]),
  asyncify: async () => assert.equal(await called((callback) => a.asyncify(Math.max)(1, 2, callback)), 2),
  wrapSync: async () => assert.equal(await called((callback) => a.wrapSync(double)(2, callback)), 4),
  auto: gives('auto', [{ x: async () => 1, y: ['x', async ({ x }) => x + 1] }], { x: 1, y: 2 }),
  autoInject: gives('autoInject', [{ x: async () => 1, y: async (x) => x + 1 }], { x: 1, y: 2 }),
  cargo: queues('cargo'),
  cargoQueue: queues('cargoQueue'),
  compose: async () => assert.equal(await a.compose(addOne, timesTen)(4), 41),
  constant: async () => assert.equal(await called((callback) => a.constant(1)(callback)), 1),
  dir: prints('dir'),
  doUntil: loops('doUntil', false, true),
  doWhilst: loops('doWhilst', false, false),
  doDuring: loops('doDuring', false, false),
  during: loops('during', true, false),
  ensureAsync: async () => assert.equal(await called((callback) => a.ensureAsync(addOne)(1, callback)), 2),
  filterIterable: streams('filterIterable', [isEven], [2]),
  flatMapIterable: streams('flatMapIterable', [async (n) => [n, n]], [1, 1, 2, 2, 3, 3]),
  foldl: gives('foldl', [three, 0, sum], 6),
  foldr: gives('foldr', [three, '', join], '321'),
  forever: async () => {
    let turns = 0;
    const stop = new Error('enough');
    const end = a.forever(async () => {
      if ((turns += 1) === 3) throw stop;
    });
    assert.equal(await end.catch((error) => error), stop);
  },
  inject: gives('inject', [three, 0, sum], 6),
  limitify: async () => {
    const half = a.limitify(async (n) => n / 2, { concurrency: 2 });
    assert.deepEqual(await Promise.all([half(2), half(4)]), [1, 2]);
  },
  log: prints('log'),
  mapIterable: streams('mapIterable', [double], [2, 4, 6]),
  memoize: async () => {
    let calls = 0;
    const memoized = a.memoize((n, callback) => {
      calls += 1;
      callback(null, n);
    });
    await called((callback) => memoized(1, callback));
    await called((callback) => memoized(1, callback));
    assert.equal(calls, 1);
  },
  nextTick: () => new Promise((resolve) => a.nextTick(resolve, 1)),
  parallel: gives('parallel', [{ x: async () => 1, y: doubleBack.bind(null, 1) }], { x: 1, y: 2 }),
  parallelLimit: gives('parallelLimit', [[async () => 1, async () => 2], 1], [1, 2]),
  priorityQueue: queues('priorityQueue'),
  queue: queues('queue'),
  race: gives('race', [[() => new Promise(() => {}), async () => 'first']], 'first'),
  reduce: gives('reduce', [three, 0, sum], 6),
  reduceRight: gives('reduceRight', [three, '', join], '321'),
  reflect: async () => {
    const failing = (callback) => callback('no');
    assert.deepEqual(await called((callback) => a.reflect(failing)(callback)), { error: 'no' });
  },
  reflectAll: async () => {
    const tasks = a.reflectAll([async () => 1, (callback) => callback('no')]);
    assert.deepEqual(await a.parallel(tasks), [{ value: 1 }, { error: 'no' }]);
  },
  retry: async () => {
    let tries = 0;
    const third = async () => {
      if ((tries += 1) < 3) throw new Error('not yet');
      return tries;
    };
    assert.equal(await a.retry(5, third), 3);
  },
  retryable: async () => assert.equal(await a.retryable(2, double)(2), 4),
  seq: async () => assert.equal(await a.seq(addOne, timesTen)(4), 50),
  series: gives('series', [[async () => 1, doubleBack.bind(null, 1)]], [1, 2]),
  setImmediate: () => new Promise((resolve) => a.setImmediate(resolve, 1)),
  sortBy: gives('sortBy', [three, async (n) => -n], [3, 2, 1]),
  timeout: async () => {
    const never = a.timeout(function never() {}, 1);
    const error = await called(never).catch((reason) => reason);
    assert.equal(error.code, 'ETIMEDOUT');
  },
  times: gives('times', [3, double], [0, 2, 4]),
  timesLimit: gives('timesLimit', [3, 2, double], [0, 2, 4]),
  timesSeries: gives('timesSeries', [3, double], [0, 2, 4]),
  transform: gives('transform', [three, async (all, n) => void all.push(n * 2)], [2, 4, 6]),
  tryEach: gives('tryEach', [[async () => Promise.reject(new Error('no')), async () => 'yes']], 'yes'),
  unmemoize: async () => {
    assert.equal(await called((callback) => a.unmemoize(a.memoize(addOne))(1, callback)), 2);
  },
  until: loops('until', true, true),
  waterfall: gives('waterfall', [[async () => 1, addOne, timesTen]], 20),
  whilst: loops('whilst', true, false),
};

export const checks = {
  'an iteratee may call back, return a promise, or be async': async () => {
    const forms = [doubleBack, double, (n) => Promise.resolve(n * 2)];
    for (const form of forms) assert.deepEqual(await a.mapLimit(three, 2, form), [2, 4, 6]);
  },
  'the callback form gives (null, results) and returns nothing': async () => {
    let returned;
    const results = await called((callback) => {
      returned = a.map(three, doubleBack, callback);
    });
    assert.deepEqual(results, [2, 4, 6]);
    assert.equal(returned, undefined);
  },
  'each function has an entry of its own, with and without .js, and a default export': async () => {
    if (typeof document !== 'undefined') return;
    for (const key of Object.keys(a)) {
      if (key === 'default' || key === 'module.exports') continue;
      for (const specifier of [`@sluice/async/${key}`, `@sluice/async/${key}.js`]) {
        const entry = await import(specifier);
        assert.equal(entry.default, a[key], specifier);
      }
    }
  },
  'no more than the limit run at once': async () => {
    let running = 0;
    let most = 0;
    await a.mapLimit([1, 2, 3, 4, 5, 6], 2, async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
    });
    assert.equal(most, 2);
  },
  'an aborted signal fails the call with its reason and starts nothing more': async () => {
    const controller = new AbortController();
    let started = 0;
    const call = a.mapLimit(
      [1, 2, 3, 4],
      1,
      async () => {
        started += 1;
        controller.abort('gone');
        await new Promise((resolve) => setTimeout(resolve, 1));
      },
      { signal: controller.signal },
    );
    assert.equal(await call.catch((reason) => reason), 'gone');
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(started, 1);
  },
  'a limit of NaN fails instead of never ending': async () => {
    await assert.rejects(a.mapLimit(three, NaN, double), { code: 'ERR_SLUICE_LIMIT' });
  },
  'a hundred thousand synchronous steps do not overflow the stack': async () => {
    let n = 0;
    const test = (callback) => callback(null, n < 100_000);
    await a.whilst(test, (callback) => callback(null, (n += 1)));
    assert.equal(n, 100_000);
  },
};
