// Queues: 10 000 jobs through a new queue, all pushed at once, until the last callback or promise. Every row stands twice:
// with the AsyncLocalStorage context of each push kept, as is our default, and with `keepContext: false`. fastq keeps no
// context, so it is a floor in the first and a peer in the second.
//
// With callbacks at once fastq runs each job inside `push` and never queues one, where async and we start in a microtask.
// The row behind a slow job makes all of them queue: 1 000 jobs, since fastq overflows the stack with 10 000 there.
export const ours = '@sluice/async';

const JOBS = 10_000;
const jobs = Array.from({ length: JOBS }, (_, i) => i);

const atOnce = (n, callback) => callback(null, n);
const atOnceButTheFirst = (n, callback) => (n === 0 ? setImmediate(callback, null, n) : callback(null, n));
const nextTick = (n, callback) => process.nextTick(callback, null, n);
const asyncFunction = async (n) => n;

const workloads = {
  'queue(1), callbacks at once': { worker: atOnce, concurrency: 1 },
  'queue(10), callbacks at once': { worker: atOnce, concurrency: 10 },
  'queue(1), callbacks at once, 1000 jobs behind a slow one': {
    worker: atOnceButTheFirst,
    concurrency: 1,
    count: 1_000,
  },
  'queue(10), callbacks in the next tick': { worker: nextTick, concurrency: 10 },
  'queue(1), async functions': { worker: asyncFunction, concurrency: 1 },
  'queue(10), async functions': { worker: asyncFunction, concurrency: 10 },
};
const AWAITED = 'queue(10), async functions, a promise for each job';
const PRIORITY = 'priorityQueue(10), callbacks at once, 7 priorities';
const CARGO = 'cargo(10), callbacks at once';
const KEPT = ', context kept';
const OFF = ', context off';
const STREAM = 'stream of 10000 through async functions, 10 at a time, in order';
const STREAM_UNORDERED = 'stream of 10000 through async functions, 10 at a time, as they finish';
const HEAP = 'heap growth over a million jobs';

export const rows = {
  ...Object.fromEntries(
    [...Object.keys(workloads), AWAITED, PRIORITY, CARGO].flatMap((name) => [
      [name + KEPT, { floor: ['fastq'] }],
      [name + OFF, {}],
    ]),
  ),
  [STREAM]: { floor: ['for await'] },
  [STREAM_UNORDERED]: { floor: ['for await'] },
  [HEAP]: { note: 'bytes, after garbage collection; 1 000 rounds of 1 000 jobs through one queue' },
};

/** One run: pushes all jobs, and waits for the last callback. */
const callbacks =
  (make, push, count = JOBS) =>
  () => ({
    operations: count,
    run: () =>
      new Promise((resolve) => {
        let left = count;
        const done = () => {
          left -= 1;
          if (left === 0) resolve();
        };
        const q = make();
        for (let n = 0; n < count; n += 1) push(q, n, done);
      }),
  });

const promises = (make, push) => () => ({
  operations: JOBS,
  run: () => {
    const q = make();
    return Promise.all(jobs.map((n) => push(q, n)));
  },
});

const plain = (q, n, done) => q.push(n, done);
const byPriority = (q, n, done) => q.push(n, n % 7, done);

/** Measures a row with the context kept and with it off; the peers keep none. */
const both = (name, row) => ({ [name + KEPT]: row, [name + OFF]: row });

const heap = (make) => async () => {
  const q = make();
  const round = () =>
    new Promise((resolve) => {
      let left = 1_000;
      for (let n = 0; n < 1_000; n += 1) {
        q.push(n, () => {
          left -= 1;
          if (left === 0) resolve();
        });
      }
    });
  for (let i = 0; i < 50; i += 1) await round();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 1_000; i += 1) await round();
  globalThis.gc?.();
  return { value: Math.max(0, process.memoryUsage().heapUsed - before), unit: 'bytes' };
};

async function* numbers() {
  for (const n of jobs) yield n;
}

const reading = (open) => () => ({
  operations: JOBS,
  run: async () => {
    let sum = 0;
    for await (const n of open()) sum += n;
    return sum;
  },
});

