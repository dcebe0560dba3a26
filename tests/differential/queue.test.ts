// The queues of async from npm against ours: generated programs of pushes, pauses, removals and the like, with workers of
// every form and timing. Everything that a user can see goes into a log, each entry with the microtask in which it came.
import { AsyncLocalStorage } from 'node:async_hooks';
import { cargo, cargoQueue, priorityQueue, queue } from '@sluice/async';
import peer from 'async';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const numRuns = Number(process.env['SLUICE_RUNS'] ?? 300);

type Done = (error?: unknown, ...values: unknown[]) => void;

/** How the worker answers for one datum. */
interface Job {
  readonly id: number;
  /** Microtasks until the callback; 0 is at once, -1 a macrotask. */
  readonly delay: number;
  readonly outcome: 'value' | 'nothing' | 'two values' | 'error' | 'false';
}

type Step =
  | { readonly push: readonly Job[] | Job; readonly how: How; readonly priority: number; readonly then: Then }
  | { readonly wait: 'microtask' | 'macrotask' }
  | { readonly call: 'pause' | 'resume' | 'process' | 'kill' }
  | { readonly remove: number }
  | { readonly lower: number }
  | { readonly payload: number }
  | { readonly replaceHandlers: true };

/** What the callback of a push does with the queue. */
type Then = 'nothing' | 'push' | 'pause' | 'resume' | 'process' | 'kill';

type How = 'callback' | 'promise' | 'pushAsync' | 'unshift' | 'unshiftAsync';

interface Program {
  readonly kind: 'queue' | 'priorityQueue' | 'cargo' | 'cargoQueue';
  readonly worker: 'callback' | 'async';
  readonly concurrency: number;
  readonly payload: number | undefined;
  readonly steps: readonly Step[];
}

/** What both libraries are to the programs. */
interface Library {
  readonly queue: Make;
  readonly priorityQueue: Make;
  readonly cargo: Make;
  readonly cargoQueue: Make;
}
// The peer has no types here, and programs do what types forbid.
type Make = (worker: unknown, concurrency?: unknown, payload?: unknown) => any;

const ours = { queue, priorityQueue, cargo, cargoQueue } as unknown as Library;
const theirs = peer as unknown as Library;

const kills = ({ steps }: Program): boolean =>
  steps.some((one) => ('call' in one && one.call === 'kill') || ('then' in one && one.then === 'kill'));

const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function outcomeOf({ outcome, id }: Job): [error: unknown, ...values: unknown[]] {
  if (outcome === 'error') return [`error ${id}`];
  if (outcome === 'false') return [false];
  if (outcome === 'nothing') return [null];
  return outcome === 'value' ? [null, id * 10] : [null, id * 10, 'second'];
}

async function run(library: Library, program: Program): Promise<unknown[]> {
  const log: unknown[] = [];
  let tick = 0;
  const note = (...entry: unknown[]): void => void log.push([tick, ...entry]);
  // Counts the microtasks of each turn, so that an entry that comes one later is seen.
  const count = async (): Promise<void> => {
    for (tick = 0; tick < 40; tick += 1) await Promise.resolve();
  };
  const idsOf = (data: Job | readonly Job[]): unknown =>
    Array.isArray(data) ? data.map(({ id }) => id) : (data as Job).id;
  const firstOf = (data: Job | readonly Job[]): Job => (Array.isArray(data) ? data[0] : data) as Job;

  const finish = (data: Job | readonly Job[], done: Done): void => {
    const job = firstOf(data);
    const call = (): void => {
      note('finish', idsOf(data), q.running(), q.length());
      done(...outcomeOf(job));
    };
    if (job.delay === -1) setImmediate(call);
    else if (job.delay === 0) call();
    else void delayed(job.delay).then(call);
  };
  const byCallback = (data: Job | readonly Job[], done: Done): void => {
    note('worker', idsOf(data), q.running(), q.length());
    finish(data, done);
  };
  const byPromise = async (data: Job | readonly Job[]): Promise<unknown> => {
    note('worker', idsOf(data), q.running(), q.length());
    const job = firstOf(data);
    if (job.delay === -1) await macrotask();
    else await delayed(job.delay);
    const [error, value] = outcomeOf(job);
    if (error) throw new Error(`error ${job.id}`);
    return value;
  };

  const worker = program.worker === 'async' ? byPromise : byCallback;
  const second = program.kind === 'cargo' ? program.payload : program.concurrency;
  const q = library[program.kind](worker, second, program.payload);
  const listen = (round: number): void => {
    for (const name of ['saturated', 'unsaturated', 'empty', 'drain']) {
      q[name](() =>
        note(
          name,
          round,
          q.running(),
          q.length(),
          q.workersList().map((node: { data: Job }) => node.data.id),
        ),
      );
    }
    q.error((error: unknown, data: Job) => note('error', round, String(error), data.id));
  };
  listen(0);
  // The promises of events outlive kill, a deliberate difference, below.
  for (const name of kills(program) ? [] : ['saturated', 'unsaturated', 'empty', 'drain']) {
    void q[name]().then((value: unknown) => note(`promise of ${name}`, value));
  }
  if (!kills(program)) q.error().catch((error: unknown) => note('promise of error', String(error)));

  for (const [index, step] of program.steps.entries()) {
    if ('push' in step) push(q, program.kind === 'priorityQueue', step, note, index);
    else if ('call' in step) q[step.call]();
    else if ('remove' in step) q.remove((node: { data: Job }) => node.data.id % 3 === step.remove);
    else if ('lower' in step) q.concurrency = Math.min(q.concurrency, step.lower);
    else if ('payload' in step) q.payload = program.kind.startsWith('cargo') ? step.payload : q.payload;
    else if ('replaceHandlers' in step) listen(index);
    else if (step.wait === 'microtask') await Promise.resolve();
    else {
      const counted = count();
      await macrotask();
      await counted;
    }
    note(
      'after',
      index,
      q.length(),
      q.running(),
      q.idle(),
      q.started,
      q.paused,
      [...q].map(({ id }: Job) => id),
    );
  }
  q.resume();
  for (let i = 0; i < 40; i += 1) await macrotask();
  note('end', q.length(), q.running());
  return log;
}

