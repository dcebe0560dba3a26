// Emitters and barriers beside their peers, and the guard beside the packages that coalesce calls.
export const ours = '@sluice/eventproxy';

const SIZES = [100, 1_000, 10_000, 100_000];
const waiters = (/** @type {number} */ n) => `guard: ${n} waiters on one key`;

export const rows = {
  'emit to 1 listener': {},
  'emit to 10 listeners': {},
  'once and emit': {},
  'all of 3 events': { note: 'node:events: three `once` and a counter', floor: ['Promise.all'] },
  'after of 100 emits': { note: 'node:events: one listener that counts' },
  ...Object.fromEntries(
    SIZES.map((n) => [
      waiters(n),
      // The big crowd is for the claim that the cost is flat; a quick look can do without.
      { note: 'per waiter; at most 1.5 times a plain Map of promises', ...(n > 10_000 && { quick: false }) },
    ]),
  ),
};

// Exported, so that no engine leaves the additions out.
export let sum = 0;
const add = (/** @type {number} */ n) => {
  sum += n;
};

/** What an emitter can do, whatever its methods are called. */
const emitter = (/** @type {() => any} */ make, on = 'on') => ({
  'emit to 1 listener': () => {
    const it = make();
    it[on]('row', add);
    return { run: () => it.emit('row', 1) };
  },
  'emit to 10 listeners': () => {
    const it = make();
    for (let i = 0; i < 10; i += 1) it[on]('row', (/** @type {number} */ n) => add(n + i));
    return { run: () => it.emit('row', 1) };
  },
});

const withOnce = (/** @type {() => any} */ make) => ({
  'once and emit': () => {
    const it = make();
    return {
      run: () => {
        it.once('row', add);
        it.emit('row', 1);
      },
    };
  },
});

const barriers = (/** @type {() => any} */ make) => ({
  'all of 3 events': () => ({
    run: () => {
      const proxy = make();
      proxy.all('a', 'b', 'c', add);
      proxy.emit('a', 1);
      proxy.emit('b', 2);
      proxy.emit('c', 3);
    },
  }),
  'after of 100 emits': () => ({
    run: () => {
      const proxy = make();
      proxy.after('row', 100, (/** @type {number[]} */ list) => add(list.length));
      for (let i = 0; i < 100; i += 1) proxy.emit('row', i);
    },
  }),
});

/** The same crowd for everybody: n callers ask for one key in one turn and await the answer. */
const crowds = (/** @type {() => (key: string) => PromiseLike<unknown>} */ make, sizes = SIZES) =>
  Object.fromEntries(
    sizes.map((n) => [
      waiters(n),
      () => {
        const ask = make();
        let round = 0;
        const caller = async (/** @type {string} */ key) => {
          await ask(key);
        };
        return {
          operations: n,
          run: () => {
            const key = `key ${(round += 1)}`;
            const all = [];
            for (let i = 0; i < n; i += 1) all.push(caller(key));
            return all.at(-1);
          },
        };
      },
    ]),
  );

const load = (/** @type {unknown} */ _key) => new Promise((resolve) => setImmediate(resolve, 1));

export const contenders = {
  '@sluice/eventproxy': async () => {
    const { EventProxy, Guard } = await import('@sluice/eventproxy');
    const make = () => new EventProxy();
    return {
      ...emitter(make),
      ...withOnce(make),
      ...barriers(make),
      ...crowds(() => {
        const guard = new Guard();
        return (key) => guard.run(key, load);
      }),
    };
  },
  eventproxy: async () => {
    const { default: EventProxy } = await import('eventproxy');
    const make = () => new EventProxy();
    return { ...emitter(make), ...withOnce(make), ...barriers(make) };
  },
  'node:events': async () => {
    const { EventEmitter } = await import('node:events');
    const make = () => new EventEmitter();
    return {
      ...emitter(make),
      ...withOnce(make),
      'all of 3 events': () => ({
        run: () => {
          const it = make();
          let left = 3;
          const hit = (/** @type {number} */ n) => {
            left -= 1;
            if (left === 0) add(n);
          };
          it.once('a', hit);
          it.once('b', hit);
          it.once('c', hit);
          it.emit('a', 1);
          it.emit('b', 2);
          it.emit('c', 3);
        },
      }),
      'after of 100 emits': () => ({
        run: () => {
          const it = make();
          /** @type {number[]} */
          const list = [];
          it.on('row', (n) => {
            if (list.push(n) === 100) add(list.length);
          });
          for (let i = 0; i < 100; i += 1) it.emit('row', i);
        },
      }),
    };
  },
  eventemitter3: async () => {
    const { EventEmitter } = await import('eventemitter3');
    const make = () => new EventEmitter();
    return { ...emitter(make), ...withOnce(make) };
  },
  mitt: async () => {
    const { default: mitt } = await import('mitt');
    return emitter(() => mitt());
  },
  nanoevents: async () => {
    const { createNanoEvents } = await import('nanoevents');
    return emitter(() => createNanoEvents());
  },
  'Promise.all': async () => ({
    'all of 3 events': () => ({
      run: () => Promise.all([Promise.resolve(1), Promise.resolve(2), Promise.resolve(3)]),
    }),
  }),
  'Map of promises': async () =>
    crowds(() => {
      const map = new Map();
      return (key) => {
        let promise = map.get(key);
        if (promise === undefined) {
          promise = load(key).finally(() => map.delete(key));
          map.set(key, promise);
        }
        return promise;
      };
    }),
  'p-memoize': async () => {
    const { default: pMemoize } = await import('p-memoize');
    return crowds(() => pMemoize(load, { cache: false }));
  },
  'async-cache-dedupe': async () => {
    const { createCache } = await import('async-cache-dedupe');
    return crowds(() => {
      const cache = createCache({ ttl: 0, storage: { type: 'memory' } });
      cache.define('load', load);
      return (key) => /** @type {any} */ (cache).load(key);
    });
  },
  bentocache: async () => {
    const { BentoCache, bentostore } = await import('bentocache');
    const { memoryDriver } = await import('bentocache/drivers/memory');
    const ask = () => {
      const bento = new BentoCache({
        default: 'memory',
        stores: { memory: bentostore().useL1Layer(memoryDriver({ maxItems: 10 })) },
      });
      return (/** @type {string} */ key) => bento.getOrSet({ key, ttl: '1s', factory: () => load(key) });
    };
    // A caller costs it 10 to 60 microseconds, so ten crowds of 100,000 take a minute and say nothing new.
    return crowds(
      ask,
      SIZES.filter((n) => n <= 1_000),
    );
  },
  'lru-cache fetch': async () => {
    const { LRUCache } = await import('lru-cache');
    return crowds(() => {
      const cache = new LRUCache({ max: 10, fetchMethod: async (/** @type {string} */ key) => load(key) });
      return (key) => cache.fetch(key);
    });
  },
  dataloader: async () => {
    const { default: DataLoader } = await import('dataloader');
    return crowds(() => {
      /** @type {any} */
      const loader = new DataLoader(async (/** @type {readonly string[]} */ keys) => {
        const values = await Promise.all(keys.map(load));
        keys.forEach((key) => loader.clear(key));
        return values;
      });
      return (key) => loader.load(key);
    });
  },
};
