import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it } from 'vitest';
import { configure, Deferred, map, SluicePromise } from '../src/index.js';
import Q from '../src/q.js';

const store = new AsyncLocalStorage<string>();
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  configure({ asyncContext: true });
});

describe('the AsyncLocalStorage context', () => {
  it('of a handler is that of whoever attached it, pending or settled, in any order', async () => {
    const log: unknown[] = [];
    const deferred = new Deferred<number>();
    const note = (name: string) => () => void log.push([name, store.getStore()]);
    for (const name of ['a', 'b']) {
      store.run(name, () => {
        deferred.promise.then(note(name));
        deferred.promise.finally(note(name));
        SluicePromise.resolve(1).then(note(name));
        SluicePromise.reject(1).catch(note(name));
        deferred.promise.nodeify(note(name));
        SluicePromise.resolve({
          then: (resolve: (value: undefined) => void) => {
            note(name)();
            resolve(undefined);
          },
        }).then(note(name));
        Q(1).then(note(name));
        void map([1, 2, 3], note(name), { concurrency: 1 });
      });
    }
    store.run('resolver', () => deferred.resolve(1));
    await turn();
    expect(log.length).toBe(22);
    for (const [name, seen] of log as [string, string][]) expect(seen).toBe(name);
  });

  it('of a progress handler is that of whoever attached it', async () => {
    const deferred = new Deferred();
    let seen: unknown;
    store.run('listener', () => deferred.promise.progress(() => (seen = store.getStore())));
    store.run('notifier', () => deferred.notify());
    await turn();
    expect(seen).toBe('listener');
  });

  it('of a batch does not go from one request to the next', async () => {
    const seen: unknown[] = [];
    store.run('a', () => SluicePromise.resolve().then(() => store.enterWith('changed')));
    SluicePromise.resolve().then(() => void seen.push(store.getStore()));
    await turn();
    expect(seen).toEqual([undefined]);
  });

  it('is not kept when it is switched off', async () => {
    configure({ asyncContext: false });
    const deferred = new Deferred();
    let seen: unknown;
    store.run('listener', () => deferred.promise.then(() => (seen = store.getStore())));
    store.run('resolver', () => deferred.resolve());
    await turn();
    expect(seen).toBe('resolver');
  });
});
