// One server in a process of its own; it tells its port, and on each message the CPU time that it has used so far.
import * as http from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const LAYERS = 10;
const [name = ''] = process.argv.slice(2);

const pass = (/** @type {any} */ _req, /** @type {any} */ _res, /** @type {() => void} */ next) => next();
const answer = (/** @type {any} */ _req, /** @type {http.ServerResponse} */ res) => {
  res.end('hello');
};

/** @param {(handle: any) => void} use */
function fill(use) {
  for (let i = 1; i < LAYERS; i += 1) use(pass);
  use(answer);
}

/** @type {Record<string, () => Promise<http.RequestListener>>} */
const listeners = {
  native: async () => answer,
  '@sluice/middleware': async () => {
    const app = (await import('@sluice/middleware')).default();
    fill((handle) => app.use(handle));
    return /** @type {any} */ (app);
  },
  connect: async () => {
    const app = require('connect')();
    fill((handle) => app.use(handle));
    return app;
  },
  polka: async () => {
    const app = require('polka')();
    fill((handle) => app.use(handle));
    return app.handler;
  },
  '@fastify/middie': async () => {
    const engine = require('@fastify/middie/lib/engine.js')(() => {});
    fill((handle) => engine.use(handle));
    return (req, res) => engine.run(req, res, undefined);
  },
  express: async () => {
    const app = require('express')();
    fill((handle) => app.use(handle));
    return app;
  },
};

const listener = listeners[name];
if (listener === undefined) throw new Error(`there is no server ${name}`);
const server = http.createServer(await listener());
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port });
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system });
});