async function delayed(ticks: number): Promise<void> {
  for (let i = 0; i < ticks; i += 1) await Promise.resolve();
}

function push(
  q: any,
  byPriority: boolean,
  { push: data, how, priority, then }: Extract<Step, { push: unknown }>,
  note: (...entry: unknown[]) => void,
  index: number,
): void {
  const method = byPriority ? how.replace('unshift', 'push') : how;
  const name = method.startsWith('push') || method.startsWith('unshift') ? method : 'push';
  const rest = byPriority ? [priority] : [];
  const jobs = Array.isArray(data) ? [...data] : data;
  if (how === 'callback') {
    let calls = 0;
    const callback = (...outcome: unknown[]): void => {
      note('callback', index, outcome.map(String), q.running(), q.length());
      calls += 1;
      if (calls > 1 || then === 'nothing') return;
      if (then === 'push') q.push({ id: 50 + index, delay: 0, outcome: 'value' }, ...rest, callback);
      else q[then]();
    };
    note('returned', q.push(jobs, ...rest, callback));
    return;
  }
  const result: unknown = q[name](jobs, ...rest);
  note('returned', Array.isArray(result) ? result.length : typeof result);
  for (const [i, promise] of [result].flat().entries()) {
    (promise as Promise<unknown> | undefined)?.then(
      (value) => note('fulfilled', index, i, value),
      (reason: unknown) => note('rejected', index, i, String(reason)),
    );
  }
}

