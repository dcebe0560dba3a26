import { argumentError } from '@sluice/core';
import { EventEmitter } from 'node:events';
import * as http from 'node:http';
import { serve, track } from './internal/connections.js';
import { Chain } from './internal/Chain.js';
import { Memory } from './internal/Memory.js';
import type * as types from './types.js';
import type { IncomingMessage, Server, ServerStackItem } from './types.js';

type Listener = (req: unknown, res: unknown, next: unknown) => unknown;
type Out = (err?: unknown) => unknown;
type App = Server & { handle: Listener };

function use(this: App, route: unknown, fn?: unknown): App {
  const isMounted = typeof route === 'string';
  const path = isMounted ? route : '/';
  const layer = isMounted ? fn : route;
  // A string that has been a key is compared as a pointer, and each request compares the routes that it skips.
  const [key = ''] = Object.keys({ [path.endsWith('/') ? path.slice(0, -1) : path]: 0 });
  this.stack.push({ route: key, handle: toHandle(layer, path) });
  return this;
}

function listen(this: App, ...args: unknown[]): http.Server {
  const server = http.createServer(this as unknown as http.RequestListener);
  serve(this, server);
  return server.listen(...(args as []));
}

function toHandle(layer: unknown, path: string): ServerStackItem['handle'] {
  if (layer === undefined || layer === null) throw argumentError('use', 'a layer must be a function', layer);
  let handle = layer as Listener;
  const app = layer as { handle: Listener; route: string };
  if (typeof app.handle === 'function') {
    app.route = path;
    handle = (req, res, next) => {
      app.handle(req, res, next);
    };
  }
  if (handle instanceof http.Server) handle = handle.listeners('request')[0] as Listener;
  if (handle === undefined) throw argumentError('use', 'the server must have a request listener', layer);
  return handle;
}
/**
 * Makes an app: a function `(req, res, out)` with a live `stack` of layers.
 *
 * @typeParam Needs - The request that the app must be given. Default: what Node's server gives.
 * @returns The app.
 */
export const createServer: <Needs extends http.IncomingMessage = IncomingMessage>() => Server<Needs> = {
  // A function takes its name from the property, which no bundler renames.
  createServer<Needs extends http.IncomingMessage>(): Server<Needs> {
    const memory = new Memory();
    const { app } = {
      app(req: IncomingMessage, res: http.ServerResponse, next?: Out): void {
        (app as unknown as App).handle(req, res, next);
      },
    };
    const handle = function handle(this: App, req: IncomingMessage, res: http.ServerResponse, out?: Out): void {
      if (!req.originalUrl) req.originalUrl = req.url;
      if (out === undefined) track(this, req, res);
      new Chain(req, res, out, this.stack, memory).run(undefined);
    };
    return Object.assign(app, { use, handle, listen }, EventEmitter.prototype, {
      route: '/',
      stack: [],
    }) as unknown as Server<Needs>;
  },
}.createServer;

/** The types as the namespace of the function: `import connect from '…'` then has `connect.Server`, as in @types/connect. */
// eslint-disable-next-line @typescript-eslint/no-namespace -- types only; it merges with the constant
export declare namespace createServer {
  export type ErrorHandleFunction = types.ErrorHandleFunction;
  export type ErrorLayer<Req = types.IncomingMessage, E = unknown> = types.ErrorLayer<Req, E>;
  export type HandleFunction = types.HandleFunction;
  export type IncomingMessage = types.IncomingMessage;
  export type Layer<Req = types.IncomingMessage> = types.Layer<Req>;
  export type Next = types.Next;
  export type NextFunction = types.NextFunction;
  export type NextHandleFunction = types.NextHandleFunction;
  export type Server<
    Needs extends http.IncomingMessage = types.IncomingMessage,
    Has extends Needs = Needs,
  > = types.Server<Needs, Has>;
  export type ServerHandle = types.ServerHandle;
  export type ServerStackItem = types.ServerStackItem;
  export type SimpleHandleFunction = types.SimpleHandleFunction;
  export type SubApp = types.SubApp;
}
