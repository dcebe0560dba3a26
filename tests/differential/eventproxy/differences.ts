// Where ours differs from eventproxy 1.0.0 on purpose: what each of them does, and why. A difference that is not here
// fails the run, and so does one of these that has vanished. The README has a row for each `row`.
import type { AnyProxy, Make, Method } from './program.js';

export interface Difference {
  /** Row of the README's table that it belongs to. */
  readonly row: string;
  readonly name: string;
  readonly run: (make: Make) => unknown;
  readonly peer: unknown;
  readonly ours: unknown;
}

const attempt = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return `throws ${(error as Error).name}`;
  }
};

// Runs `work` with a proxy and a function that notes its arguments; gives the notes.
const noted =
  (work: (proxy: AnyProxy, note: (...args: unknown[]) => void) => void) =>
  (make: Make): unknown => {
    const notes: unknown[] = [];
    const result = attempt(() => work(make(), (...args) => notes.push(args.length === 1 ? args[0] : args)));
    return result === undefined ? notes : [...notes, result];
  };

// The list of event `a` inside a proxy, and a way to put another in its place.
function listOf(proxy: AnyProxy): { items: unknown[] } {
  const { _callbacks: peers } = proxy as unknown as { _callbacks?: Record<string, unknown[]> };
  if (peers) {
    return {
      get items() {
        return peers['a'] as unknown[];
      },
      set items(items) {
        peers['a'] = items;
      },
    };
  }
  const [state] = Object.getOwnPropertySymbols(proxy);
  const { lists } = (proxy as unknown as Record<symbol, { lists: Map<string, { items: unknown[] }> }>)[
    state as symbol
  ] as {
    lists: Map<string, { items: unknown[] }>;
  };
  return lists.get('a') as { items: unknown[] };
}

// How often a list of `count` listeners that are bound with `once` is read by one emit.
function readsOfList(proxy: AnyProxy, count: number): number {
  let reads = 0;
  for (let i = 0; i < count; i += 1) proxy.once('a', () => undefined);
  const list = listOf(proxy);
  list.items = new Proxy(list.items, {
    get(target, key) {
      reads += 1;
      return Reflect.get(target, key) as unknown;
    },
  });
  proxy.emit('a');
  return reads;
}

