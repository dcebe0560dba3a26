/* eslint-disable n/no-unsupported-features/node-builtins -- global and working since Node 18; only the label was experimental */
import { checkFunction } from '@sluice/core';
import * as http from 'node:http';
import { Duplex, Readable } from 'node:stream';
import { toHeaders } from './internal/toHeaders.js';
import type { App } from './toUpgradeListener.js';

const WITHOUT_BODY = new Set([101, 204, 205, 304]);

/**
 * Makes a handler of the Web platform from an app: `(request) => Promise<Response>`.
 *
 * Each request goes through Node's own HTTP parser over a connection in memory, so every middleware finds the request and
 * response that it knows. Aborting `request.signal`, or cancelling the response's body, is a client that leaves.
 *
 * @param app - The app.
 * @returns The handler. Its promise rejects when the app cuts the connection before it has answered, and with
 *   `signal.reason` when the request is aborted.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `app` is no function.
 * @example
 * ```ts
 * import createServer, { toFetchHandler } from '@sluice/middleware';
 *
 * const app = createServer();
 * app.use((req, res) => res.end(`you asked for ${req.url}`));
 * const handle = toFetchHandler(app);
 *
 * const response = await handle(new Request('http://localhost/page'));
 * await response.text(); // => 'you asked for /page'
 * ```
 */
export function toFetchHandler(app: App): (request: Request) => Promise<Response> {
  checkFunction('toFetchHandler', 'app', app);
  const server = http.createServer(app as unknown as http.RequestListener);
  return (request) =>
    new Promise((resolve, reject) => {
      const { signal } = request;
      signal.throwIfAborted();
      const { pathname, search, host, protocol } = new URL(request.url);
      const client = new End();
      const peer = Object.assign(new End(), { encrypted: protocol === 'https:' });
      client.peer = peer;
      peer.peer = client;
      const headers: [string, string][] = [...request.headers];
      if (!request.headers.has('host')) headers.push(['host', host]);
      const outgoing = http.request({
        method: request.method,
        path: pathname + search,
        headers: headers.flat(),
        createConnection: () => client,
      });
      const leave = (): void => void outgoing.destroy(signal.reason as Error);
      signal.addEventListener('abort', leave);
      outgoing.once('close', () => signal.removeEventListener('abort', leave));
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => resolve(toResponse(incoming, request.method)));
      server.emit('connection', peer);
      if (request.body)
        Readable.fromWeb(request.body as never)
          .on('error', leave)
          .pipe(outgoing);
      else outgoing.end();
    });
}

function toResponse(incoming: http.IncomingMessage, method: string): Response {
  const { statusCode: status = 200, statusMessage: statusText = '', rawHeaders } = incoming;
  const headers = toHeaders(rawHeaders);
  const isEmpty = method === 'HEAD' || WITHOUT_BODY.has(status);
  if (isEmpty) incoming.resume();
  return new Response(isEmpty ? null : (Readable.toWeb(incoming) as ReadableStream), { status, statusText, headers });
}

// One end of a connection in memory.
class End extends Duplex {
  peer: End | undefined = undefined;
  private ready: (() => void) | undefined = undefined;

  override _read(): void {
    const { ready } = this;
    this.ready = undefined;
    ready?.();
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    const { peer } = this;
    if (!peer || peer.destroyed || chunk.length === 0) callback();
    else {
      peer.ready = callback;
      peer.push(chunk);
    }
  }

  override _final(callback: () => void): void {
    this.peer?.push(null);
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    // Ended in order, the other end may still read; otherwise it is cut.
    if (!this.writableFinished) this.peer?.destroy();
    this.ready?.();
    callback(error);
  }
}
