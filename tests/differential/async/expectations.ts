// Where @sluice/async behaves otherwise than async 3.2.6, on purpose. Each entry is a row of the README's table.

type Fn = (...args: any[]) => any;
export type Async = Record<string, Fn>;

export interface Expectation {
  readonly difference: string;
  readonly reason: string;
  /** What a user sees, on either library. */
  readonly observe: (async: Async) => unknown;
  readonly peer: unknown;
  readonly ours: unknown;
}

/** The outcome of a call, or "nothing" when it has none after some turns of the event loop. */
function outcome(start: (callback: Fn) => unknown): Promise<unknown> {
  return new Promise((resolve) => {
    try {
      start((error: unknown, ...results: unknown[]) => resolve(error ? String((error as Error).message) : results));
    } catch (error) {
      resolve(`thrown: ${(error as Error).name}`);
    }
    setTimeout(() => resolve('nothing'), 30);
  });
}

const settled = (start: () => unknown): Promise<unknown> =>
  outcome((callback) =>
    (start() as Promise<unknown>).then(
      (value) => callback(null, value),
      (error: unknown) => callback(new Error(show(error))),
    ),
  );

const show = (value: unknown): string =>
  value instanceof Error ? `Error ${value.message}` : (JSON.stringify(value) ?? 'undefined');