export const differences: Difference[] = [
  {
    row: 'barriers that share an event',
    name: 'a barrier is complete with the data of another one',
    run: noted((proxy, note) => {
      proxy.all('a', 'b', note);
      proxy.emit('a', 1);
      proxy.all('a', 'c', () => undefined);
      proxy.emit('a', 2);
      proxy.emit('b', 3);
    }),
    peer: [[2, 3]],
    ours: [[1, 3]],
  },
  {
    row: 'a name given twice',
    name: "all('a', 'a')",
    run: noted((proxy, note) => {
      proxy.all('a', 'a', note);
      proxy.emit('a', 1);
      proxy.emit('a', 2);
    }),
    peer: [],
    ours: [[1, 1]],
  },
  {
    row: 'no names',
    name: 'all([])',
    run: noted((proxy, note) => {
      proxy.all([], () => note('called'));
    }),
    peer: [],
    ours: ['called'],
  },
  {
    row: 'nested arrays',
    name: "all([[['a', 'b']]])",
    run: noted((proxy, note) => {
      proxy.all([[['a', 'b']]], note);
      proxy.emit('a', 1);
      proxy.emit('b', 2);
    }),
    peer: [],
    ours: [[1, 2]],
  },
  {
    row: '`any` with one event or an array',
    name: 'any of one event',
    run: noted((proxy, note) => {
      proxy.any('a', note);
      proxy.emit('a', 1);
      proxy.emit('a', 2);
    }),
    peer: [1, 'throws RangeError'],
    ours: [{ data: 1, eventName: 'a' }],
  },
  {
    row: '`any` with one event or an array',
    name: 'any of an array',
    run: noted((proxy, note) => {
      proxy.any(['a', 'b'], note);
      proxy.emit('b', 1);
    }),
    peer: [],
    ours: [{ data: 1, eventName: 'b' }],
  },
  {
    row: 'listeners that `any` leaves behind',
    name: 'any goes on emitting a joined event',
    run: noted((proxy, note) => {
      proxy.any('a', 'b', () => undefined);
      proxy.bindForAll((name: unknown) => note(name));
      proxy.emit('a', 1);
      proxy.emit('a', 2);
    }),
    peer: ['a_b', 'a', 'a_b', 'a'],
    ours: ['a', 'a'],
  },
  {
    row: '`unbind()` in a listener ahead of `any`',
    name: 'everything is unbound in the emit that any waits for',
    run: noted((proxy, note) => {
      proxy.on('a', () => proxy.unbind());
      proxy.any('a', 'b', note);
      proxy.emit('a', 1);
    }),
    peer: [],
    ours: [{ data: 1, eventName: 'a' }],
  },
  {
    row: '`group` ahead of `after`',
    name: 'group before after',
    run: noted((proxy, note) => {
      const done = proxy.group('file') as (...args: unknown[]) => void;
      proxy.after('file', 1, note);
      done(null, 'content');
    }),
    peer: ['throws TypeError'],
    ours: [['content']],
  },
  {
    row: 'two `after` on one event',
    name: 'groups of two barriers share their places',
    run: noted((proxy, note) => {
      proxy.after('x', 2, (list: unknown[]) => note('first', [...list]));
      const a = proxy.group('x') as (...args: unknown[]) => void;
      proxy.after('x', 2, (list: unknown[]) => note('second', [...list]));
      const b = proxy.group('x') as (...args: unknown[]) => void;
      const c = proxy.group('x') as (...args: unknown[]) => void;
      a(null, 'a');
      b(null, 'b');
      c(null, 'c');
    }),
    peer: [
      ['first', ['b']],
      ['second', ['b']],
    ],
    ours: [
      ['first', ['a', 'b']],
      ['second', ['b', 'c']],
    ],
  },
  {
    row: 'an event named like a group',
    name: "emit('x_group') counts for after('x')",
    run: noted((proxy, note) => {
      proxy.after('x', 1, note);
      proxy.emit('x_group', { index: 0, result: 'mine' });
      proxy.emit('x', 'real');
    }),
    peer: [['mine']],
    ours: [['real']],
  },
  ...['constructor', 'toString', '__proto__'].map((name) => ({
    row: 'names such as `constructor`',
    name: `on('${name}')`,
    run: noted((proxy, note) => {
      proxy.on(name, note);
      proxy.emit(name, 1);
    }),
    peer: ['throws TypeError'],
    ours: [1],
  })),
  {
    row: 'names such as `constructor`',
    name: "emit('constructor') with no listener",
    run: noted((proxy) => {
      proxy.emit('constructor', 1);
    }),
    peer: ['throws TypeError'],
    ours: [],
  },
  {
    row: 'names such as `constructor`',
    name: 'a tail is called on toString',
    run: noted((proxy, note) => {
      proxy.tail('a', note);
      proxy.emit('a', 1);
      proxy.emit('__defineGetter__', 2);
    }),
    peer: [1, 'throws TypeError'],
    ours: [1],
  },
  {
    row: "`unbind('')`",
    name: "unbind('') removes everything",
    run: noted((proxy, note) => {
      proxy.on('a', note);
      proxy.unbind('');
      proxy.emit('a', 1);
    }),
    peer: [],
    ours: [1],
  },
  {
    row: '`once` that throws',
    name: 'once survives a throw',
    run: noted((proxy, note) => {
      proxy.once('a', (value: unknown) => {
        note(value);
        throw new Error('listener');
      });
      attempt(() => proxy.emit('a', 1));
      attempt(() => proxy.emit('a', 2));
    }),
    peer: [1, 2],
    ours: [1],
  },
  {
    row: '`once` and an emit from inside',
    name: 'once runs again in a nested emit',
    run: noted((proxy, note) => {
      let left = 4;
      proxy.once('a', (value: unknown) => {
        note(value);
        if (left-- > 0) proxy.emit('a', left);
      });
      proxy.emit('a', 'first');
    }),
    peer: ['first', 3, 2, 1, 0],
    ours: ['first'],
  },
  {
    row: '`once` removed by its function',
    name: 'removeListener of a once listener',
    run: noted((proxy, note) => {
      proxy.once('a', note);
      proxy.removeListener('a', note);
      proxy.emit('a', 1);
    }),
    peer: [1],
    ours: [],
  },
  {
    row: 'an emit inside an emit of the same event',
    name: 'a nested emit makes the outer one skip a listener',
    run: noted((proxy, note) => {
      const a = (): void => {
        note('a');
        proxy.unbind('x', a);
        proxy.emit('x');
      };
      proxy.on('x', a);
      proxy.on('x', () => note('b'));
      proxy.on('x', () => note('c'));
      proxy.emit('x');
    }),
    peer: ['a', 'b', 'c', 'c'],
    ours: ['a', 'b', 'c', 'b', 'c'],
  },
  {
    row: 'an emit inside an emit of the same event',
    name: 'a barrier that emits hides the next barrier',
    run: noted((proxy, note) => {
      proxy.all('a', () => proxy.emit('b'));
      proxy.tail('a', () => note('next'));
      proxy.emit('a');
    }),
    peer: [],
    ours: ['next'],
  },
  {
    row: '`fail` inside another emit',
    name: 'a barrier is complete twice',
    run: noted((proxy, note) => {
      proxy.all('x', 'error', () => note('all'));
      proxy.on('x', () => {
        proxy.fail(() => note('fail'));
        proxy.throw('failed');
      });
      proxy.emit('x');
    }),
    peer: ['fail', 'all', 'all'],
    ours: ['fail', 'all'],
  },
  {
    row: '`headbind` during an emit',
    name: 'headbind in a listener',
    run: noted((proxy, note) => {
      let bound = false;
      proxy.on('a', () => {
        note('first');
        if (!bound) proxy.headbind('a', () => note('head'));
        bound = true;
      });
      proxy.on('a', () => note('last'));
      proxy.emit('a');
    }),
    peer: ['first', 'first'],
    ours: ['first', 'last'],
  },
  ...(
    [
      ['bindForAll', () => undefined],
      ['unbindForAll', () => undefined],
      ['emitLater', 'a'],
      ['not', 'a', () => undefined],
      ['any', 'a', 'b', () => undefined],
      ['throw', 1],
    ] as [Method, ...unknown[]][]
  ).map(([method, ...args]) => ({
    row: 'methods that return undefined',
    name: method,
    run: (make: Make) => {
      const proxy = make();
      return proxy[method](...args) === proxy ? 'the proxy' : 'something else';
    },
    peer: 'something else',
    ours: 'the proxy',
  })),
  {
    row: '`not` removed by its function',
    name: 'unbindForAll of a not listener',
    run: noted((proxy, note) => {
      proxy.not('a', note);
      proxy.unbindForAll(note);
      proxy.emit('b', 1);
    }),
    peer: [1],
    ours: [],
  },
  {
    row: '`after` without a number',
    name: "after('a', undefined)",
    run: noted((proxy, note) => {
      proxy.after('a', undefined, note);
      proxy.emit('a', 1);
    }),
    peer: [],
    ours: ['throws RangeError'],
  },
  {
    row: 'symbols',
    name: 'done with a symbol',
    run: noted((proxy, note) => {
      const event = Symbol('event');
      proxy.on(event, note);
      (proxy.done(event) as (...args: unknown[]) => void)(null, 1);
    }),
    peer: ['throws TypeError'],
    ours: [1],
  },
  {
    row: 'mixing in',
    name: 'methods copied onto another object',
    run: (make: Make) => {
      const { on, emit } = make();
      const target = { on, emit } as AnyProxy;
      const notes: unknown[] = [];
      return attempt(() => {
        target.on('a', (value: unknown) => notes.push(value));
        target.emit('a', 1);
        return notes;
      });
    },
    peer: 'throws TypeError',
    ours: [1],
  },
  {
    row: 'many `once` listeners',
    name: 'an emit to twice as many reads their list more than three times as often',
    run: (make: Make) => readsOfList(make(), 200) > 3 * readsOfList(make(), 100),
    peer: true,
    ours: false,
  },
  {
    row: 'bind and unbind without an emit',
    name: 'places left in the list',
    run: (make: Make) => {
      const proxy = make();
      for (let i = 0; i < 100; i += 1) {
        const listener = (): void => undefined;
        proxy.on('a', listener);
        proxy.removeListener('a', listener);
      }
      return listOf(proxy).items.length;
    },
    peer: 100,
    ours: 0,
  },
];
