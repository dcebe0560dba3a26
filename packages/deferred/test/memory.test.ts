import { describe, expect, it } from 'vitest';
import { Deferred, SluicePromise } from '../src/index.js';

const { gc } = globalThis as unknown as { gc: () => void };
const heap = (): number => {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
};

describe('memory', () => {
  it('of a million steps of f(n) → then(f) is not kept, and the stack does not grow', async () => {
    const steps = 1_000_000;
    const before = heap();
    let kept = 0;
    const step = (n: number): unknown => {
      if (n === steps / 2) kept = heap() - before;
      return n < steps ? new SluicePromise<number>((resolve) => resolve(n + 1)).then(step) : n;
    };
    expect(await SluicePromise.resolve(0).then(step)).toBe(steps);
    expect(kept / (steps / 2)).toBeLessThan(4);
  });

  it.each(['first to last', 'last to first'])('chains of 100,000 deferreds resolve, linked from %s', async (order) => {
    const chain = Array.from({ length: 100_000 }, () => new Deferred());
    const links = chain.slice(1).map((next, i) => () => chain[i]?.resolve(next.promise));
    for (const link of order === 'first to last' ? links : links.reverse()) link();
    chain.at(-1)?.resolve('end');
    expect(await chain[0]?.promise).toBe('end');
    expect(chain[50_000]?.promise.inspect()).toEqual({ state: 'fulfilled', value: 'end' });
  });

  it('of a pending promise with a handler is freed when nobody holds it', async () => {
    const make = (): WeakRef<object> => {
      const { promise } = new Deferred();
      promise.then(() => undefined);
      return new WeakRef(promise);
    };
    const ref = make();
    await new Promise((resolve) => setImmediate(resolve));
    gc();
    expect(ref.deref()).toBeUndefined();
  });

  it('lets microtasks of others in between, and I/O after them', async () => {
    const log: string[] = [];
    const spin = (n: number): unknown => (n === 0 ? 0 : SluicePromise.resolve(n - 1).then(spin));
    const spinning = SluicePromise.resolve(1000).then(spin);
    void Promise.resolve().then(() => log.push('native'));
    void spinning.then(() => log.push('spun'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(['native', 'spun']);
  });
});
