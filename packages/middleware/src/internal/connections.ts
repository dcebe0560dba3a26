import type { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
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

/** Tells servers from what else there is. */
export function isServer(value: unknown): value is Server {
  return typeof (value as Partial<Server> | null | undefined)?.getConnections === 'function';
}

/** The servers that an app has been served by. */
export function serversServing(app: object): Set<Server> {
  const servers = serversOf.get(app) ?? new Set();
  serversOf.set(app, servers);
  return servers;
}

/** The connections of a server that are known to be open: all that came after the server was first seen, and what Node tells. */
export function connectionsTo(server: Server): Set<Connection> {
  let connections = connectionsOf.get(server);
  if (connections === undefined) {
    connectionsOf.set(server, (connections = new Set()));
    const remember = addUntilClosed.bind(undefined, connections);
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
  addUntilClosed(serversServing(app), server);
  connectionsTo(server);
}

/** Remembers the response under way on a connection: a property, since this runs for each request. */
export function track(app: object, req: IncomingMessage, res: ServerResponse): void {
  const socket = req.socket as (Socket & Connection & { server?: unknown }) | null | undefined;
  if (!socket) return;
  if (socket[LAST] === undefined && isServer(socket.server)) {
    serve(app, socket.server);
    const { stream } = req as { stream?: { session?: Connection } };
    addUntilClosed(connectionsTo(socket.server), stream?.session ?? socket);
  }
  socket[LAST] = res;
}

function addUntilClosed<T extends Pick<Connection, 'once'>>(items: Set<T>, item: T): void {
  if (items.has(item)) return;
  items.add(item);
  item.once('close', () => items.delete(item));
}
