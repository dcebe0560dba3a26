import { isPromise, runLater, toCallbackError } from '@sluice/core';
import type { ServerResponse } from 'node:http';
import type { IncomingMessage, Next, ServerStackItem } from '../types.js';
import { Both, isAwaited } from './Both.js';
import { finalHandler } from './finalHandler.js';
import { keepContext } from './keepContext.js';
import { Later } from './Later.js';
import { matches, originLength, pathOf } from './match.js';
import type { Memory } from './Memory.js';
import { rememberParsed } from './parsedUrl.js';
import { reportLateFailure, reportSecondNext } from './report.js';

type Out = (err?: unknown) => unknown;
type Handle = (...args: unknown[]) => unknown;

const DONE: Promise<void> = Promise.resolve();

// Behind the last layer.
const END: Handle = () => undefined;

// No place of a layer; behind all of them.
const NOWHERE = 0x3fffffff;

// No url of a request.
const NONE = '\0';

// Layers nest on the call stack to this depth, as in connect; below it, the next one runs when the stack has unwound.
const DEEPEST = 1_000;
let depth = 0;

/** One request on its way through the stack of one app. */
export class Chain {
  readonly #req: IncomingMessage;
  readonly #memory: Memory;
  readonly #handles: readonly unknown[];
  readonly #stack: readonly (ServerStackItem | null | undefined)[];
  // Place of the next layer.
  #place = 0;

  // The value of req.url for which nothing is to be done; none while a mount has taken something off.
  #settledUrl = NONE;

  // What was found out about `url`.
  #url = NONE;
  #path = '';
  #origin = 0;
  #isRooted = false;
  #segment = 0;

  // What the mount of the last layer has taken off req.url.
  #removed = '';
  #slashAdded = false;

  readonly #res: ServerResponse;
  readonly #out: Out | undefined;

