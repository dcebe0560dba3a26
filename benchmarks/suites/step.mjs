// Step and its neighbours: a whole run from its start until the last step has been called, in chains of 3 and 30 steps
// and with 10 branches; synchronous, and with a `setImmediate` in each step, which every contender pays.
export const ours = '@sluice/step';

const HOPS = 'setImmediate';
export const rows = {
  '3 steps, synchronous callbacks': { floor: ['nested callbacks', 'async/await'] },
  '30 steps, synchronous callbacks': { floor: ['nested callbacks', 'async/await'] },
  '3 steps, returned values': { floor: ['nested callbacks', 'async/await'] },
  '30 steps, returned values': { floor: ['nested callbacks', 'async/await'] },
  [`3 steps over ${HOPS}`]: { floor: ['nested callbacks', 'async/await'] },
  [`30 steps over ${HOPS}`]: { floor: ['nested callbacks', 'async/await'] },
  'parallel of 10, synchronous': { floor: ['nested callbacks', 'async/await'] },
  [`parallel of 10 over ${HOPS}`]: { floor: ['nested callbacks', 'async/await'] },
  [`group of 10 over ${HOPS}`]: { floor: ['nested callbacks', 'async/await'] },
};

const at = (n) => Object.keys(rows)[n];
const numbers = (n) => Array.from({ length: n }, (_, i) => i);

/** A row that measures `operations` synchronous runs. @param {() => void} once */
const sync = (once, operations = 1_000) => ({
  operations,
  run: () => {
    for (let i = 0; i < operations; i += 1) once();
  },
});

/** A row of `operations` runs, one after the other. @param {(done: () => void) => void} once */
const chained = (once, operations = 200) => ({
  operations,
  run: () =>
    new Promise((resolve) => {
      let left = operations;
      const next = () => {
        if (left === 0) resolve(undefined);
        else {
          left -= 1;
          once(next);
        }
      };
      next();
    }),
});

let sink;
const keep = (value) => {
  sink = value;
};
export const last = () => sink;

/** @param {(...steps: Function[]) => void} Step */
function stepRows(Step) {
  const calls = (n) =>
    numbers(n).map(
      () =>
        function (error, value) {
          this(null, (value ?? 0) + 1);
        },
    );
  const returns = (n) => numbers(n).map(() => (error, value) => (value ?? 0) + 1);
  const hops = (n) =>
    numbers(n).map(
      () =>
        function (error, value) {
          setImmediate(this, null, (value ?? 0) + 1);
        },
    );
  const list = (steps) => () => Step(...steps, (error, value) => keep(value));
  const chain = (steps) => (done) => Step(...steps, () => done());
  return {
    [at(0)]: () => sync(list(calls(2))),
    [at(1)]: () => sync(list(calls(29))),
    [at(2)]: () => sync(list(returns(2))),
    [at(3)]: () => sync(list(returns(29))),
    [at(4)]: () => chained(chain(hops(3))),
    [at(5)]: () => chained(chain(hops(30)), 50),
    [at(6)]: () =>
      sync(() =>
        Step(
          function () {
            for (let i = 0; i < 10; i += 1) this.parallel()(null, i);
          },
          (error, ...values) => keep(values),
        ),
      ),
    [at(7)]: () =>
      chained((done) =>
        Step(
          function () {
            for (let i = 0; i < 10; i += 1) setImmediate(this.parallel(), null, i);
          },
          () => done(),
        ),
      ),
    [at(8)]: () =>
      chained((done) =>
        Step(
          function () {
            const group = this.group();
            for (let i = 0; i < 10; i += 1) setImmediate(group(), null, i);
          },
          () => done(),
        ),
      ),
  };
}

