import { runLater, startTimer } from '@sluice/core';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { escapeHtml } from './escapeHtml.js';
import { originLength, pathOf } from './match.js';

// Read once, at load time, as connect does.
const env: string = process.env['NODE_ENV'] || 'development';

// How long an answer waits for the rest of a request body before it goes out with `Connection: close`.
const SLOW_BODY = 5_000;

// finalhandler 1 takes these two from an older list of names.
const NAMES: Record<number, string> = { 418: "I'm a teapot", 425: 'Unordered Collection' };

// What encodeURI is asked to encode: everything outside of these characters, and a `%` that starts no escape.
const TO_ENCODE = /[^!%&-;=?-[\]_a-z~]+|%+(?![\da-f]{2})/gi;

/**
 * Answers a request that no layer has answered: 404 without an error, else an error page with the stack, or in
 * production with the bare status text. Never throws, whatever the error is.
 *
 * @param req - The request.
 * @param res - The response.
 * @param error - A truthy value is an error.
 */
export function finalHandler(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  if (error) {
    const status = statusOf(error);
    runLater(() => logError(error));
    const page = status ?? (res.statusCode >= 400 && res.statusCode < 600 ? res.statusCode : 500);
    const text = (env !== 'production' && textOf(error)) || nameOf(page) || String(page);
    if (headersSent(res)) cut(req, res);
    else answer(req, res, page, text, status === undefined ? undefined : read(error, 'headers'));
  } else if (!headersSent(res)) {
    answer(req, res, 404, `Cannot ${req.method} ${encodeUrl(resourceOf(req))}`);
  }
}

/** Answers with a bare status page. */
export function answerStatus(req: IncomingMessage, res: ServerResponse, status: number): void {
  answer(req, res, status, nameOf(status) ?? String(status));
}

/** Writes an error to the console, except in tests; `console` and the error may both be hostile. */
export function logError(error: unknown): void {
  if (env === 'test') return;
  try {
    console.error(textOf(error) ?? 'middleware: an error that cannot be shown');
  } catch {
    // Nothing is left to report to.
  }
}

/** The stack or the text of an error, undefined when it yields none. */
export function textOf(error: unknown): string | undefined {
  try {
    const text = read(error, 'stack') || (typeof read(error, 'toString') === 'function' ? error : '');
    return String(text) || undefined;
  } catch {
    return undefined;
  }
}

function nameOf(status: number): string | undefined {
  return NAMES[status] ?? STATUS_CODES[status];
}

// An error may be a proxy, or have getters that throw.
function read(error: unknown, key: string): unknown {
  try {
    return (error as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function statusOf(error: unknown): number | undefined {
  for (const key of ['status', 'statusCode']) {
    const status = read(error, key);
    if (typeof status === 'number' && status >= 400 && status < 600) return status;
  }
  return undefined;
}

function headersSent(res: ServerResponse): boolean {
  return (res as Partial<ServerResponse>).headersSent ?? Boolean((res as { _header?: unknown })._header);
}

// An answer that is under way and will never be finished must not look whole. A finished one is left alone.
function cut(req: IncomingMessage, res: ServerResponse): void {
  if (res.writableEnded) return;
  const { stream } = res as { stream?: { close?: (code: number) => void } };
  // HTTP/2: only this stream, with INTERNAL_ERROR; destroying the socket would end the whole session.
  if (typeof stream?.close === 'function') stream.close(2);
  else req.socket?.destroy();
}

function resourceOf(req: IncomingMessage & { originalUrl?: unknown }): string {
  const url: unknown = typeof req.originalUrl === 'string' ? req.originalUrl : req.url;
  return typeof url === 'string' ? pathOf(url, originLength(url)) || '/' : 'resource';
}

function encodeUrl(url: string): string {
  return (url as string & { toWellFormed: () => string }).toWellFormed().replace(TO_ENCODE, encodeURI);
}

function answer(req: IncomingMessage, res: ServerResponse, status: number, text: string, headers?: unknown): void {
  const write = (): void => {
    if (headersSent(res)) return;
    const body = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Error</title>
</head>
<body>
<pre>${escapeHtml(text).replaceAll('\n', '<br>').replaceAll('  ', ' &nbsp;')}</pre>
</body>
</html>
`;
    res.statusCode = status;
    // HTTP/2 has no status message; setting one is a process warning.
    if (!(req.httpVersionMajor > 1)) res.statusMessage = nameOf(status) as never;
    setHeaders(res, headers);
    setHeaders(res, {
      'Content-Security-Policy': "default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    });
    if (req.method === 'HEAD') res.end();
    else res.end(body);
  };
  afterBody(req, res, write);
}

// The client may only read after it has sent its body, so the rest of it is let through first, for a bounded time.
function afterBody(req: IncomingMessage, res: ServerResponse, write: () => void): void {
  if ((req as { complete?: boolean }).complete !== false || req.destroyed || typeof req.on !== 'function') {
    write();
    return;
  }
  const events = ['end', 'close', 'error'];
  const go = (): void => {
    stopTimer();
    for (const event of events) req.removeListener(event, go);
    write();
  };
  const stopTimer = startTimer(SLOW_BODY, () => {
    if (!headersSent(res) && !(req.httpVersionMajor > 1)) res.setHeader('Connection', 'close');
    go();
  });
  for (const event of events) req.on(event, go);
  req.unpipe?.();
  req.resume?.();
}

function setHeaders(res: ServerResponse, headers: unknown): void {
  if (typeof headers !== 'object') return;
  let keys: string[] = [];
  try {
    keys = Object.keys(headers as object);
  } catch {
    // Null, or a proxy that refuses; there are no headers then.
  }
  for (const key of keys) {
    try {
      res.setHeader(key, (headers as Record<string, never>)[key] ?? '');
    } catch {
      // An invalid name or value costs this header, not the answer.
    }
  }
}