  // The wait for the last layer that has returned, and for all behind it.
  #down: PromiseLike<void> = DONE;
  // The same for a layer that had not called on when it returned. The place is negative then.
  #gap: Later | undefined = undefined;
  // The wait for a layer that is over last: everything behind that layer is done.
  #complete: PromiseLike<void> = DONE;
  #overtaken = false;

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    out: Out | undefined,
    stack: readonly ServerStackItem[],
    memory: Memory,
  ) {
    this.#req = req;
    this.#memory = memory;
    this.#handles = memory.handles;
    this.#stack = stack;
    this.#res = res;
    this.#out = out;
  }

  /** Runs the next layer, and what it calls; `#down` is then what `await next()` of the layer before waits for. Never throws. */
  run(error?: unknown): void {
    const level = depth;
    if (level === DEEPEST) {
      this.#postpone(error);
      return;
    }
    const place = this.#place;
    // The place behind the layer: its `next` counts while the request is there.
    let token = 0;
    depth = level + 1;
    try {
      const handle = this.#find(error);
      if (handle === END) this.#finish(error);
      else {
        token = this.#place;
        const next = this.#nextOf(token);
        const result = error ? handle(error, this.#req, this.#res, next) : handle(this.#req, this.#res, next);
        if (this.#place === token) this.#keep(result, token);
        else if (result !== undefined && result !== this.#down) this.#watch(result, this.#down);
      }
    } catch (thrown) {
      if (token !== 0 && this.#place !== token) reportLateFailure(thrown);
      else this.#fail(thrown, place);
    }
    depth = level;
  }

  #nextOf(token: number): Next {
    return (err) => {
      if (this.#place !== token) return this.#again(token, err);
      this.run(err);
      return this.#down;
    };
  }

  // An error of the layer that has the request, or of the search for one, is for the next layer.
  #fail(thrown: unknown, place?: number): void {
    const error = toCallbackError(thrown);
    // Where a stack cannot even be read, nothing comes after.
    if (this.#place === place) this.#finish(error);
    else this.run(error);
  }

  // Goes on when the call stack, which is deep, has unwound.
  #postpone(error: unknown): void {
    const place = this.#place;
    const later = this.#wait();
    this.#place = NOWHERE;
    queueMicrotask(() => {
      this.#place = place;
      this.run(error);
      later.follow(this.#down);
    });
  }

  #wait(): Later {
    return (this.#down = new Later(this.#res));
  }

  // `next` is called after the layer has returned. Or it is called again, which changes nothing, with one exception: an
  // error that comes later, from a timer or an event, while nothing has been answered. That is how connect-timeout works.
  // It takes the request away from the layer that has it.
  #again(token: number, err: unknown): PromiseLike<void> {
    const res = this.#res;
    if (this.#place === -token) {
      const gap = this.#gap;
      // A layer in front may be running: it has caused this call.
      const before = this.#down;
      const down = this.#goOn(err);
      gap?.follow(down);
      this.#down = before;
      return down;
    }
    if (err && depth === 0 && !res.headersSent && !res.writableEnded) {
      this.#overtaken = true;
      return this.#goOn(err);
    }
    if (!this.#overtaken) reportSecondNext(this.#stack[token - 1], res.writableEnded);
    return DONE;
  }

  #goOn(err: unknown): PromiseLike<void> {
    this.#place = Math.abs(this.#place);
    this.#gap = undefined;
    this.run(err);
    return this.#down;
  }

  // The layer has not called on when it returned: it may still do so, or answer, or fail.
  #keep(result: unknown, token: number): void {
    const res = this.#res;
    const isPending = isPromise(result);
    if (!res.writableEnded) keepContext(this.#req);
    this.#place = -token;
    if (res.writableEnded && !isPending) {
      this.#down = DONE;
      return;
    }
    const later = (this.#gap = this.#wait());
    if (!isPending) return;
    const settled = (): PromiseLike<void> | undefined =>
      this.#place === -token && res.writableEnded ? undefined : later;
    this.#down = result.then(settled, (reason: unknown) => {
      if (this.#place === -token && !res.writableEnded) return this.#goOn(toCallbackError(reason));
      reportLateFailure(reason);
      return settled();
    });
  }

  // The layer has called on, and has returned something: a promise may still fail.
  #watch(result: unknown, down: PromiseLike<void>): void {
    if (!(result instanceof Promise || isPromise(result))) return;
    if (isAwaited) this.#down = this.#both(result, down);
    else {
      result.then(undefined, reportLateFailure);
      this.#down = new Both(result, down);
    }
  }

  // `Both`, prepared: awaiting it costs fewer turns.
  #both(result: Promise<unknown>, down: PromiseLike<void>): Promise<void> {
    const wait: Promise<void> = result.then(() => {
      // Answering with a promise costs turns, so it is avoided where all is known to be done.
      if (down !== this.#complete && down !== DONE) return down;
      this.#complete = wait;
      return undefined;
    }, reportLateFailure);
    return wait;
  }

  // The end of the chain answers in a turn of its own, so that a layer may still answer after its `next()`.
  #finish(error: unknown): void {
    const req = this.#req;
    const res = this.#res;
    const out = this.#out;
    const later = this.#wait();
    // Who has called on must not do so again.
    this.#place += 1;
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
      else later.follow(isPromise(result) ? result.then(() => undefined, fail) : DONE);
    });
  }

  // The next function for the request, or for an error. Throws for a stack or a url that cannot be read.
  #find(error: unknown): Handle {
    for (;;) {
      if (this.#req.url !== this.#settledUrl) this.#look();
      const place = this.#place;
      const layer = this.#stack[place];
      // A hole ends the chain as well.
      if (!layer) return END;
      const { route, handle } = layer;
      this.#place = place + 1;
      if (route === '' ? !this.#isRooted : !this.#enter(route, place)) continue;
      // A mount is entered before its kind counts: leaving it spells the url as the route does, as in connect.
      if (error ? lengthOf(handle) === 4 : this.#handles[place] === handle || this.#isForRequests(handle, place)) {
        return handle as Handle;
      }
    }
  }

  // Passes the mounts from `from` on that are known to be elsewhere. Tells whether there are any.
  #skip(from: number): boolean {
    const stack = this.#stack;
    const segment = this.#segment;
    const { routes, segments } = this.#memory;
    let place = from;
    while (place < routes.length && segments[place] !== segment && stack[place]?.route === routes[place]) place += 1;
    if (place === from) return false;
    this.#place = place;
    return true;
  }

  #isForRequests(handle: unknown, place: number): boolean {
    if (!(lengthOf(handle) < 4)) return false;
    this.#memory.rememberHandle(place, handle);
    return true;
  }

  #enter(route: string, place: number): boolean {
    if (this.#segment !== 0 && this.#skip(place)) return false;
    if (!matches(route, this.#path)) {
      this.#memory.rememberRoute(place, route);
      return false;
    }
    if (route !== '/') this.#strip(route);
    return true;
  }

  // The first look at the url, or it was rewritten, or a mount has taken something off.
  #look(): void {
    const req = this.#req;
    if (this.#removed !== '') this.#restore();
    const { url } = req as { url: string };
    if (url !== this.#url) {
      this.#origin = originLength(url);
      this.#path = pathOf(url, this.#origin) || '/';
      this.#isRooted = matches('', this.#path);
      this.#segment = this.#memory.segmentOf(this.#path);
      this.#url = url;
      rememberParsed(req, url, this.#path);
    }
    this.#settledUrl = url;
  }

  #strip(route: string): void {
    const origin = this.#origin;
    const url = this.#url;
    const rest = url.slice(origin + route.length);
    this.#removed = route;
    this.#settledUrl = NONE;
    this.#slashAdded = origin === 0 && !rest.startsWith('/');
    this.#req.url = url.slice(0, origin) + (this.#slashAdded ? '/' : '') + rest;
  }

  // Puts back what was taken off, as the layer spells it; a rewrite by the layer survives behind it.
  #restore(): void {
    const req = this.#req;
    const removed = this.#removed;
    const origin = this.#origin;
    this.#removed = '';
    const { url: left = '' } = req;
    const url = this.#slashAdded ? left.slice(1) : left;
    req.url = this.#url.slice(0, origin) + removed + url.slice(origin);
  }
}

// Calling nothing fails, which is an error as any other; what else is no function, is never called.
function lengthOf(handle: unknown): number {
  return handle ? (handle as Handle).length : 0;
}
