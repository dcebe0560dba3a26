import { captureContext, isPromise, runInContext, runLater, toCallbackError } from '@sluice/core';
import type { ServerResponse } from 'node:http';
import type { IncomingMessage, Next, ServerStackItem } from '../types.js';
import { Both, type Observer } from './Both.js';
import { finalHandler } from './finalHandler.js';
import { keepContext } from './keepContext.js';
import { Later } from './Later.js';
import { matches, originLength, pathOf } from './match.js';
import { rememberParsed } from './parsedUrl.js';
import { type Entry, ERRORS, MOUNTED, Plan, REQUESTS } from './Plan.js';
import { reportLateFailure, reportSecondNext } from './report.js';

type Out = (err?: unknown) => unknown;

/** Where an app keeps the plan of its stack. */
export interface PlanHolder extends Observer {
  plan: Plan;
}

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
  private readonly holder: PlanHolder;

  private plan: Plan;
  // The layers that may match, and the next one to look at.
  private entries: readonly Entry[];
  private cursor = 0;
  // Place of the next layer.
  private index = 0;
  // The only layer whose `next` counts, by the place behind it; 0 while there is none.
  private current = 0;

  private overtaken = false;

  // What the last call of `next` returned, and in which layer.
  private down: PromiseLike<void> = DONE;
  private downOf = 0;
  // What waits for the current layer to call `next` some time after it has returned.
  private gap: Later | undefined = undefined;
  // The wait for a layer that is over last: everything behind that layer is done.
  private complete: PromiseLike<void> = DONE;

  // What was found out about `url`, the value of req.url for which it holds.
  private url = '\0';
  private path = '';
  private origin = 0;
  private rooted = false;

  // What the mount of the current layer has taken off req.url.
  private removed = '';
  // -1: nothing.
  private removedAt = -1;
  private slashAdded = false;

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    out: Out | undefined,
    stack: readonly ServerStackItem[],
    holder: PlanHolder,
  ) {
    this.req = req;
    this.res = res;
    this.out = out;
    this.stack = stack;
    this.holder = holder;
    this.plan = holder.plan;
    this.entries = holder.plan.others;
  }

  /** Runs the layers from the next one on, until one of them keeps the request. */
  run(err: unknown): PromiseLike<void> {
    const level = depth;
    if (level >= DEEPEST) return this.postpone(err);
    let error = err;
    for (;;) {
      const { index } = this;
      let token = 0;
      try {
        if (this.removedAt >= 0) this.restore();
        if (this.req.url !== this.url) this.look();
        const entry = this.nextEntry();
        if (entry === undefined) return this.finish(error);
        const { kind, handle } = entry;
        const wanted = error ? ERRORS : REQUESTS;
        if (kind !== wanted || !this.rooted) {
          // A mount is entered before its kind counts: leaving it spells the url as the route does, as in connect.
          if (kind < MOUNTED || !this.enter(entry.route) || kind !== wanted + MOUNTED) continue;
        }
        token = this.index;
        this.current = token;
        const next = this.nextOf(token);
        depth = level + 1;
        const result = error ? handle(error, this.req, this.res, next) : handle(this.req, this.res, next);
        depth = level;
        if (level === 0 && postponed.length !== 0) drain();
        if (this.downOf === token) {
          const { down } = this;
          if (result === undefined || result === down) return down;
          // The common case of what comes next, without a look at a tag.
          if (result instanceof Promise) return this.watch(result, down);
        }
        return this.settle(result, token);
      } catch (thrown) {
        depth = level;
        const down = this.recover(thrown, token, index);
        if (down !== undefined) return down;
        error = toCallbackError(thrown);
      }
    }
  }

  // Goes on when the call stack, which is deep, has unwound.
  private postpone(error: unknown): PromiseLike<void> {
    this.current = 0;
    const later = new Later(this.res);
    const context = captureContext();
    const job = (): void => later.follow(this.run(error));
    postponed.push(() => runInContext(context, job, undefined));
    return later;
  }

  // Something threw: the layer in front of `token`, or before one was called. Undefined: the error is for the next layer.
  private recover(thrown: unknown, token: number, index: number): PromiseLike<void> | undefined {
    if (token === 0) {
      // The stack may hold anything, and req.url may be anything.
      return this.index === index ? this.finish(toCallbackError(thrown)) : undefined;
    }
    if (depth === 0) drain();
    if (this.current === token) {
      this.current = 0;
      return undefined;
    }
    reportLateFailure(thrown);
    return this.settle(undefined, token);
  }

  private nextOf(token: number): Next {
    return (err) => this.goOn(token, err);
  }

  private goOn(token: number, err?: unknown): PromiseLike<void> {
    if (this.current !== token) return this.goOnAgain(token, err);
    const { gap } = this;
    if (gap !== undefined) this.gap = undefined;
    const down = this.run(err);
    if (gap !== undefined) gap.follow(down);
    this.down = down;
    this.downOf = token;
    return down;
  }

  // A second call changes nothing, with one exception: an error that comes later, from a timer or an event, while nothing
  // has been answered. That is how connect-timeout works. It takes the request away from the layer that has it.
  private goOnAgain(token: number, err: unknown): PromiseLike<void> {
    const { res } = this;
    if (err && depth === 0 && !res.headersSent && !res.writableEnded) {
      this.overtaken = true;
      this.current = 0;
      this.gap = undefined;
      return this.run(err);
    }
    if (!this.overtaken) reportSecondNext(this.stack[token - 1], res.writableEnded);
    return DONE;
  }

  // The layer has returned. Gives what `await next()` of the layer before it waits for.
  private settle(result: unknown, token: number): PromiseLike<void> {
    const { res } = this;
    let down: PromiseLike<void> | undefined;
    if (this.current !== token) down = this.downOf === token ? this.down : new Later(res);
    if (result !== undefined && result !== down && isPromise(result)) {
      return down ? this.watch(result, down) : this.await(result, token);
    }
    if (down) return down;
    if (res.writableEnded) return DONE;
    keepContext(this.req);
    return (this.gap = new Later(res));
  }

  // A layer that has called on, and whose promise is still to come.
  private watch(result: Promise<unknown>, down: PromiseLike<void>): PromiseLike<void> {
    if (!this.holder.awaited) {
      result.then(undefined, reportLateFailure);
      return new Both(result, down, this.holder);
    }
    const wait: Promise<void> = result.then(() => {
      // Answering with a promise costs turns, so it is avoided where all is known to be done.
      if (down !== this.complete && down !== DONE) return down;
      this.complete = wait;
      return undefined;
    }, reportLateFailure);
    return wait;
  }

  // A layer that may still call on, or answer, or fail.
  private await(result: Promise<unknown>, token: number): Promise<void> {
    const { res } = this;
    const later = new Later(res);
    this.gap = later;
    if (!res.writableEnded) keepContext(this.req);
    const settled = (): PromiseLike<void> | undefined =>
      this.current === token && res.writableEnded ? undefined : later;
    const failed = (reason: unknown): PromiseLike<void> | undefined => {
      if (this.current !== token || res.writableEnded) {
        reportLateFailure(reason);
        return settled();
      }
      this.current = 0;
      this.gap = undefined;
      return this.run(toCallbackError(reason));
    };
    return result.then(settled, failed);
  }

  // Finds the next layer that may match; what is between is as it was when the plan was made.
  private nextEntry(): Entry | undefined {
    const entry = this.entries[this.cursor] as Entry;
    const layer = this.stack[this.index];
    if (entry.place !== this.index || layer?.route !== entry.route || layer.handle !== entry.handle) {
      return this.skip();
    }
    this.index += 1;
    this.cursor += 1;
    return entry;
  }

  // The same, where layers are skipped, the end is reached, or the stack was edited.
  private skip(): Entry | undefined {
    const { stack } = this;
    for (;;) {
      const { routes } = this.plan;
      const entry = this.entries[this.cursor] as Entry;
      const { place } = entry;
      let i = this.index;
      let layer = stack[i];
      while (i < place && layer && layer.route === routes[i]) {
        i += 1;
        layer = stack[i];
      }
      this.index = i;
      if (!layer) {
        this.index = i + 1;
        return undefined;
      }
      if (i === place && layer.route === entry.route && layer.handle === entry.handle) {
        this.index = i + 1;
        this.cursor += 1;
        return entry;
      }
      this.replan();
    }
  }

  // The stack was edited. Another request may have made the new plan already.
  private replan(): void {
    const { holder, stack, plan } = this;
    if (holder.plan === plan || holder.plan.stack !== stack) holder.plan = new Plan(stack);
    this.plan = holder.plan;
    this.chooseEntries();
  }

  private chooseEntries(): void {
    if (this.plan.stack !== this.stack) {
      this.replan();
      return;
    }
    this.entries = this.plan.entriesFor(this.path);
    // The last entry is none; it stands behind the end of the stack.
    let cursor = 0;
    while (cursor + 1 < this.entries.length && (this.entries[cursor] as Entry).place < this.index) cursor += 1;
    this.cursor = cursor;
  }

  // The end of the chain answers in a turn of its own, so that a layer may still answer after its `next()`.
  private finish(error: unknown): PromiseLike<void> {
    const { req, res, out } = this;
    this.current = 0;
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
      else later.follow(isPromise(result) ? result.then(() => undefined, fail) : DONE);
    });
    return later;
  }

  private look(): void {
    const { url } = this.req;
    if (typeof url !== 'string') throw new TypeError(`middleware: req.url must be a string, received ${typeof url}`);
    this.url = url;
    this.origin = originLength(url);
    this.path = pathOf(url, this.origin) || '/';
    this.rooted = this.path.startsWith('/') || this.path.startsWith('.');
    this.chooseEntries();
    rememberParsed(this.req, url, this.path);
  }

  private enter(route: string): boolean {
    if (!matches(route, this.path)) return false;
    if (route !== '/') this.strip(route);
    return true;
  }

  private strip(route: string): void {
    const { origin, req } = this;
    const url = this.url;
    const rest = url.slice(origin + route.length);
    this.removed = route;
    this.removedAt = origin;
    this.slashAdded = origin === 0 && !rest.startsWith('/');
    req.url = origin === 0 ? (this.slashAdded ? `/${rest}` : rest) : url.slice(0, origin) + rest;
  }

  // Puts back what was taken off, as the layer spells it; a rewrite by the layer survives behind it.
  private restore(): void {
    const { req, removed, removedAt, slashAdded } = this;
    this.removedAt = -1;
    const { url: left = '' } = req;
    const url = slashAdded ? left.slice(1) : left;
    req.url = removedAt === 0 ? removed + url : this.url.slice(0, removedAt) + removed + url.slice(removedAt);
  }
}

// The call stack has unwound.
function drain(): void {
  depth = 1;
  while (postponed.length !== 0) {
    const jobs = postponed;
    postponed = [];
    for (const job of jobs) job();
  }
  depth = 0;
}
