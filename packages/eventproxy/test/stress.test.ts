import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Flight, Guard, type GuardOptions, MemoryStore } from '../src/index.js';

const FLIGHTS = Number(process.env['SLUICE_FLIGHTS'] ?? 100_000);
// Keys from here on are forgotten at any time; a new flight may then run beside the old one.
const KEYS = 50;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A generator of random integers below `n` (mulberry32). */
function random(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n) | 0;
  };
}

// A clock that is moved by hand. The fake timers of vitest look through every timer for each one that is due.
function useClock() {
  let now = 0;
  const due = new Map<number, Set<() => void>>();
  vi.stubGlobal('setTimeout', (job: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) => {
    const time = now + Math.max(1, delay);
    const jobs = due.get(time) ?? new Set();
    const run = (): void => job(...args);
    due.set(time, jobs.add(run));
    return () => jobs.delete(run);
  });
  vi.stubGlobal('clearTimeout', (stop?: () => void) => stop?.());
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  return {
    advance(milliseconds: number): void {
      for (const end = now + milliseconds; now < end;) {
        now += 1;
        const jobs = due.get(now);
        due.delete(now);
        for (const job of jobs ?? []) {
          jobs?.delete(job);
          job();
        }
      }
    },
    count: () => [...due.values()].reduce((sum, jobs) => sum + jobs.size, 0),
  };
}

type Done = (error: unknown, value?: unknown) => void;

describe('Guard under stress', () => {
  let clock: ReturnType<typeof useClock>;
  const uncaught = vi.fn();
  let listeners: NodeJS.UncaughtExceptionListener[];

  beforeEach(() => {
    clock = useClock();
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', uncaught);
  });

  afterEach(() => {
    process.removeAllListeners('uncaughtException');
    listeners.forEach((listener) => process.on('uncaughtException', listener));
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it.each<[string, GuardOptions, number]>([
    ['coalescing only', { timeout: 20 }, 0.6],
    ['with bounds', { timeout: 20, maxWaiting: 3, maxKeys: 30 }, 0.1],
    [
      'with a ttl and stale values',
      { timeout: 20, ttl: 2, staleWhileRevalidate: 3, staleIfError: 3, errorTtl: 1 },
      0.2,
    ],
    ['with a slow store', { timeout: 20, ttl: 2, staleWhileRevalidate: 3, store: slowStore() }, 0.1],
  ])('answers every caller once and leaves nothing behind: %s', async (_, options, share) => {
    const seed = Number(process.hrtime.bigint() & 0xffffn);
    const pick = random(seed);
    const guard = new Guard<number>(options);
    const running = new Map<number, Flight>();
    const outcomes: number[] = [];
    const signals: AbortSignal[] = [];
    let overlaps = 0;
    let thrown = 0;

    // What runs, until it has settled for the first time.
    const finish = (flight: Flight): void => {
      if (running.get(flight.key as number) === flight) running.delete(flight.key as number);
    };
    const task = (flight: Flight<number>, done: Done): unknown => {
      const before = running.get(flight.key);
      if (before !== undefined && !before.signal.aborted && flight.key < KEYS) overlaps += 1;
      running.set(flight.key, flight);
      const end: Done = (error, value) => {
        finish(flight);
        done(error, value);
      };
      switch (pick(9)) {
        case 0:
          end(null, flight.key);
          return;
        case 1:
          finish(flight);
          throw new Error('sync');
        case 2:
          void Promise.resolve().then(() => end(null, flight.key));
          return;
        case 3:
          void Promise.resolve().then(() => end('failed'));
          return;
        case 4:
          setTimeout(end, pick(10), null, flight.key);
          return;
        case 5:
          setTimeout(end, pick(10), 'failed');
          return;
        case 6:
          return; // never
        case 7:
          setTimeout(() => {
            end(null, flight.key);
            done(null, 'again');
            done('failed');
          }, pick(10));
          return;
        default:
          call(flight.key);
          setTimeout(end, pick(5), null, flight.key);
      }
    };
    const promising = async (flight: Flight<number>): Promise<unknown> =>
      new Promise((resolve, reject) => {
        task(flight, (error, value) => (error ? reject(error) : resolve(value)));
      });

    function call(key: number): void {
      const caller = outcomes.push(0) - 1;
      const settled = (): void => void (outcomes[caller]! += 1);
      const work = pick(2) ? task : promising;
      const kind = pick(10);
      if (kind < 4) {
        const throws = pick(500) === 0;
        guard.run(key, work, () => {
          settled();
          if (!throws) return;
          thrown += 1;
          throw new Error('callback');
        });
      } else if (kind < 6) guard.run(key, work).then(settled, settled);
      else if (kind < 8) guard.run(key, work, { timeout: pick(12) }).then(settled, settled);
      else {
        const controller = new AbortController();
        signals.push(controller.signal);
        guard.run(key, work, { signal: controller.signal }).then(settled, settled);
        if (pick(2)) setTimeout(() => controller.abort('gone'), pick(12));
        else if (pick(4) === 0) controller.abort('gone at once');
      }
    }

    while (guard.counters.started < FLIGHTS * share) {
      for (let i = 0; i < 150; i += 1) call(pick(KEYS + 5));
      void guard.forget(KEYS + pick(5));
      clock.advance(pick(6));
      await turn();
    }
    for (let i = 0; i < 50; i += 1) {
      clock.advance(10);
      await turn();
    }

    const message = `seed ${seed}`;
    expect(
      outcomes.filter((count) => count !== 1),
      message,
    ).toEqual([]);
    expect(guard.size, message).toBe(0);
    expect(clock.count(), message).toBe(0);
    expect(
      signals.flatMap((signal) => getEventListeners(signal, 'abort')),
      message,
    ).toEqual([]);
    expect(overlaps, message).toBe(0);
    expect(uncaught.mock.calls.splice(0).length, message).toBe(thrown);
  });
});

function slowStore(): GuardOptions['store'] {
  const store = new MemoryStore();
  return {
    get: (key) => turn().then(() => store.get(key)),
    set: (key, entry, keepFor) => turn().then(() => store.set(key, entry, keepFor)),
    delete: (key) => turn().then(() => store.delete(key)),
  };
}