/** Runs `body` and collects what reaches nobody. */
async function uncaught(body: (seen: string[]) => unknown): Promise<string[]> {
  const seen: string[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const record = (error: Error): void => void seen.push(`uncaught ${error.message}`);
  process.on('uncaughtException', record);
  try {
    await body(seen);
    await new Promise((resolve) => setTimeout(resolve, 30));
  } finally {
    process.off('uncaughtException', record);
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
  return seen;
}

function counting(count: number): { source: () => Iterable<number>; closed: () => boolean } {
  let isClosed = false;
  return {
    source: function* () {
      try {
        for (let i = 0; i < count; i += 1) yield i;
      } finally {
        isClosed = true;
      }
    },
    closed: () => isClosed,
  };
}

export const expectations: readonly Expectation[] = [
  {
    difference: 'a limit of NaN fails at once',
    reason: 'async starts nothing and never settles.',
    observe: (async) =>
      outcome((callback) => async['mapLimit']?.([1], NaN, (n: number, cb: Fn) => cb(null, n), callback)),
    peer: 'nothing',
    ours: 'thrown: RangeError',
  },
  {
    difference: 'a limit of undefined fails at once',
    reason: 'async starts nothing and never settles.',
    observe: (async) => settled(() => async['eachLimit']?.([1], undefined, async () => 1)),
    peer: 'nothing',
    ours: 'Error eachLimit: concurrency limit must be a number above 0 or Infinity, received undefined',
  },
  {
    difference: 'a promise that a plain function returns counts',
    reason: 'async hangs for ever, transpiled async functions included.',
    observe: (async) => outcome((callback) => async['map']?.([1, 2], (n: number) => Promise.resolve(n * 2), callback)),
    peer: 'nothing',
    ours: [[2, 4]],
  },
  {
    difference: 'ten thousand synchronous turns of whilst are safe',
    reason: 'async overflows the stack at about 2500.',
    observe: (async) => {
      let n = 0;
      return outcome((callback) =>
        async['whilst']?.(
          (cb: Fn) => cb(null, n < 10_000),
          (cb: Fn) => cb(null, (n += 1)),
          callback,
        ),
      );
    },
    peer: 'thrown: RangeError',
    ours: [10_000],
  },
  {
    difference: 'ten thousand synchronous steps of waterfall are safe',
    reason: 'async overflows the stack at about 2300.',
    observe: (async) => {
      const steps = Array.from({ length: 10_000 }, () => (n: number, cb: Fn) => cb(null, n + 1));
      return outcome((callback) => async['waterfall']?.([(cb: Fn) => cb(null, 0), ...steps], callback));
    },
    peer: 'thrown: RangeError',
    ours: [10_000],
  },
  {
    difference: 'a synchronous chain of fifteen hundred tasks of auto is safe',
    reason: 'async overflows the stack, and needs quadratic time.',
    observe: (async) => {
      const tasks: Record<string, unknown> = { t0: (cb: Fn) => cb(null, 0) };
      for (let i = 1; i < 1500; i += 1) tasks[`t${i}`] = [`t${i - 1}`, (_results: unknown, cb: Fn) => cb(null, i)];
      return outcome((callback) =>
        async['auto']?.(tasks, (error: unknown, results: Record<string, number>) => callback(error, results['t1499'])),
      );
    },
    peer: 'thrown: RangeError',
    ours: [1499],
  },
  {
    difference: 'an iterator is closed when the call ends early',
    reason: 'async leaves generators suspended: their `finally` never runs.',
    observe: async (async) => {
      const { source, closed } = counting(5);
      await outcome((callback) =>
        async['eachSeries']?.(source(), (_n: number, cb: Fn) => cb(new Error('stop')), callback),
      );
      return closed();
    },
    peer: false,
    ours: true,
  },
  {
    difference: 'an async iterator is closed when a test is decided early',
    reason: 'async never calls `return()`: files and sockets behind it stay open.',
    observe: async (async) => {
      let closed = false;
      const source = (async function* () {
        try {
          yield 1;
          yield 2;
        } finally {
          closed = true;
        }
      })();
      await outcome((callback) => async['detect']?.(source, (_n: number, cb: Fn) => cb(null, true), callback));
      return closed;
    },
    peer: false,
    ours: true,
  },
  {
    difference: 'an exception of the final callback over an async iterable is uncaught',
    reason: 'async swallows it.',
    observe: (async) =>
      uncaught(() =>
        async['each']?.(
          (async function* () {
            yield 1;
          })(),
          (_n: number, cb: Fn) => cb(),
          () => {
            throw new Error('final');
          },
        ),
      ),
    peer: [],
    ours: ['uncaught final'],
  },
  {
    difference: 'a rejection keeps its identity in the promise form',
    reason: 'async wraps what is no Error: the code that rejected and the code that catches see different values.',
    observe: (async) => settled(() => async['map']?.([1], async () => Promise.reject({ code: 7 } as never))),
    peer: 'Error [object Object]',
    ours: '{"code":7}',
  },
  {
    difference: 'a throwing callback of timeout is called once',
    reason: 'async stops its timer after the callback, so a throw leaves it running.',
    observe: (async) =>
      uncaught((seen) => {
        const limited = async['timeout']?.((cb: Fn) => setTimeout(cb, 1), 10) as Fn;
        limited((error: unknown) => {
          seen.push(`called ${String(error ?? null)}`);
          throw new Error('mine');
        });
      }),
    peer: ['called null', 'uncaught mine', 'called Error: Callback function "anonymous" timed out.', 'uncaught mine'],
    ours: ['called null', 'uncaught mine'],
  },
  {
    difference: 'a second callback of a failing task does not multiply the attempts of retry',
    reason: 'In async each call starts a chain of attempts of its own.',
    observe: async (async) => {
      let finals = 0;
      async['retry']?.(
        3,
        (cb: Fn) => {
          cb(new Error('a'));
          cb(new Error('b'));
        },
        () => (finals += 1),
      );
      await new Promise((resolve) => setTimeout(resolve, 40));
      return finals;
    },
    peer: 4,
    ours: 1,
  },
  {
    difference: 'a synchronous throw in a memoized function frees its key',
    reason: 'async keeps every later caller of that key waiting for ever.',
    observe: (async) => {
      let calls = 0;
      const memoized = async['memoize']?.((_key: string, cb: Fn) => {
        calls += 1;
        if (calls === 1) throw new Error('first');
        cb(null, calls);
      }) as Fn;
      try {
        memoized('k', () => undefined);
      } catch {
        // The first call.
      }
      return outcome((callback) => memoized('k', callback));
    },
    peer: 'nothing',
    ours: [2],
  },
  {
    difference: 'a waiting callback of memoize is called although another one throws',
    reason: 'async loses the callbacks behind the one that throws.',
    observe: async (async) => {
      let second = false;
      const memoized = async['memoize']?.((_key: string, cb: Fn) => setTimeout(cb, 1)) as Fn;
      await uncaught(() => {
        memoized('k', () => {
          throw new Error('mine');
        });
        memoized('k', () => (second = true));
      });
      return second;
    },
    peer: false,
    ours: true,
  },
  {
    difference: 'autoInject reads minified async arrow functions',
    reason: 'async takes `async(a` for the name of a parameter.',
    observe: (async) =>
      outcome((callback) => {
        const sum = new Function('return async(a,b)=>a+b')() as Fn;
        async['autoInject']?.(
          { a: async () => 1, b: async () => 2, sum },
          (error: unknown, results: Record<string, number>) => callback(error, results['sum']),
        );
      }),
    peer: 'thrown: Error',
    ours: [3],
  },
  {
    difference: 'a dependency of auto that is only on Object.prototype is missing',
    reason: 'async waits for it for ever, or reports a circle.',
    observe: (async) => {
      try {
        async['auto']?.({ a: ['toString', (_results: unknown, cb: Fn) => cb()] }, () => undefined);
      } catch (error) {
        return (error as Error).message.includes('non-existent');
      }
      return undefined;
    },
    peer: false,
    ours: true,
  },
  {
    difference: 'auto without tasks returns a promise too',
    reason: 'async returns undefined there, so `.then` fails.',
    observe: (async) => typeof async['auto']?.({}),
    peer: 'undefined',
    ours: 'object',
  },
  {
    difference: 'groupBy files the key `__proto__` like any other',
    reason: 'In async it sets the prototype of the result.',
    observe: async (async) => {
      const [groups] = (await outcome((callback) =>
        async['groupBy']?.([1], (_n: number, cb: Fn) => cb(null, '__proto__'), callback),
      )) as [object];
      return Object.keys(groups);
    },
    peer: [],
    ours: ['__proto__'],
  },
  {
    difference: 'what a task throws in a later turn rejects the promise',
    reason: 'In async it is uncaught, and the promise never settles.',
    observe: async (async) => {
      const seen = await uncaught(async (log) => {
        const promise = async['waterfall']?.([
          (cb: Fn) => setTimeout(cb, 1),
          () => {
            throw new Error('second');
          },
        ]) as Promise<unknown>;
        promise.catch((error: unknown) => log.push(`rejected ${(error as Error).message}`));
      });
      return seen;
    },
    peer: ['uncaught second'],
    ours: ['rejected second'],
  },
  {
    difference: 'a second call of a callback over an async iterable throws',
    reason: 'async counts it as another item, and may settle too early.',
    observe: async (async) => {
      let message = 'nothing';
      await outcome((callback) =>
        async['each']?.(
          (async function* () {
            yield 1;
          })(),
          (_n: number, cb: Fn) => {
            cb();
            try {
              cb();
            } catch (error) {
              ({ message } = error as Error);
            }
          },
          callback,
        ),
      );
      return message;
    },
    peer: 'nothing',
    ours: 'Callback was already called.',
  },
];
