// Dispatch of one request in process: layers that pass, then mounts of which the last one answers (without mounts, the
// last layer answers). The request and the response are small objects, so the chain is what is measured. `async` layers
// are async functions that call next() and return; `awaited` ones await it, and the run ends when the first one has
// returned. What a contender does with a rejected layer differs (the README of the package has the table): connect,
// polka and middie do not look at the promises.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const ours = '@sluice/middleware';

const counts = [1, 10, 50];
const mounts = [0, 10, 100];
const kinds = /** @type {const} */ (['sync', 'async', 'awaited']);

/** @typedef {typeof kinds[number]} Kind */
/** @typedef {{ name: string, kind: Kind, layers: number, routes: number }} Cell */

/** @type {Cell[]} */
const cells = kinds.flatMap((kind) =>
  counts.flatMap((layers) => mounts.map((routes) => ({ name: `${kind} ${layers}/${routes}`, kind, layers, routes }))),
);

const floors = ['bare loop', 'koa-compose', 'hono'];

// What is kept of the grid for a quick run.
const quick = new Set(['10/0', '10/100']);

/** @type {Record<string, { note?: string, floor?: string[], quick?: boolean }>} */
export const rows = Object.fromEntries(
  cells.map(({ name, kind, layers, routes }) => [
    name,
    {
      note: `${layers} layers, ${routes} mounts`,
      quick: quick.has(`${layers}/${routes}`),
      // koa-compose does no routing and no requests: a peer only where next() is awaited.
      floor: kind === 'awaited' ? ['bare loop', 'hono'] : floors,
    },
  ]),
);

const headers = {};
class Request_ {
  method = 'GET';
  httpVersionMajor = 1;
  headers = headers;
  socket = null;
  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }
}
class Response_ {
  headersSent = false;
  writableEnded = false;
  finished = false;
  end() {
    this.writableEnded = true;
    this.finished = true;
  }
  setHeader() {}
  getHeader() {}
}

/** @type {() => void} */
let done = () => {};

/** @param {Kind} kind @param {boolean} first @returns {any} */
function passing(kind, first) {
  if (kind === 'sync') return (/** @type {any} */ _q, /** @type {any} */ _s, /** @type {() => void} */ next) => next();
  if (kind === 'async') {
    return async (/** @type {any} */ _q, /** @type {any} */ _s, /** @type {() => void} */ next) => {
      next();
    };
  }
  return async (/** @type {any} */ _q, /** @type {any} */ _s, /** @type {() => unknown} */ next) => {
    await next();
    if (first) done();
  };
}

const answering = (/** @type {any} */ _req, /** @type {Response_} */ res) => {
  res.end();
};

/**
 * @param {(cell: Cell) => (() => unknown)} build
 * @param {(cell: Cell) => boolean} [suits]
 */
const contender = (build, suits = () => true) =>
  Object.fromEntries(
    cells.filter(suits).map((cell) => [
      cell.name,
      () => {
        const dispatch = build(cell);
        if (cell.kind === 'sync') return { run: dispatch };
        // Awaited layers end the run; a single layer, and async ones, end with the microtasks that they have made.
        const run =
          cell.kind === 'awaited' && cell.layers > 1
            ? () =>
                new Promise((resolve) => {
                  done = /** @type {() => void} */ (resolve);
                  dispatch();
                })
            : async () => {
                dispatch();
              };
        return { run };
      },
    ]),
  );

const urlOf = (/** @type {Cell} */ { routes }) => (routes === 0 ? '/x' : `/mount${routes - 1}/x`);
const out = () => {
  throw new Error('nobody has answered');
};

/** @param {Cell} cell @param {(route: string | undefined, handle: any) => void} use */
function fill({ kind, layers, routes }, use) {
  for (let i = 0; i < layers - 1; i += 1) use(undefined, passing(kind, i === 0));
  if (routes === 0) use(undefined, answering);
  for (let i = 0; i < routes; i += 1) use(`/mount${i}`, i === routes - 1 ? answering : passing('sync', false));
}

/** @param {() => any} create */
const connectLike = (create) =>
  contender((cell) => {
    const app = create();
    fill(cell, (route, handle) => (route === undefined ? app.use(handle) : app.use(route, handle)));
    const url = urlOf(cell);
    return () => app(new Request_(url), new Response_(), out);
  });

export const contenders = {
  '@sluice/middleware': async () => connectLike((await import('@sluice/middleware')).default),
  connect: async () => connectLike(require('connect')),
  express: async () => {
    const express = require('express');
    return connectLike(() => {
      const app = express();
      return app;
    });
  },
  polka: async () => {
    const polka = require('polka');
    return contender((cell) => {
      const app = polka({ onError: out });
      fill(cell, (route, handle) => (route === undefined ? app.use(handle) : app.use(route, handle)));
      const url = urlOf(cell);
      return () => app.handler(new Request_(url), new Response_());
    });
  },
  '@fastify/middie': async () => {
    const middie = require('@fastify/middie/lib/engine.js');
    return contender((cell) => {
      const engine = middie(() => {});
      fill(cell, (route, handle) => (route === undefined ? engine.use(handle) : engine.use(route, handle)));
      const url = urlOf(cell);
      return () => engine.run(new Request_(url), new Response_(), undefined);
    });
  },
  'koa-compose': async () => {
    const compose = require('koa-compose');
    return contender(
      (cell) => {
        const layers = /** @type {any[]} */ ([]);
        fill(cell, (_route, handle) =>
          layers.push((/** @type {any} */ c, /** @type {any} */ next) => handle(c.req, c.res, next)),
        );
        const run = compose(layers);
        return () => run({ req: new Request_('/x'), res: new Response_() });
      },
      ({ routes }) => routes === 0,
    );
  },
  hono: async () => {
    const { Hono } = await import('hono');
    return contender((cell) => {
      const app = new Hono();
      fill(cell, (route, handle) => {
        const isLast = handle === answering;
        const layer = isLast
          ? (/** @type {any} */ c) => c.body(null)
          : cell.kind === 'sync'
            ? (/** @type {any} */ _c, /** @type {() => unknown} */ next) => next()
            : (/** @type {any} */ c, /** @type {() => unknown} */ next) => handle(c, c, next);
        app.use(route === undefined ? '*' : `${route}/*`, layer);
      });
      const request = new Request(`http://localhost${urlOf(cell)}`);
      return () => app.fetch(request);
    });
  },
  'bare loop': async () =>
    contender(
      (cell) => {
        const handles = /** @type {any[]} */ ([]);
        fill(cell, (_route, handle) => handles.push(handle));
        return () => {
          const req = new Request_('/x');
          const res = new Response_();
          let i = 0;
          const next = () => handles[i++](req, res, next);
          next();
        };
      },
      ({ routes }) => routes === 0,
    ),
};
