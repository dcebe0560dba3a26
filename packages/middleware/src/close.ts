import { argumentError, checkDuration, startTimer } from '@sluice/core';
import type { ServerResponse } from 'node:http';
import type { Server as NetServer } from 'node:net';
import { connectionsTo, isServer, LAST, serversServing } from './internal/connections.js';

/** Options of {@link close}. */
export interface CloseOptions {
  /**
   * Milliseconds that requests in flight are given, from the call of `close` on; at least 0. Whatever is left then is
   * cut. Default: 10,000.
   */
  readonly timeout?: number | undefined;
}

/** What can be closed: an app, or a server of `node:http`, `node:https` or `node:http2`. */
export type Closable = NetServer | ((...args: never[]) => unknown);

type HttpServer = NetServer & { closeIdleConnections?: () => void; closeAllConnections?: () => void };

// A request may be on its way on a connection that looks idle. It is answered when it comes within this time.
const GRACE = 200;
const SWEEP = 50;

/**
 * Stops a server without losing a request: it accepts no more connections, answers what is in flight and what still
 * comes on open connections with `Connection: close` (HTTP/2: `GOAWAY`), and fulfils when the last connection is gone.
 * After `timeout` the rest is cut. It never rejects for that.
 *
 * @param target - A server, or an app: then every server that the app has listened on or been served by.
 * @param options - See {@link CloseOptions}.
 * @returns How many connections had to be cut; 0 when nothing was lost.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`, as a rejection, when an argument is of the wrong type.
 * @throws {RangeError} `ERR_SLUICE_RANGE`, as a rejection, when `timeout` is negative or NaN.
 */
export async function close(target: Closable, { timeout = 10_000 }: CloseOptions = {}): Promise<number> {
  checkDuration('close', 'timeout', timeout);
  if (!isServer(target) && typeof target !== 'function') {
    throw argumentError('close', 'the target must be an app or a server', target);
  }
  const servers: HttpServer[] = isServer(target) ? [target] : [...serversServing(target)];
  const cut = await Promise.all(servers.map((server) => closeServer(server, timeout)));
  return cut.reduce((sum, count) => sum + count, 0);
}

function closeServer(server: HttpServer, timeout: number): Promise<number> {
  return new Promise((resolve) => {
    const connections = connectionsTo(server);
    let cut = 0;
    let sweeper: ReturnType<typeof setInterval> | undefined;
    const done = (): void => {
      for (const stop of stops) stop();
      clearInterval(sweeper);
      server.removeListener('request', onRequest);
      resolve(cut);
    };
    const force = (): void => {
      server.getConnections((_error, count) => {
        cut = count;
        server.closeAllConnections?.();
        for (const connection of connections) connection.destroy();
        // A connection that was taken over (an upgrade) may be out of reach.
        stops.push(startTimer(SWEEP, done));
      });
    };
    const sweep = (): void => {
      server.closeIdleConnections?.();
      // Node takes a connection that has never sent anything for a busy one.
      for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
    };
    const startSweeping = (): void => {
      sweep();
      sweeper = setInterval(sweep, SWEEP);
    };
    server.prependListener('request', onRequest);
    for (const connection of connections) {
      const res = connection[LAST];
      if (res !== undefined) onRequest(undefined, res);
      // Only an HTTP/2 session has a graceful close of its own.
      connection.close?.();
    }
    const stops = [startTimer(GRACE, startSweeping), startTimer(timeout, force)];
    stopAccepting(server, done);
  });
}

const onRequest = (_req: unknown, res: ServerResponse): void => {
  if (!res.headersSent && !('stream' in res)) res.setHeader('Connection', 'close');
};

// `server.close` of node:http closes idle connections at once, which would lose a request that is on its way.
function stopAccepting(server: HttpServer, done: () => void): void {
  if (server.closeIdleConnections) server.closeIdleConnections = () => undefined;
  server.close(done);
  delete (server as Partial<HttpServer>).closeIdleConnections;
}
