import { captureContext, isPromise, runInContext, runLater, toCallbackError } from '@sluice/core';
import type { ServerResponse } from 'node:http';
import type { IncomingMessage, ServerStackItem } from '../types.js';
import { finalHandler } from './finalHandler.js';
import { keepContext } from './keepContext.js';
import { Later } from './Later.js';
import { matches, originLength, pathOf } from './match.js';
import { rememberParsed } from './parsedUrl.js';
import { reportLateFailure, reportSecondNext } from './report.js';

type Handle = (...args: unknown[]) => unknown;
type Out = (err?: unknown) => unknown;

const DONE: Promise<void> = Promise.resolve();

// Layers nest on the call stack to this depth, as in connect; below it, the next one runs when the stack has unwound.
const DEEPEST = 1_000;
let depth = 0;
let postponed: (() => void)[] = [];

/** One request on its way through the stack of one app. */
export class Chain {
  private readonly req: IncomingMessage;
  private readonly res: ServerResponse;
  private readonly out: Out | undefined;
  private readonly stack: readonly ServerStackItem[];
  private index = 0;
  // The only layer whose `next` counts, numbered from 1 in the order of the calls; 0 while there is none.
  private current = 0;
  private calls = 0;
  // The layers from this one on have returned, called on and fulfilled.
  private completeFrom = 0;
  private failure: unknown = undefined;

  // What was found out about `url`, the value of req.url for which it holds.
  private url = '';
  private path = '/';
  private origin = 0;
  private rooted = true;

  // What the mount of the current layer has taken off req.url.
  private removed = '';
  private removedAt = 0;
  private slashAdded = false;

  constructor(req: IncomingMessage, res: ServerResponse, out: Out | undefined, stack: readonly ServerStackItem[]) {
    this.req = req;
    this.res = res;
    this.out = out;
    this.stack = stack;
  }

  /** Goes on behind the current layer, now or, when the call stack is deep, after it has unwound. */
  advance(error: unknown): PromiseLike<void> {
    if (depth < DEEPEST) return this.run(error);
    const later = new Later(this.res);
    const context = captureContext();
    const job = (): void => later.follow(this.run(error));
    postponed.push(() => runInContext(context, job, undefined));
    return later;
  }

  // Runs the layers from the next one on, until one of them keeps the request.
  private run(err: unknown): PromiseLike<void> {
    let error = err;
    for (;;) {
      try {
        if (this.removed !== '') this.restore();
        const layer = this.stack[this.index];
        this.index += 1;
        if (!layer) return this.finish(error);
        if (this.req.url !== this.url) this.look();
        const { route } = layer;
        if (route === '' ? !this.rooted : !matches(route, this.path)) continue;
        const handle = layer.handle as Handle;
        if (route !== '' && route !== '/') this.strip(route);
        if (error ? handle.length !== 4 : !(handle.length < 4)) continue;
        const downstream = this.call(handle, route, error);
        if (downstream !== undefined) return downstream;
        error = this.failure;
        this.failure = undefined;
      } catch (thrown) {
        // The stack may hold anything, and req.url may be anything.
        error = toCallbackError(thrown);
        if (typeof this.req.url !== 'string') return this.finish(error);
      }
    }
  }

  // Calls a layer. Returns what `await next()` of the layer before waits for, or undefined when the layer failed.
  private call(handle: Handle, route: string, error: unknown): PromiseLike<void> | undefined {
    const { res } = this;
    const token = (this.calls += 1);
    this.current = token;
    let down: PromiseLike<void> | undefined;
    let later: Later | undefined;
    const next = (err?: unknown): PromiseLike<void> => {
      if (this.current !== token) {
        reportSecondNext(handle, route, res.writableEnded);
        return DONE;
      }
      this.current = 0;
      down = this.advance(err);
      later?.follow(down);
      return down;
    };
    let result: unknown;
    depth += 1;
    try {
      result = error ? handle(error, this.req, res, next) : handle(this.req, res, next);
    } catch (thrown) {
      if (this.current === token) {
        this.current = 0;
        this.failure = toCallbackError(thrown);
        return undefined;
      }
      reportLateFailure(handle, route, thrown);
    } finally {
      depth -= 1;
      if (depth === 0 && postponed.length !== 0) drain();
    }
    if (result !== undefined && result !== down && isPromise(result)) {
      const settled = (): PromiseLike<void> | undefined => {
        const complete = down === undefined ? res.writableEnded : down === DONE || this.completeFrom === token + 1;
        if (!complete) return down ?? (later ??= new Later(res));
        this.completeFrom = token;
        return undefined;
      };
      const failed = (reason: unknown): PromiseLike<void> | undefined => {
        if (this.current !== token || res.writableEnded) {
          reportLateFailure(handle, route, reason);
          return settled();
        }
        this.current = 0;
        return this.advance(toCallbackError(reason));
      };
      if (down === undefined && !res.writableEnded) keepContext(this.req);
      return result.then(settled, failed) as Promise<void>;
    }
    if (down !== undefined) return down;
    if (res.writableEnded) return DONE;
    keepContext(this.req);
    return (later = new Later(res));
  }

  // The end of the chain answers in a turn of its own, so that a layer may still answer after its `next()`.
  private finish(error: unknown): PromiseLike<void> {
    const { req, res, out } = this;
    const later = new Later(res);
    const fail = (reason: unknown): void => finalHandler(req, res, toCallbackError(reason));
    runLater(() => {
      let result: unknown;
      try {
        if (out) result = out(error);
        else finalHandler(req, res, error);
      } catch (thrown) {
        fail(thrown);
      }
      if (result instanceof Later) later.follow(result);
      else later.follow(isPromise(result) ? (result.then(undefined, fail) as Promise<void>) : DONE);
    });
    return later;
  }

  private look(): void {
    const { url } = this.req;
    if (typeof url !== 'string') throw new TypeError(`middleware: req.url must be a string, received ${String(url)}`);
    this.origin = originLength(url);
    const path = pathOf(url, this.origin) || '/';
    this.path = path;
    this.url = url;
    this.rooted = path[0] === '/' || path[0] === '.';
    rememberParsed(this.req, url, path);
  }

  private strip(route: string): void {
    const { url, origin, req } = this;
    this.removed = route;
    this.removedAt = origin;
    const rest = url.slice(origin + route.length);
    this.slashAdded = origin === 0 && rest[0] !== '/';
    req.url = origin === 0 ? (this.slashAdded ? `/${rest}` : rest) : url.slice(0, origin) + rest;
  }

  // Puts back what was taken off, as the layer spells it; a rewrite by the layer survives behind it.
  private restore(): void {
    const { req, removed, removedAt, slashAdded } = this;
    this.removed = '';
    this.slashAdded = false;
    const url = slashAdded ? (req.url as string).slice(1) : (req.url as string);
    req.url = removedAt === 0 ? removed + url : this.url.slice(0, removedAt) + removed + url.slice(removedAt);
  }
}

function drain(): void {
  depth = 1;
  while (postponed.length !== 0) {
    const jobs = postponed;
    postponed = [];
    for (const job of jobs) job();
  }
  depth = 0;
}
