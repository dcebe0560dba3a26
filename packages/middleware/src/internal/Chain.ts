import { isPromise, runLater, toCallbackError } from '@sluice/core';
import type { ServerResponse } from 'node:http';
import type { IncomingMessage, Next } from '../types.js';
import { finalHandler } from './finalHandler.js';
import { keepContext } from './keepContext.js';
import type { Memory } from './Memory.js';
import { reportLateFailure, reportSecondNext } from './report.js';
import { both, DONE, isWait, Later, type Wait } from './waits.js';
import { END, type Handle, type Stack, Walk } from './Walk.js';

type Out = (err?: unknown) => unknown;

// Layers nest on the call stack to this depth, as in connect; below it, the next one runs when the stack has unwound.
const DEEPEST = 1_000;
let depth = 0;

// No layer; a layer goes by the place behind it.
const NOBODY = 0;

/** One request on its way through the layers of one app. */
export class Chain {
  /** The wait that was over last; see {@link both}. */
  over: Wait = DONE;

  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #out: Out | undefined;
  readonly #stack: Stack;
  readonly #walk: Walk;

  // The layer that has the request: it is running, or it has returned and may still call on.
  #running = NOBODY;
  #waiting = NOBODY;
  #overtaken = false;

  // The wait for the last layer that has returned, and for all behind it.
  #down: Wait = DONE;
  // The same, while it is waited for that layer to call on.
  #gap: Later | undefined;

  constructor(req: IncomingMessage, res: ServerResponse, out: Out | undefined, stack: Stack, memory: Memory) {
    this.#req = req;
    this.#res = res;
    this.#out = out;
    this.#stack = stack;
    this.#walk = new Walk(req, stack, memory);
  }

  /** Runs the next layer, and what it calls; `#down` is then what `await next()` of the layer before waits for. Never throws. */
  run(error?: unknown): void {
    const level = depth;
    const walk = this.#walk;
    const { place } = walk;
    this.#running = NOBODY;
    if (level === DEEPEST) {
      this.#postpone(error);
      return;
    }
    depth = level + 1;
    let layer = NOBODY;
    try {
      const handle = walk.find(error);
      if (handle === END) this.#finish(error);
      else {
        layer = this.#running = walk.place;
        this.#returned(layer, this.#call(handle, error, this.#nextOf(layer)));
      }
    } catch (thrown) {
      this.#threw(thrown, layer, place);
    }
    depth = level;
  }

  #nextOf(layer: number): Next {
    return (err) => {
      if (this.#running !== layer) return this.#again(layer, err);
      this.run(err);
      return this.#down;
    };
  }

  #call(handle: Handle, error: unknown, next: Next): unknown {
    return error ? handle(error, this.#req, this.#res, next) : handle(this.#req, this.#res, next);
  }

  // A layer that has called on is over, but its promise may still fail.
  #returned(layer: number, result: unknown): void {
    if (this.#running === layer) this.#keep(layer, result);
    else if (result !== undefined && result !== this.#down && (result instanceof Promise || isPromise(result))) {
      this.#down = both(result, this.#down, this);
    }
  }

  #threw(thrown: unknown, layer: number, place: number): void {
    if (this.#running !== layer) reportLateFailure(thrown);
    // Where a stack cannot even be read, nothing comes after.
    else if (this.#walk.place === place) this.#finish(toCallbackError(thrown));
    else this.run(toCallbackError(thrown));
  }

  // Goes on when the call stack, which is deep, has unwound.
  #postpone(error: unknown): void {
    const later = this.#wait();
    queueMicrotask(() => {
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
  #again(layer: number, err: unknown): Wait {
    const res = this.#res;
    if (this.#waiting === layer) {
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
    if (!this.#overtaken) reportSecondNext(this.#stack[layer - 1], res.writableEnded);
    return DONE;
  }

  #goOn(err: unknown): Wait {
    this.#waiting = NOBODY;
    this.#gap = undefined;
    this.run(err);
    return this.#down;
  }

  // The layer has not called on when it returned: it may still do so, or answer, or fail.
  #keep(layer: number, result: unknown): void {
    const isPending = isPromise(result);
    const isAnswered = this.#res.writableEnded;
    if (!isAnswered) keepContext(this.#req);
    this.#running = NOBODY;
    this.#waiting = layer;
    if (isPending) this.#down = this.#settle(layer, result, this.#callOn());
    else if (isAnswered) this.#down = DONE;
    else this.#callOn();
  }

  #callOn(): Later {
    return (this.#gap = this.#wait());
  }

  #settle(layer: number, result: Promise<unknown>, later: Later): Wait {
    const res = this.#res;
    const settled = (): Wait | undefined => (this.#waiting === layer && res.writableEnded ? undefined : later);
    return result.then(settled, (reason: unknown) => {
      if (this.#waiting === layer && !res.writableEnded) return this.#goOn(toCallbackError(reason));
      reportLateFailure(reason);
      return settled();
    });
  }

  // The end of the chain answers in a turn of its own, so that a layer may still answer after its `next()`.
  #finish(error: unknown): void {
    const req = this.#req;
    const res = this.#res;
    const out = this.#out;
    const later = this.#wait();
    const fail = (reason: unknown): void => finalHandler(req, res, toCallbackError(reason));
    runLater(() => {
      let result: unknown;
      try {
        if (out) result = out(error);
        else finalHandler(req, res, error);
      } catch (thrown) {
        fail(thrown);
      }
      if (isWait(result)) later.follow(result);
      else later.follow(isPromise(result) ? result.then(() => undefined, fail) : DONE);
    });
  }
}