const job: fc.Arbitrary<Job> = fc.record({
  id: fc.nat({ max: 99 }),
  delay: fc.integer({ min: -1, max: 3 }),
  outcome: fc.constantFrom<Job['outcome'][]>('value', 'value', 'value', 'nothing', 'two values', 'error', 'false'),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      push: fc.oneof(job, fc.array(job, { maxLength: 4 })),
      how: fc.constantFrom<How[]>('callback', 'callback', 'promise', 'pushAsync', 'unshift', 'unshiftAsync'),
      priority: fc.integer({ min: -1, max: 2 }),
      then: fc.constantFrom<Then[]>('nothing', 'nothing', 'nothing', 'push', 'pause', 'resume', 'process'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ wait: fc.constantFrom('microtask' as const, 'macrotask' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ call: fc.constantFrom('pause' as const, 'resume' as const, 'process' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ lower: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ payload: fc.integer({ min: 1, max: 3 }) }) },
);
const programOf = (steps: fc.Arbitrary<Step>): fc.Arbitrary<Program> =>
  fc.record({
    kind: fc.constantFrom<Program['kind'][]>('queue', 'priorityQueue', 'cargo', 'cargoQueue'),
    worker: fc.constantFrom('callback' as const, 'async' as const),
    concurrency: fc.integer({ min: 1, max: 4 }),
    payload: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    steps: fc.array(steps, { maxLength: 12 }),
  });

const assertSame = (program: fc.Arbitrary<Program>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(program, async (one) => {
      expect(await run(ours, one)).toEqual(await run(theirs, one));
    }),
    { numRuns },
  );

describe('the queues', () => {
  it('do what those of async do, in the same order and the same microtask', async () => {
    await assertSame(programOf(step));
  });

  it('do what those of async do when jobs with callbacks are removed and queues are killed', async () => {
    // Promises of dropped jobs are a deliberate difference, below.
    const steps = fc.oneof(
      { weight: 10, arbitrary: step.map((one) => ('push' in one ? { ...one, how: 'callback' as const } : one)) },
      { weight: 2, arbitrary: fc.record({ remove: fc.nat({ max: 2 }) }) },
      { weight: 1, arbitrary: fc.constant<Step>({ call: 'kill' }) },
      {
        weight: 1,
        arbitrary: fc.record({
          push: job,
          how: fc.constant<How>('callback'),
          priority: fc.constant(0),
          then: fc.constant<Then>('kill'),
        }),
      },
    );
    await assertSame(programOf(steps));
  });

  it('have the properties of those of async', () => {
    for (const kind of ['queue', 'priorityQueue', 'cargo', 'cargoQueue'] as const) {
      const [a, b] = [ours[kind](() => {}, 3), theirs[kind](() => {}, 3)];
      expect(Reflect.ownKeys(a).filter((key) => Object.prototype.propertyIsEnumerable.call(a, key))).toEqual(
        Reflect.ownKeys(b).filter((key) => Object.prototype.propertyIsEnumerable.call(b, key)),
      );
      for (const key of ['concurrency', 'payload', 'buffer', 'started', 'paused'])
        expect([kind, key, a[key]]).toEqual([kind, key, b[key]]);
      for (const name of ['saturated', 'unsaturated', 'empty', 'drain', 'error']) {
        expect(() => (a[name] = () => {})).toThrow(TypeError);
      }
    }
  });
});

/** A deliberate difference: what the probe gives on the peer, and on ours. */
interface Difference {
  readonly reason: string;
  readonly probe: (library: Library) => unknown;
  readonly peer: unknown;
  readonly ours: unknown;
}

const settles = async (promise: Promise<unknown>): Promise<string> =>
  Promise.race([
    promise.then(
      (value) => `fulfilled with ${String(value)}`,
      (reason: { code?: string }) => `rejected with ${reason.code ?? 'another error'}`,
    ),
    (async () => {
      for (let i = 0; i < 5; i += 1) await macrotask();
      return 'pending';
    })(),
  ]);

/** Runs `probe` and tells what would have been uncaught. */
async function uncaughtOf(probe: () => unknown): Promise<unknown[]> {
  const listeners = process.listeners('uncaughtException');
  const caught: unknown[] = [];
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => caught.push(error.message));
  await probe();
  await macrotask();
  process.removeAllListeners('uncaughtException');
  for (const listener of listeners) process.on('uncaughtException', listener);
  return caught;
}

const never = (): void => {};

