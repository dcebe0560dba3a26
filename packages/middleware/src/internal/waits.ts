import type { ServerResponse } from 'node:http';
import { reportLateFailure } from './report.js';

/** What `next()` returns: fulfilled when everything behind is over. It never rejects. */
export type Wait = PromiseLike<void>;

type OnFulfilled<A> = ((value: void) => A | PromiseLike<A>) | null | undefined;
type OnRejected<B> = ((reason: unknown) => B | PromiseLike<B>) | null | undefined;

/** Nothing is left to wait for. */
export const DONE: Promise<void> = Promise.resolve();

/** The wait for a layer behind to call on, or for the response to close. It costs nothing until somebody looks at it. */
export class Later implements Wait {
  readonly #res: ServerResponse;
  #target: Wait | undefined;
  #promise: Promise<void> | undefined;
  #resolve: ((target: Wait) => void) | undefined;

  constructor(res: ServerResponse) {
    this.#res = res;
  }

  /** The layer has called on: what is behind it is now what is waited for. */
  follow(target: Wait): void {
    this.#target = target;
    this.#resolve?.(target);
  }

  then<A = void, B = never>(onFulfilled?: OnFulfilled<A>, onRejected?: OnRejected<B>): Promise<A | B> {
    this.#promise ??= new Promise((resolve) => {
      if (this.#target) resolve(this.#target);
      else {
        this.#resolve = resolve;
        void closed(this.#res).then(resolve);
      }
    });
    return this.#promise.then(onFulfilled, onRejected);
  }
}

const closings = new WeakMap<ServerResponse, Promise<void>>();

// One listener for each response, however many layers wait.
function closed(res: ServerResponse): Promise<void> {
  let closing = closings.get(res);
  if (closing === undefined) {
    closing = new Promise((resolve) => {
      // A response that is no emitter cannot tell when it closes.
      if (res.closed || typeof res.once !== 'function') resolve();
      else res.once('close', resolve);
    });
    closings.set(res, closing);
  }
  return closing;
}

// Whether anybody has looked at a wait for two: from then on they are made ready, which costs fewer turns than to start
// when the look comes, and more where it never comes.
let isLookedAt = false;

/** The wait for the promise of a layer that has called on, and for what is behind the layer. A rejection is reported. */
export function both(result: PromiseLike<unknown>, down: Wait): Wait {
  if (isLookedAt) return start(result, down, reportLateFailure);
  result.then(undefined, reportLateFailure);
  return new Both(result, down);
}

class Both implements Wait {
  readonly #result: PromiseLike<unknown>;
  readonly #down: Wait;

  constructor(result: PromiseLike<unknown>, down: Wait) {
    this.#result = result;
    this.#down = down;
  }

  then<A = void, B = never>(onFulfilled?: OnFulfilled<A>, onRejected?: OnRejected<B>): PromiseLike<A | B> {
    isLookedAt = true;
    return start(this.#result, this.#down).then(onFulfilled, onRejected);
  }
}

// The wait that was over last.
let over: Wait = DONE;

function start(result: PromiseLike<unknown>, down: Wait, onRejected?: (reason: unknown) => void): Wait {
  const settled = (): Wait | undefined => {
    // Answering with a promise costs turns, so it is avoided where all is known to be over.
    if (down !== over && down !== DONE) return down;
    over = wait;
    return undefined;
  };
  const wait = result.then(settled, onRejected ?? settled) as Wait;
  return wait;
}

/** Tells the waits of a chain, which never reject and may be lazy, from other promises. */
export function isWait(value: unknown): value is Wait {
  return value instanceof Later || value instanceof Both;
}
