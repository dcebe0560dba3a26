import type { ServerResponse } from 'node:http';
import { Server, type Socket } from 'node:net';
import type { IncomingMessage } from '../types.js';

// The last response of a connection.
export const LAST: unique symbol = Symbol('sluice.response');

/** A socket, or an HTTP/2 session. */
export interface Connection {
  [LAST]?: ServerResponse;
  once: (event: 'close', listener: () => void) => unknown;
  destroy: () => unknown;
  close?: () => void;
  readonly bytesRead?: number;
}

interface ParserList {
  all: () => Iterable<{ socket?: Connection | null }>;
}

const connectionsOf = new WeakMap<Server, Set<Connection>>();
const serversOf = new WeakMap<object, Set<Server>>();

/** The servers that an app has been served by. */
export function serversServing(app: object): readonly Server[] {
  return [...(serversOf.get(app) ?? [])];
}

/** The connections of a server that are known to be open: all that came after the server was first seen, and what Node tells. */
export function connectionsTo(server: Server): Set<Connection> {
  let connections = connectionsOf.get(server);
  if (connections === undefined) {
    connectionsOf.set(server, (connections = new Set()));
    const remember = (connection: Connection): void => add(server, connection);
    for (const event of ['connection', 'secureConnection', 'session']) server.on(event, remember);
    // An HTTP server keeps a list of its parsers, under a symbol. Where it has none, earlier connections stay unknown.
    for (const key of Object.getOwnPropertySymbols(server)) {
      const list = (server as unknown as Record<symbol, Partial<ParserList> | undefined>)[key];
      if (typeof list?.all === 'function') for (const { socket } of list.all()) if (socket) remember(socket);
    }
  }
  return connections;
}

/** Remembers that `app` is served by `server`. */
export function serve(app: object, server: Server): void {
  const servers = serversOf.get(app) ?? new Set();
  serversOf.set(app, servers);
  if (servers.has(server)) return;
  servers.add(server);
  server.once('close', () => servers.delete(server));
  connectionsTo(server);
}

/** Remembers the response under way on a connection: a property, since this runs for each request. */
export function track(app: object, req: IncomingMessage, res: ServerResponse): void {
  const socket = req.socket as (Socket & Connection & { server?: unknown }) | null | undefined;
  if (!socket) return;
  if (socket[LAST] === undefined && socket.server instanceof Server) {
    serve(app, socket.server);
    const { session } = (req as { stream?: { session?: Connection } }).stream ?? {};
    add(socket.server, session ?? socket);
  }
  socket[LAST] = res;
}

function add(server: Server, connection: Connection): void {
  const connections = connectionsTo(server);
  if (connections.has(connection)) return;
  connections.add(connection);
  connection.once('close', () => connections.delete(connection));
}
