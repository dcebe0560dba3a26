import { describe, expect, it } from 'vitest';
import { EventProxy, Guard, MemoryStore } from '../src/index.js';

const collect = globalThis.gc as () => void;
const ROUNDS = Number(process.env['SLUICE_LEAK_ROUNDS'] ?? 100_000);

/** Bytes that the heap has grown by after many rounds, the first ones not counted. */
async function growth(round: (i: number) => unknown, rounds = ROUNDS): Promise<number> {
  const used = async (): Promise<number> => {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    return process.memoryUsage().heapUsed;
  };
  let i = 0;
  for (; i < rounds / 10; i += 1) await round(i);
  const before = await used();
  for (; i < rounds; i += 1) await round(i);
  return (await used()) - before;
}

const MEGABYTE = 2 ** 20;

describe('a long life leaves the heap flat', () => {
  const proxy = new EventProxy();
  const listener = (): void => {};

  it.each<[string, (i: number) => unknown]>([
    ['on and removeListener', (i) => proxy.on(`a${i}`, listener).removeListener(`a${i}`, listener)],
    ['once and emit', (i) => proxy.once(`b${i}`, listener).emit(`b${i}`)],
    ['all', (i) => proxy.all(`c${i}`, 'c', listener).emit('c').emit(`c${i}`)],
    ['all that loses a member', (i) => proxy.all(`d${i}`, 'd', listener).unbind(`d${i}`)],
    ['after and group', (i) => proxy.after(`e${i}`, 1, listener).group(`e${i}`)(null, i)],
    ['any', (i) => proxy.any(`f${i}`, 'f', listener).emit('f')],
    ['a promise that is aborted', (i) => proxy.all(`g${i}`, { signal: AbortSignal.abort() }).catch(listener)],
    [
      'a promise that is unbound',
      (i) => {
        const promise = proxy.once(`h${i}`).catch(listener);
        proxy.unbind(`h${i}`);
        return promise;
      },
    ],
    [
      'events',
      async (i) => {
        const iterator = proxy.events(`i${i}`);
        proxy.emit(`i${i}`, i);
        await iterator.next();
        await iterator.return();
      },
    ],
  ])('%s', async (_, round) => {
    expect(await growth(round, ROUNDS / 2)).toBeLessThan(MEGABYTE);
  });

  const guard = new Guard<string>();
  const bounded = new Guard<string>({ ttl: 60_000, errorTtl: 60_000, store: new MemoryStore({ max: 100 }) });

  it.each<[string, (i: number) => unknown]>([
    ['flights that succeed', (i) => guard.run(`a${i}`, async () => i)],
    ['flights that fail', (i) => guard.run(`b${i}`, () => Promise.reject(i)).catch(listener)],
    [
      'callers who leave a long flight',
      (i) => {
        const controller = new AbortController();
        const promise = guard.run('c', () => new Promise(() => {}), { signal: controller.signal }).catch(listener);
        if (i === 0) void guard.run('c', listener);
        controller.abort();
        return promise;
      },
    ],
    ['a bounded store', (i) => bounded.run(`d${i}`, async () => i)],
    ['kept failures', (i) => bounded.run(`e${i}`, () => Promise.reject(i)).catch(listener)],
  ])('%s', async (_, round) => {
    expect(await growth(round, ROUNDS / 2)).toBeLessThan(MEGABYTE);
  });
});