export const contenders = {
  '@sluice/async': async () => {
    const { cargo, mapIterable, priorityQueue, queue } = await import('@sluice/async');
    const result = {};
    for (const [suffix, keepContext] of [
      [KEPT, true],
      [OFF, false],
    ]) {
      const options = (concurrency) => (keepContext ? concurrency : { concurrency, keepContext });
      for (const [name, { worker, concurrency, count }] of Object.entries(workloads)) {
        result[name + suffix] = callbacks(() => queue(worker, options(concurrency)), plain, count);
      }
      result[AWAITED + suffix] = promises(
        () => queue(asyncFunction, options(10)),
        (q, n) => q.push(n),
      );
      result[PRIORITY + suffix] = callbacks(() => priorityQueue(atOnce, options(10)), byPriority);
      result[CARGO + suffix] = callbacks(() => cargo(atOnce, keepContext ? 10 : { payload: 10, keepContext }), plain);
    }
    result[STREAM] = reading(() => mapIterable(numbers(), asyncFunction, { concurrency: 10 }));
    result[STREAM_UNORDERED] = reading(() =>
      mapIterable(numbers(), asyncFunction, { concurrency: 10, ordered: false }),
    );
    result[HEAP] = heap(() => queue(atOnce, 10));
    return result;
  },

  async: async () => {
    const { default: async } = await import('async');
    return {
      ...Object.assign(
        {},
        ...Object.entries(workloads).map(([name, { worker, concurrency, count }]) =>
          both(
            name,
            callbacks(() => async.queue(worker, concurrency), plain, count),
          ),
        ),
      ),
      ...both(
        AWAITED,
        promises(
          () => async.queue(asyncFunction, 10),
          (q, n) => q.push(n),
        ),
      ),
      ...both(
        PRIORITY,
        callbacks(() => async.priorityQueue(atOnce, 10), byPriority),
      ),
      ...both(
        CARGO,
        callbacks(() => async.cargo(atOnce, 10), plain),
      ),
      [HEAP]: heap(() => async.queue(atOnce, 10)),
    };
  },

  // Callbacks at once overflow its stack.
  'neo-async': async () => {
    const { default: neo } = await import('neo-async');
    const result = {
      ...both(
        CARGO,
        callbacks(() => neo.cargo(atOnce, 10), plain),
      ),
    };
    for (const [name, { worker, concurrency }] of Object.entries(workloads)) {
      if (worker === atOnce || worker === atOnceButTheFirst) continue;
      const own = worker === asyncFunction ? neo.asyncify(worker) : worker;
      Object.assign(
        result,
        both(
          name,
          callbacks(() => neo.queue(own, concurrency), plain),
        ),
      );
    }
    return result;
  },

  fastq: async () => {
    const { default: fastq } = await import('fastq');
    const result = {};
    for (const [name, { worker, concurrency, count }] of Object.entries(workloads)) {
      const own = worker === asyncFunction ? (n, done) => worker(n).then((value) => done(null, value), done) : worker;
      Object.assign(
        result,
        both(
          name,
          callbacks(() => fastq(own, concurrency), plain, count),
        ),
      );
    }
    return {
      ...result,
      ...both(
        AWAITED,
        promises(
          () => fastq.promise(asyncFunction, 10),
          (q, n) => q.push(n),
        ),
      ),
      [HEAP]: heap(() => fastq(atOnce, 10)),
    };
  },

  'p-queue': async () => {
    const { default: PQueue } = await import('p-queue');
    const row = promises(
      () => new PQueue({ concurrency: 10 }),
      (q, n) => q.add(() => asyncFunction(n)),
    );
    return both(AWAITED, row);
  },

  'p-map': async () => {
    const { pMapIterable } = await import('p-map');
    return { [STREAM]: reading(() => pMapIterable(numbers(), asyncFunction, { concurrency: 10 })) };
  },

  'Node Readable': async () => {
    const { Readable } = await import('node:stream');
    return { [STREAM]: reading(() => Readable.from(numbers()).map(asyncFunction, { concurrency: 10 })) };
  },

  // One at a time: what iterating alone costs.
  'for await': async () => {
    const row = reading(async function* () {
      for await (const n of numbers()) yield asyncFunction(n);
    });
    return { [STREAM]: row, [STREAM_UNORDERED]: row };
  },
};