const DIFFERENCES: Record<string, Difference> = {
  'promises of jobs that kill drops': {
    reason: 'whoever awaits them would wait for ever',
    async probe({ queue }) {
      const q = queue(never);
      const promises = [q.push(1), q.pushAsync(2)];
      q.kill();
      return Promise.all(promises.map(settles));
    },
    peer: ['pending', 'pending'],
    ours: ['fulfilled with undefined', 'rejected with ERR_SLUICE_DROPPED'],
  },
  'promises of jobs that are removed': {
    reason: 'whoever awaits them would wait for ever',
    async probe({ queue }) {
      const q = queue(never);
      const promises = [q.push(1), q.pushAsync(2)];
      q.remove(() => true);
      return Promise.all(promises.map(settles));
    },
    peer: ['pending', 'pending'],
    ours: ['fulfilled with undefined', 'rejected with ERR_SLUICE_DROPPED'],
  },
  'q.drain() before a later q.drain(handler)': {
    reason: 'a handler of somebody else would make the awaiting code hang',
    async probe({ queue }) {
      const q = queue((_: unknown, done: Done) => done());
      const drained = q.drain();
      q.drain(never);
      q.push(1, never);
      return settles(drained);
    },
    peer: 'pending',
    ours: 'fulfilled with undefined',
  },
  'q.drain() before kill': {
    reason: 'the queue is idle after it, and never drains',
    async probe({ queue }) {
      const q = queue(never);
      q.pause();
      q.push(1, never);
      const drained = q.drain();
      q.kill();
      return settles(drained);
    },
    peer: 'pending',
    ours: 'fulfilled with undefined',
  },
  'a worker that throws': {
    reason: 'the slot would be lost, and with it the queue',
    async probe({ queue }) {
      const log: unknown[] = [];
      const q = queue((n: number, done: Done) => {
        if (n === 1) throw new Error('at once');
        done();
      });
      const uncaught = await uncaughtOf(async () => {
        q.push(1, (error: Error) => log.push(error.message));
        await macrotask();
        q.push(2, () => log.push('second'));
        await macrotask();
      });
      return [log, uncaught, q.running()];
    },
    peer: [[], ['at once'], 1],
    ours: [['at once', 'second'], [], 0],
  },
  'a callback that throws': {
    reason: 'the exception still goes to the worker, but the waiting jobs go on and the queue drains',
    async probe({ queue }) {
      const log: unknown[] = [];
      const q = queue((n: number, done: Done) => setImmediate(done, null, n));
      q.drain(() => log.push('drain'));
      const uncaught = await uncaughtOf(async () => {
        q.push(1, () => {
          throw new Error('mine');
        });
        q.push(2, () => log.push('second'));
        for (let i = 0; i < 5; i += 1) await macrotask();
      });
      return [log, uncaught];
    },
    peer: [[], ['mine']],
    ours: [['second', 'drain'], ['mine']],
  },
  'a raised concurrency': {
    reason: 'more jobs start in the next microtask, not at the next push or completion',
    async probe({ queue }) {
      const q = queue(never);
      q.push([1, 2, 3], never);
      await macrotask();
      q.concurrency = 3;
      await macrotask();
      return q.running();
    },
    peer: 1,
    ours: 3,
  },
  'a function that returns a promise': {
    reason: 'only native async functions are known to async; others hang',
    async probe({ queue }) {
      return settles(queue((n: number) => Promise.resolve(n)).push(1));
    },
    peer: 'pending',
    ours: 'fulfilled with 1',
  },
  'a negative concurrency': {
    reason: 'nothing would ever run',
    probe: ({ queue }) => codeOf(() => queue(never, -1)),
    peer: 'no error',
    ours: 'ERR_SLUICE_LIMIT',
  },
  'a concurrency of NaN': {
    reason: 'nothing would ever run',
    probe: ({ queue }) => codeOf(() => queue(never, NaN)),
    peer: 'no error',
    ours: 'ERR_SLUICE_LIMIT',
  },
  'a negative payload': {
    reason: 'the worker would be called with empty batches, and no job would ever run',
    probe: ({ cargo }) => codeOf(() => cargo(never, -1)),
    peer: 'no error',
    ours: 'ERR_SLUICE_LIMIT',
  },
  'a payload set on a queue that is no cargo': {
    reason: 'jobs would be taken and never given to the worker',
    async probe({ queue }) {
      const seen: number[] = [];
      const q = queue((n: number, done: Done) => {
        seen.push(n);
        done();
      });
      q.payload = 2;
      q.push([1, 2, 3], never);
      await q.drain();
      return seen;
    },
    peer: [1, 3],
    ours: [1, 2, 3],
  },
  'the context of a job': {
    reason: "one request's id must not get into another request's log",
    async probe({ queue }) {
      const storage = new AsyncLocalStorage<string>();
      const seen: unknown[] = [];
      const q = queue((_: unknown, done: Done) => {
        seen.push(storage.getStore());
        done();
      });
      for (const id of ['a', 'b']) storage.run(id, () => q.push(1, never));
      await q.drain();
      return seen;
    },
    peer: ['a', 'a'],
    ours: ['a', 'b'],
  },
  'the reason that a promise form rejects with': {
    reason: 'a failure keeps its identity; callbacks get the Error that async makes of it',
    async probe({ queue }) {
      const q = queue(async () => {
        throw 'a string';
      });
      const reason: unknown = await q.pushAsync(1).catch((error: unknown) => error);
      const error = await new Promise((resolve) => q.push(1, resolve));
      return [typeof reason, error instanceof Error];
    },
    peer: ['object', true],
    ours: ['string', true],
  },
};

function codeOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'no error';
}

describe('a deliberate difference', () => {
  it.each(Object.entries(DIFFERENCES))(
    'is there, on both sides: %s',
    async (_, { probe, peer: expected, ours: own }) => {
      expect(await probe(theirs)).toEqual(expected);
      expect(await probe(ours)).toEqual(own);
    },
  );
});