/** @param {{ waterfall: Function, parallel: Function }} async */
function asyncRows({ waterfall, parallel }) {
  const calls = (n) => [
    (callback) => callback(null, 1),
    ...numbers(n - 1).map(() => (value, callback) => callback(null, value + 1)),
  ];
  const hops = (n) => [
    (callback) => setImmediate(callback, null, 1),
    ...numbers(n - 1).map(() => (value, callback) => setImmediate(callback, null, value + 1)),
  ];
  const list = (tasks) => () => waterfall(tasks, (error, value) => keep(value));
  const chain = (tasks) => (done) => waterfall(tasks, () => done());
  const ten = numbers(10).map((i) => (callback) => setImmediate(callback, null, i));
  const tenAtOnce = numbers(10).map((i) => (callback) => callback(null, i));
  return {
    [at(0)]: () => sync(list(calls(2))),
    [at(1)]: () => sync(list(calls(29))),
    [at(4)]: () => chained(chain(hops(3))),
    [at(5)]: () => chained(chain(hops(30)), 50),
    [at(6)]: () => sync(() => parallel(tenAtOnce, (error, values) => keep(values))),
    [at(7)]: () => chained((done) => parallel(ten, () => done())),
    [at(8)]: () => chained((done) => parallel(ten, () => done())),
  };
}

function nestedRows() {
  const work = (value, callback) => callback(null, value + 1);
  const hop = (value, callback) => setImmediate(callback, null, value + 1);
  const deep = (n, go, end) => {
    let left = n;
    const next = (error, value) => {
      if (left === 0) end(value);
      else {
        left -= 1;
        go(value, next);
      }
    };
    next(null, 0);
  };
  const ten = (go, done) => {
    const values = [];
    let left = 10;
    for (let i = 0; i < 10; i += 1) {
      go(i, (error, value) => {
        values[i] = value;
        left -= 1;
        if (left === 0) done(values);
      });
    }
  };
  return {
    [at(0)]: () => sync(() => work(0, (error, a) => work(a, (failed, b) => keep(b)))),
    [at(1)]: () => sync(() => deep(29, work, keep)),
    [at(2)]: () => sync(() => work(0, (error, a) => work(a, (failed, b) => keep(b)))),
    [at(3)]: () => sync(() => deep(29, work, keep)),
    [at(4)]: () => chained((done) => hop(0, (error, a) => hop(a, (failed, b) => hop(b, () => done())))),
    [at(5)]: () => chained((done) => deep(30, hop, () => done()), 50),
    [at(6)]: () => sync(() => ten(work, keep)),
    [at(7)]: () => chained((done) => ten(hop, () => done())),
    [at(8)]: () => chained((done) => ten(hop, () => done())),
  };
}

function awaitRows() {
  const hop = (value) => new Promise((resolve) => setImmediate(resolve, value + 1));
  const chainOf = (n, go) => async () => {
    let value = 0;
    for (let i = 0; i < n; i += 1) value = await go(value);
    return value;
  };
  const repeated = (once, operations = 200) => ({
    operations,
    run: async () => {
      for (let i = 0; i < operations; i += 1) keep(await once());
    },
  });
  const now = async (value) => value + 1;
  const all = (go) => () => Promise.all(numbers(10).map(go));
  return {
    [at(0)]: () => repeated(chainOf(2, now)),
    [at(1)]: () => repeated(chainOf(29, now)),
    [at(2)]: () => repeated(chainOf(2, now)),
    [at(3)]: () => repeated(chainOf(29, now)),
    [at(4)]: () => repeated(chainOf(3, hop)),
    [at(5)]: () => repeated(chainOf(30, hop), 50),
    [at(6)]: () => repeated(all(now)),
    [at(7)]: () => repeated(all(hop)),
    [at(8)]: () => repeated(all(hop)),
  };
}

export const contenders = {
  '@sluice/step': async () => stepRows((await import('@sluice/step')).default),
  step: async () => stepRows((await import('step')).default),
  async: async () => asyncRows((await import('async')).default),
  'neo-async': async () => asyncRows((await import('neo-async')).default),
  'nested callbacks': async () => nestedRows(),
  'async/await': async () => awaitRows(),
};
