import type * as http from 'node:http';
import type * as types from './types.cjs';
import type { createServer as create } from './createServer.cjs';

declare const createServer: typeof create & {
  readonly createServer: typeof create;
};

declare namespace createServer {
  export type ErrorHandleFunction = types.ErrorHandleFunction;
  export type ErrorLayer<Req = IncomingMessage, E = unknown> = types.ErrorLayer<Req, E>;
  export type HandleFunction = types.HandleFunction;
  export interface IncomingMessage extends types.IncomingMessage {}
  export type Layer<Req = IncomingMessage> = types.Layer<Req>;
  export type Next = types.Next;
  export type NextFunction = types.NextFunction;
  export type NextHandleFunction = types.NextHandleFunction;
  export interface Server<
    Needs extends http.IncomingMessage = types.IncomingMessage,
    Has extends Needs = Needs,
  > extends types.Server<Needs, Has> {}
  export type ServerHandle = types.ServerHandle;
  export interface ServerStackItem extends types.ServerStackItem {}
  export type SimpleHandleFunction = types.SimpleHandleFunction;
  export type SubApp = types.SubApp;
}

export = createServer;
