/* eslint-disable n/no-unsupported-features/node-builtins -- global and working since Node 18; only the label was experimental */
import { checkFunction } from '@sluice/core';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { originLength, pathOf } from './internal/match.js';
import { toHeaders } from './internal/toHeaders.js';
import { requestSignal } from './requestSignal.js';
import type { IncomingMessage, Layer } from './types.js';

/** A handler of the Web platform: `(request) => response`. */
export type FetchHandler = (request: Request) => Response | null | undefined | Promise<Response | null | undefined>;

// What `new URL` would rewrite into another path: dot segments, encoded or not, and backslashes.
const REWRITTEN = /[\\]|\/(?:\.|%2e){1,2}(?:\/|$)/i;
const HOST = /^[\w.:[\]-]+$/;

/**
 * Makes a layer from a handler of the Web platform.
 *
 * The handler sees `req.url` as its mount left it, on the host of the `Host` header. `request.signal` is
 * {@link requestSignal}. When it returns nothing, the next layer has its turn; a failure goes to the error layers. A body
 * that fails half-way cuts the connection, and a client that leaves cancels the body.
 *
 * A target whose path the Web's URL would rewrite (`/../`, `\`), or a malformed `Host`, is an error with the status 400:
 * a guard in front would have seen another path.
 *
 * @param handler - `(request) => response`, or a promise of it.
 * @returns The layer.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `handler` is no function.
 */
export function fromFetchHandler(handler: FetchHandler): Layer {
  checkFunction('fromFetchHandler', 'handler', handler);
  return async function fetchHandler(req, res, next) {
    const response = await handler(toRequest(req, res));
    if (response) await send(response, req, res);
    else void next();
  };
}

function toRequest(req: IncomingMessage, res: ServerResponse): Request {
  const target = req.url ?? '';
  const path = target.slice(originLength(target));
  const host = (req.headers[':authority'] as string | undefined) ?? req.headers.host ?? 'localhost';
  if (!HOST.test(host) || (path !== '' && !path.startsWith('/')) || REWRITTEN.test(pathOf(path, 0))) {
    throw Object.assign(new TypeError('fromFetchHandler: the target is malformed'), { status: 400 });
  }
  const scheme = (req.socket as { encrypted?: boolean }).encrypted ? 'https' : 'http';
  const headers = toHeaders(req.rawHeaders);
  const { method = 'GET' } = req;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(`${scheme}://${host}${path}`, {
    method,
    headers,
    signal: requestSignal(req, res),
    ...(hasBody && { body: Readable.toWeb(req) as ReadableStream, duplex: 'half' }),
  });
}

async function send(response: Response, req: IncomingMessage, res: ServerResponse): Promise<void> {
  res.statusCode = response.status;
  if (response.statusText && req.httpVersionMajor < 2) res.statusMessage = response.statusText;
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie') res.setHeader(name, value);
  });
  for (const cookie of response.headers.getSetCookie()) res.appendHeader('set-cookie', cookie);
  const reader = response.body?.getReader();
  const gone = new Promise<void>((resolve) => res.once('close', resolve));
  const drained = (): Promise<void> => new Promise((resolve) => res.once('drain', resolve));
  if (reader && req.method !== 'HEAD') {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || res.destroyed) break;
      if (!res.write(value)) await Promise.race([drained(), gone]);
    }
  }
  if (!res.destroyed) res.end();
  await reader?.cancel();
}
