// Collections and control flow: callbacks that are called at once ("sync"), by setImmediate ("tick"), and async functions
// ("async"), over few and many items. neo-async gets async functions through its own asyncify. Native loops and promise
// libraries do less (no callback, no partial results), so they are floors.
export const ours = '@sluice/async';

const NATIVE = 'native';
const few = Array.from({ length: 10 }, (_, i) => i);
const many = Array.from({ length: 10_000 }, (_, i) => i);

const iteratees = {
  sync: (n, callback) => callback(null, n + 1),
  tick: (n, callback) => setImmediate(callback, null, n + 1),
  async: async (n) => n + 1,
};
const keyed = {
  sync: (n, key, callback) => callback(null),
  tick: (n, key, callback) => setImmediate(callback, null),
  async: async () => {},
};
const folding = { sync: (memo, n, callback) => callback(null, memo + n), async: async (memo, n) => memo + n };
const tasks = { sync: (n) => (callback) => callback(null, n), async: (n) => async () => n };
const even = { sync: (n, callback) => callback(null, n % 2 === 0), async: async (n) => n % 2 === 0 };

/** A chain of dependencies: each task needs the two before it. */
const graph = (count, kind, wrap) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => {
      const free = kind === 'sync' ? (callback) => callback(null, 1) : wrap(async () => 1);
      const bound = kind === 'sync' ? (results, callback) => callback(null, 1) : wrap(async () => 1);
      return [`t${i}`, i < 2 ? free : [`t${i - 1}`, `t${i - 2}`, bound]];
    }),
  );

const same = (fn) => fn;

/** Rows of a library with async's interface: name to [operations, (library, wrap, callback) => void]. */
const calls = {};
const add = (name, operations, prepare) => (calls[name] = { operations, prepare });
const items = (count) => (count === 10 ? few : many);

for (const [count, kinds] of [
  [10, ['sync', 'async']],
  [10_000, ['sync', 'tick', 'async']],
]) {
  const list = items(count);
  for (const kind of kinds) {
    add(`map ${count} ${kind}`, count, (a, wrap) => {
      const it = kind === 'async' ? wrap(iteratees.async) : iteratees[kind];
      return (done) => a.map(list, it, done);
    });
    if (kind === 'tick' || (count === 10 && kind === 'async')) continue;
    add(`each ${count} ${kind}`, count, (a, wrap) => {
      const it = kind === 'async' ? wrap(iteratees.async) : iteratees[kind];
      return (done) => a.each(list, it, done);
    });
    add(`mapLimit(10) ${count} ${kind}`, count, (a, wrap) => {
      const it = kind === 'async' ? wrap(iteratees.async) : iteratees[kind];
      return (done) => a.mapLimit(list, 10, it, done);
    });
    add(`filter ${count} ${kind}`, count, (a, wrap) => {
      const it = kind === 'async' ? wrap(even.async) : even[kind];
      return (done) => a.filter(list, it, done);
    });
    add(`reduce ${count} ${kind}`, count, (a, wrap) => {
      const it = kind === 'async' ? wrap(folding.async) : folding[kind];
      return (done) => a.reduce(list, 0, it, done);
    });
  }
  for (const kind of kinds) {
    add(`eachOfSeries ${count} ${kind}`, count, (a, wrap) => {
      const it = kind === 'async' ? wrap(keyed.async) : keyed[kind];
      return (done) => a.eachOfSeries(list, it, done);
    });
    if (kind === 'tick') continue;
    for (const name of ['series', 'parallel']) {
      add(`${name} ${count} ${kind}`, count, (a, wrap) => {
        const all = list.map((n) => (kind === 'async' ? wrap(tasks.async(n)) : tasks.sync(n)));
        return (done) => a[name](all, done);
      });
    }
  }
}
for (const kind of ['sync', 'async']) {
  add(`parallelLimit(10) 10000 ${kind}`, 10_000, (a, wrap) => {
    const all = many.map((n) => (kind === 'async' ? wrap(tasks.async(n)) : tasks.sync(n)));
    return (done) => a.parallelLimit(all, 10, done);
  });
  add(`auto 12 ${kind}`, 12, (a, wrap) => {
    const all = graph(12, kind, wrap);
    return (done) => a.auto(all, done);
  });
}
for (const [count, kind] of [
  [10, 'sync'],
  [10, 'async'],
  [500, 'sync'],
]) {
  add(`waterfall ${count} ${kind}`, count, (a, wrap) => {
    const first = kind === 'async' ? wrap(async () => 0) : (callback) => callback(null, 0);
    const all = [
      first,
      ...Array.from({ length: count - 1 }, () => (kind === 'async' ? wrap(iteratees.async) : iteratees.sync)),
    ];
    return (done) => a.waterfall(all, done);
  });
}
add('auto 200 sync', 200, (a, wrap) => {
  const all = graph(200, 'sync', wrap);
  return (done) => a.auto(all, done);
});
for (const count of [10, 10_000]) {
  add(`times ${count} sync`, count, (a) => (done) => a.times(count, iteratees.sync, done));
}
add('whilst 500 sync', 500, (a, wrap) => (done) => {
  let n = 0;
  // neo-async's test is synchronous.
  const test = wrap === same ? (callback) => callback(null, n < 500) : () => n < 500;
  a.whilst(test, (callback) => callback(null, (n += 1)), done);
});

