/* eslint-disable @typescript-eslint/ban-ts-comment -- the calls below are written as by a user without types */
// @ts-nocheck
// Hand-written calls of the functions that the generator does not reach; `log(name)` makes a callback that records its
// arguments, and whether it was called during the call.
type Fn = (...args: any[]) => any;
type Log = (name: string) => Fn;

export const calls: Record<string, (async: Record<string, Fn>, log: Log) => unknown> = {
  map: (a, l) => a['map']!([1, 2, 3], (x, cb) => cb(null, x * 2), l('map')),
  mapErr: (a, l) => a['map']!([1, 2, 3], (x, cb) => (x === 2 ? cb(new Error('b'), 'v') : cb(null, x * 2)), l('map')),
  mapObj: (a, l) => a['map']!({ a: 1, b: 2 }, (x, cb) => cb(null, x * 2), l('map')),
  mapNull: (a, l) => a['map']!(null, (x, cb) => cb(null, x * 2), l('map')),
  eachEmpty: (a, l) => a['each']!([], (x, cb) => cb(), l('each')),
  eachNull: (a, l) => a['each']!(null, (x, cb) => cb(), l('each')),
  filter: (a, l) => a['filter']!([1, 2, 3, 4], (x, cb) => cb(null, x % 2), l('f')),
  filterSet: (a, l) => a['filter']!(new Set([1, 2, 3]), (x, cb) => setTimeout(() => cb(null, x % 2), 5 - x), l('f')),
  filterObj: (a, l) => a['filter']!({ a: 1, b: 2, c: 3 }, (x, cb) => cb(null, x % 2), l('f')),
  rejectObj: (a, l) => a['reject']!({ a: 1, b: 2, c: 3 }, (x, cb) => cb(null, x % 2), l('f')),
  reduce: (a, l) => a['reduce']!([1, 2, 3], 0, (m, x, cb) => cb(null, m + x), l('r')),
  reduceErr: (a, l) => a['reduce']!([1, 2, 3], 0, (m, x, cb) => cb(x === 2 ? 'e' : null, m + x), l('r')),
  rr: (a, l) => a['reduceRight']!([1, 2, 3], '', (m, x, cb) => cb(null, m + x), l('r')),
  detect: (a, l) =>
    a['detect']!(
      [3, 2, 1],
      (x, cb) => {
        l('it' + x)();
        setTimeout(() => cb(null, x < 3), x * 5);
      },
      l('d'),
    ),
  detectNone: (a, l) => a['detect']!([3, 2, 1], (x, cb) => cb(null, false), l('d')),
  some: (a, l) =>
    a['some']!(
      [3, 2, 1],
      (x, cb) => {
        l('it' + x)();
        cb(null, x === 2);
      },
      l('s'),
    ),
  every: (a, l) =>
    a['every']!(
      [3, 2, 1],
      (x, cb) => {
        l('it' + x)();
        cb(null, x !== 2);
      },
      l('s'),
    ),
  everyObj: (a, l) =>
    a['every']!(
      { a: 3, b: 2, c: 1 },
      (x, cb) => {
        l('it' + x)();
        cb(null, x !== 2);
      },
      l('s'),
    ),
  concat: (a, l) => a['concat']!([1, 2], (x, cb) => cb(null, x, [x, [x]]), l('c')),
  concatErr: (a, l) => a['concatSeries']!([1, 2], (x, cb) => cb(x == 2 ? 'e' : null, [x, x]), l('c')),
  concat0: (a, l) => a['concat']!([1, 2], (x, cb) => cb(null), l('c')),
  group: (a, l) => a['groupBy']!([1, 2, 3], (x, cb) => cb(null, 'hasOwnProperty' + (x % 2)), l('g')),
  groupErr: (a, l) => a['groupBySeries']!([1, 2, 3], (x, cb) => cb(x == 3 ? 'E' : null, x), l('g')),
  sortBy: (a, l) => a['sortBy']!([3, 1, 2], (x, cb) => cb(null, x), l('s')),
  transform: (a, l) =>
    a['transform']!(
      [1, 2, 3],
      (acc, v, k, cb) => {
        acc.push(v * k);
        cb();
      },
      l('t'),
    ),
  transformObj: (a, l) =>
    a['transform']!(
      { a: 1 },
      {},
      (acc, v, k, cb) => {
        acc[k] = v;
        cb();
      },
      l('t'),
    ),
  transformErr: (a, l) =>
    a['transform']!(
      [1, 2, 3],
      [],
      (acc, v, k, cb) => {
        acc.push(v * k);
        cb(v == 2 ? 'e' : null);
      },
      l('t'),
    ),
  transformCancel: (a, l) =>
    a['transform']!(
      [1, 2, 3],
      (acc, v, k, cb) => {
        l('it' + v)();
        cb(v == 2 ? false : null);
      },
      l('t'),
    ),
  transformCancelO: (a, l) =>
    a['transform']!(
      { a: 1, b: 2, c: 3 },
      (acc, v, k, cb) => {
        l('it' + v)();
        cb(v == 2 ? false : null);
      },
      l('t'),
    ),
  parallel: (a, l) =>
    a['parallel']!([(cb) => setTimeout(cb, 5, null, 1), (cb) => cb(null, 2, 3), (cb) => cb()], l('p')),
  parallelO: (a, l) => a['parallel']!({ b: (cb) => setTimeout(cb, 5, null, 1), a: (cb) => cb(null, 2, 3) }, l('p')),
  parallelSet: (a, l) => a['parallel']!(new Set([(cb) => cb(null, 1)]), l('p')),
  parallelErr: (a, l) =>
    a['parallel']!([(cb) => setTimeout(cb, 5, null, 1), (cb) => cb('e', 3), async () => 4], l('p')),
  seriesAsync: (a, l) =>
    a['series']!(
      [
        async () => 1,
        (cb) => cb(null, 2),
        async () => {
          l('x')();
          return 3;
        },
      ],
      l('s'),
    ),
  seriesO: (a, l) => a['series']!({ a: async () => 1, b: (cb) => setTimeout(cb, 1, 'e', 2), c: async () => 3 }, l('s')),
  waterfall: (a, l) =>
    a['waterfall']!(
      [
        (cb) => cb(null, 1, 2),
        (x, y, cb) => cb(null, x + y),
        async (x) => x + 1,
        (x, cb) => setTimeout(cb, 1, null, x, 9),
      ],
      l('w'),
    ),
  wErr: (a, l) => a['waterfall']!([(cb) => cb(null, 1), (x, cb) => cb('e', x), () => {}], l('w')),
  w0: (a, l) => a['waterfall']!([], l('w')),
  wBad: (a, l) => a['waterfall']!({}, l('w')),
  auto: (a, l) =>
    a['auto']!(
      {
        a: (cb) => cb(null, 1, 2),
        b: ['a', (r, cb) => setTimeout(cb, 1, null, r.a)],
        c: ['a', 'b', async (r) => r.b],
        d: ['a', (r, cb) => cb(null, 4)],
      },
      l('auto'),
    ),
  autoErr: (a, l) =>
    a['auto']!({ a: (cb) => cb(null, 1), b: ['a', (r, cb) => cb('e', 5)], c: ['a', (r, cb) => l('c')()] }, l('auto')),
  autoConc: (a, l) =>
    a['auto']!(
      {
        a: (cb) => setTimeout(cb, 2, 'e', 1),
        b: (cb) => {
          l('b')();
          cb();
        },
      },
      1,
      l('auto'),
    ),
  auto0: (a, l) => a['auto']!({}, l('auto')),
  inject: (a, l) =>
    a['autoInject']!(
      {
        a: (cb) => cb(null, 1),
        b: (a, cb) => cb(null, a + 1),
        c: async (a, b) => a + b,
        d: ['a', (x, cb) => cb(null, x)],
        e: function (/* x */ a, cb /*y*/) {
          cb(null, [a]);
        },
      },
      l('inj'),
    ),
  whilst: (a, l) => {
    let n = 0;
    return a['whilst']!(
      (cb) => cb(null, n < 3),
      (cb) => {
        n++;
        cb(null, n, 'x');
      },
      l('w'),
    );
  },
  until: (a, l) => {
    let n = 0;
    return a['until']!(
      (cb) => cb(null, n > 2),
      (cb) => {
        n++;
        setTimeout(cb, 1, null, n);
      },
      l('w'),
    );
  },
  doWhilst: (a, l) => {
    let n = 0;
    return a['doWhilst']!(
      (cb) => {
        n++;
        cb(null, n, 'x');
      },
      (m, x, cb) => cb(null, m < 3),
      l('w'),
    );
  },
  doUntil: (a, l) => {
    let n = 0;
    return a['doUntil']!(
      async () => ++n,
      async (m) => m > 3,
      l('w'),
    );
  },
  whilst0: (a, l) =>
    a['whilst']!(
      (cb) => cb(null, false),
      (cb) => cb(),
      l('w'),
    ),
  whilstErr: (a, l) =>
    a['whilst']!(
      (cb) => cb(null, true),
      (cb) => cb('e', 1),
      l('w'),
    ),
  forever: (a, l) => {
    let n = 0;
    a['forever']!((cb) => {
      l('t' + n)();
      cb(++n > 3 ? 'end' : null);
    }, l('f'));
    l('after')();
  },
  times: (a, l) => a['times']!('3', (n, cb) => cb(null, n), l('t')),
  timesL: (a, l) => a['timesLimit']!(3, 2, (n, cb) => setTimeout(cb, 5 - n, null, n), l('t')),
  seq: (a, l) =>
    a['seq']!(
      function (x, cb) {
        cb(null, x + this.k);
      },
      (x, cb) => cb(undefined, x, 2),
    ).call({ k: 5 }, 1, l('seq')),
  seqErr: (a, l) =>
    a['seq']!(
      (x, cb) => cb('e', x, 1),
      (x, cb) => l('no')(),
    )(1, l('seq')),
  compose: (a, l) =>
    a['compose']!(
      (x, cb) => cb(null, x * 2),
      (x, cb) => cb(null, x + 1),
    )(1, l('seq')),
  applyEach: (a, l) => a['applyEach']!([(x, cb) => cb(null, x, 9), async (x) => x + 1], 5)(l('ae')),
  applyEachO: (a, l) => a['applyEachSeries']!({ a: (x, cb) => cb(null, x, 9), b: async (x) => x + 1 }, 5)(l('ae')),
  race: (a, l) => a['race']!([(cb) => setTimeout(cb, 5, null, 1), (cb) => setTimeout(cb, 2, null, 2, 3)], l('r')),
  race0: (a, l) => a['race']!([], l('r')),
  raceBad: (a, l) => a['race']!({}, l('r')),
  tryEach: (a, l) => a['tryEach']!([(cb) => cb('e1'), (cb) => cb(null, 2, 3), (cb) => l('no')()], l('t')),
  tryEachF: (a, l) => a['tryEach']!([(cb) => cb('e1'), (cb) => cb('e2', 2)], l('t')),
  tryEach0: (a, l) => a['tryEach']!([], l('t')),
  retry: (a, l) => {
    let n = 0;
    a['retry']!(
      3,
      (cb) => {
        n++;
        cb(n < 3 ? 'e' + n : null, n, n);
      },
      l('r'),
    );
  },
  retryF: (a, l) => {
    let n = 0;
    a['retry']!(
      {
        times: 2,
        interval: (c) => {
          l('i' + c)();
          return 1;
        },
      },
      (cb) => {
        n++;
        cb('e' + n, n);
      },
      l('r'),
    );
  },
  retryFilter: (a, l) =>
    a['retry']!(
      {
        times: 4,
        errorFilter: (e) => {
          l('ef' + e)();
          return false;
        },
      },
      (cb) => cb('x'),
      l('r'),
    ),
  retryable: (a, l) => a['retryable']!(3, (x, cb) => cb(null, x))(4, l('r')),
  reflectAll: (a, l) =>
    a['parallel']!(
      a['reflectAll']!([
        (cb) => cb('e', 1),
        (cb) => cb(null, 2),
        (cb) => cb(),
        async () => {
          throw new Error('q');
        },
      ]),
      l('r'),
    ),
  memo: (a, l) => {
    const f = a['memoize']!((x, cb) => {
      l('call')();
      setTimeout(cb, 1, null, x);
    });
    f(1, l('m1'));
    f(1, l('m2'));
    setTimeout(() => {
      f(1, l('m3'));
      l('sync')();
    }, 10);
  },
  timeout: (a, l) =>
    a['timeout']!(
      function nm(x, cb) {
        setTimeout(cb, 20, null, x);
      },
      5,
      { i: 1 },
    )(1, l('t')),
  timeoutOk: (a, l) => a['timeout']!(async (x) => x, 5)(1, l('t')),
  asyncify: (a, l) => {
    a['asyncify']!((x) => x + 1)(1, l('a'));
    a['asyncify']!(async () => {
      throw { code: 7 };
    })(l('b'));
    a['asyncify']!(() => Promise.reject())(l('c'));
    a['asyncify']!(() => {
      throw 1;
    })(l('d'));
  },
  ensure: (a, l) => {
    a['ensureAsync']!((cb) => cb(null, 1))(l('e'));
    l('s')();
  },
  constant: (a, l) => a['constant']!(1, 2)('x', l('c')),
  gen: (a, l) =>
    a['mapLimit']!(
      (async function* () {
        yield 1;
        yield 2;
        yield 3;
      })(),
      2,
      (x, cb) => setTimeout(cb, 5 - x, null, x),
      l('g'),
    ),
  genErr: (a, l) =>
    a['mapSeries']!(
      (async function* () {
        yield 1;
        throw new Error('src');
      })(),
      (x, cb) => cb(null, x),
      l('g'),
    ),
  iterErr: (a, l) =>
    a['eachLimit']!(
      new Set([1, 2, 3]),
      1,
      (x, cb) => {
        l('it' + x)();
        cb(x == 2 ? 'e' : null);
      },
      l('g'),
    ),
  cancel: (a, l) =>
    a['eachSeries']!(
      [1, 2, 3],
      (x, cb) => {
        l('it' + x)();
        cb(x == 2 ? false : null);
      },
      l('g'),
    ),
  cancelA: (a, l) =>
    a['each']!(
      [1, 2, 3],
      (x, cb) => {
        l('it' + x)();
        cb(x == 2 ? false : null);
      },
      l('g'),
    ),
  twice: (a, l) => {
    try {
      a['each']!(
        [1, 2],
        (x, cb) => {
          cb();
          cb();
        },
        l('g'),
      );
    } catch (e) {
      l('thrown')(e);
    }
  },
  lim0: (a, l) => {
    try {
      a['eachLimit']!(
        [1, 2],
        0,
        (x, cb) => {
          cb();
        },
        l('g'),
      );
    } catch (e) {
      l('thrown')(e.name);
    }
  },
  rejectAsync: (a, l) =>
    a['map']!(
      [1, 2, 3],
      async (x) => {
        if (x === 2) throw { code: 7 };
        return x;
      },
      l('m'),
    ),
  mapArrLike: (a, l) => a['map']!({ length: 2, 0: 'a' }, (x, cb) => cb(null, x), l('m')),
  str: (a, l) => a['map']!('abc', (x, cb) => cb(null, x), l('m')),
  mapMap: (a, l) =>
    a['eachOf']!(
      new Map([['a', 1]]),
      (v, k, cb) => {
        l('it')(v, k);
        cb();
      },
      l('m'),
    ),
  mapValues: (a, l) => a['mapValues']!({ a: 1, b: 2 }, (v, k, cb) => setTimeout(cb, 5 - v, null, k + v), l('m')),
  mapValuesE: (a, l) => a['mapValuesSeries']!({ a: 1, b: 2 }, (v, k, cb) => cb(v == 2 ? 'e' : null, k + v), l('m')),
  p1: (a, l) => a['map']!([1], async (x) => x).then(l('then')),
  p2: (a, l) => a['waterfall']!([async () => 1, (x, cb) => cb(null, x, 2)]).then(l('then')),
  p3: (a, l) => a['each']!([1], (x, cb) => cb('e')).catch(l('catch')),
  p4: (a, l) => a['auto']!({ a: async () => 1 }).then(l('then')),
  p5: (a, l) => a['retry']!(async () => 3).then(l('then')),
  p6: (a, l) => a['race']!([async () => 1]).then(l('then')),
  p7: (a, l) => a['parallel']!({ a: async () => 1 }).then(l('then')),
  p8: (a, l) => a['seq']!(async (x) => x + 1)(1).then(l('then')),
  p9: (a, l) =>
    a['transform']!([1], async (acc, v) => {
      acc.push(v);
    }).then(l('then')),
  p10: (a, l) => a['applyEach']!([async (x) => x], 1)().then(l('then')),
  p11: (a, l) => a['retryable']!((x, cb) => cb(null, x))(1).then(l('then')),
  p12: (a, l) => a['reduceRight']!([1, 2], 0, async (m, x) => m + x).then(l('then')),
  p13: (a, l) => a['times']!(2, async (x) => x).then(l('then')),
};

export async function observeCall(async: Record<string, Fn>, name: string): Promise<string[]> {
  const seen: string[] = [];
  let during = true;
  const log: Log =
    (label) =>
    (...args) =>
      void seen.push(`${label} ${show(args)}${during ? ' during the call' : ''}`);
  try {
    const returned = calls[name]!(async, log) as Promise<unknown> | undefined;
    if (returned && typeof returned.catch === 'function') returned.catch(log('rejected'));
  } catch (error) {
    log('thrown')(error);
  }
  during = false;
  await new Promise((resolve) => setTimeout(resolve, 60));
  return seen;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner instanceof Error) return `${inner.name}: ${inner.message} ${(inner as { code?: string }).code ?? ''}`;
    if (inner === undefined) return '(undefined)';
    if (Array.isArray(inner)) return Array.from(inner, (item: unknown, i) => (i in inner ? item : '(hole)'));
    return inner;
  });
}
