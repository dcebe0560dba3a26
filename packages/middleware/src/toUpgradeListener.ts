import { checkFunction, isPromise } from '@sluice/core';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { track } from './internal/connections.js';
import { finalHandler, logError } from './internal/finalHandler.js';

/** Takes an upgraded connection over, for example `(req, socket, head) => wss.handleUpgrade(req, socket, head, …)`. */
export type Accept = (req: IncomingMessage, socket: Duplex, head: Buffer) => unknown;

/** An app, as far as the adapters need it: ours, connect's, Express's. */
export type App = (req: never, res: never, out: (err?: unknown) => void) => unknown;

/**
 * Sends upgrade requests (WebSocket) through an app before they are accepted, so that sessions and guards apply to them.
 *
 * A layer that answers, or fails, refuses the upgrade with that answer. When no layer answers, `accept` gets the request
 * as the layers have left it, and the socket. Headers that layers have set on the response are not sent then.
 *
 * @param app - The app.
 * @param accept - Called when no layer has answered. What it throws closes the connection and is logged.
 * @returns A listener for the 'upgrade' event of an HTTP server.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when an argument is no function.
 */
export function toUpgradeListener(
  app: App,
  accept: Accept,
): (req: IncomingMessage, socket: Duplex, head: Buffer) => void {
  checkFunction('toUpgradeListener', 'app', app);
  checkFunction('toUpgradeListener', 'accept', accept);
  return (req, duplex, head) => {
    // What Node hands over is typed as any stream; the response writes to it as to a socket.
    const socket = duplex as unknown as Socket;
    const res = new ServerResponse(req);
    res.shouldKeepAlive = false;
    res.assignSocket(socket);
    track(app, req, res);
    const giveUp = (reason: unknown): void => {
      logError(reason);
      socket.destroy();
    };
    // Node has taken its own listener off; an error without one would end the process.
    const onError = (): void => void socket.destroy();
    socket.on('error', onError);
    res.once('finish', () => {
      res.detachSocket(socket);
      socket.end();
      res.emit('close');
    });
    const out = (err?: unknown): void => {
      if (err || res.headersSent) {
        finalHandler(req, res, err);
        return;
      }
      res.detachSocket(socket);
      if (socket.destroyed) return;
      socket.removeListener('error', onError);
      try {
        const result = accept(req, socket, head);
        if (isPromise(result)) result.then(undefined, giveUp);
      } catch (thrown) {
        giveUp(thrown);
      }
    };
    (app as (...args: unknown[]) => unknown)(req, res, out);
  };
}