/** Rows that only the promise form and async 3 have. */
const modern = {
  'whilst 500 async': {
    operations: 500,
    prepare: (a) => (done) => {
      let n = 0;
      a.whilst(
        async () => n < 500,
        async () => (n += 1),
        done,
      );
    },
  },
  'mapLimit(10) 10000 async, awaited': {
    operations: 10_000,
    prepare: (a) => (done) => void a.mapLimit(many, 10, iteratees.async).then(() => done()),
  },
  'mapLimit(10) 10000 async, async iterable': {
    operations: 10_000,
    prepare: (a) => (done) =>
      a.mapLimit(
        (async function* () {
          yield* many;
        })(),
        10,
        iteratees.async,
        done,
      ),
  },
};

const AWAITED = 'mapLimit(10) 10000 async, awaited';
const floors = [NATIVE, 'p-map', 'p-limit'];
export const rows = Object.fromEntries(
  [...Object.keys(calls), ...Object.keys(modern)].map((name) => [
    name,
    { floor: name === AWAITED ? [NATIVE] : floors },
  ]),
);

/** A call that has called back when it returns is measured as a synchronous one; neo-async defers some of them. */
const row = (operations, call) => ({
  operations,
  run: () => {
    let finished = false;
    let resolve;
    call(() => {
      finished = true;
      resolve?.();
    });
    return finished
      ? undefined
      : new Promise((settle) => {
          resolve = settle;
        });
  },
});

const rowsOf = (library, wrap, chosen) =>
  Object.fromEntries(
    Object.entries(chosen).map(([name, { operations, prepare }]) => [
      name,
      () => row(operations, prepare(library, wrap)),
    ]),
  );

const awaitedRow = (run) => ({ [AWAITED]: () => ({ operations: 10_000, run }) });

async function worker(source, results) {
  for (const [i, n] of source) results[i] = await iteratees.async(n);
}

export const contenders = {
  '@sluice/async': async () => rowsOf((await import('@sluice/async')).default, same, { ...calls, ...modern }),
  async: async () => rowsOf((await import('async')).default, same, { ...calls, ...modern }),
  'neo-async': async () => {
    const { default: neo } = await import('neo-async');
    return rowsOf(neo, neo.asyncify, calls);
  },
  'p-map': async () => {
    const { default: pMap } = await import('p-map');
    return awaitedRow(() => pMap(many, iteratees.async, { concurrency: 10 }));
  },
  'p-limit': async () => {
    const { default: pLimit } = await import('p-limit');
    return awaitedRow(() => {
      const limit = pLimit(10);
      return Promise.all(many.map((n) => limit(iteratees.async, n)));
    });
  },
  [NATIVE]: async () => ({
    ...awaitedRow(async () => {
      const results = [];
      const source = many.entries();
      await Promise.all(Array.from({ length: 10 }, () => worker(source, results)));
      return results;
    }),
    'map 10 async': () => ({ operations: 10, run: () => Promise.all(few.map(iteratees.async)) }),
    'map 10000 async': () => ({ operations: 10_000, run: () => Promise.all(many.map(iteratees.async)) }),
    'each 10000 async': () => ({ operations: 10_000, run: () => Promise.all(many.map(iteratees.async)) }),
    'eachOfSeries 10000 async': () => ({
      operations: 10_000,
      run: async () => {
        for (const n of many) await keyed.async(n);
      },
    }),
    'reduce 10000 async': () => ({
      operations: 10_000,
      run: async () => {
        let memo = 0;
        for (const n of many) memo = await folding.async(memo, n);
        return memo;
      },
    }),
    'map 10000 sync': () => ({ operations: 10_000, run: () => many.map((n) => n + 1) }),
  }),
};
