import { captureContext, runInContext, type Context } from '@sluice/core';
import type { IncomingMessage } from 'node:http';

const CONTEXT: unique symbol = Symbol('sluice.context');

type Kept = IncomingMessage & { [CONTEXT]?: Context };

/**
 * Lets the events of a request run in the asynchronous context of the layer that keeps it, so that
 * `req.on('end', () => next())` goes on with the same `AsyncLocalStorage`. Node emits them in the context of the
 * connection.
 */
export function keepContext(req: Kept): void {
  if (typeof req.emit !== 'function') return;
  const isNew = req[CONTEXT] === undefined;
  req[CONTEXT] = captureContext();
  if (!isNew) return;
  const { emit } = req;
  req.emit = (...args: unknown[]): boolean =>
    runInContext(req[CONTEXT], emit as (...values: unknown[]) => boolean, req, ...args);
}
