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

/** A chain, as far as its waits need it. */
interface Waiting {
  /** The wait that was over last. */
  over: Wait;
}

/** The wait for the promise of a layer that has called on, and for what is behind the layer. A rejection is reported. */
export function both(result: PromiseLike<unknown>, down: Wait, chain: Waiting): Wait {
  if (isLookedAt) return ready(result, down, chain);
  result.then(undefined, reportLateFailure);
  return new Both(result, down);
}

function ready(result: PromiseLike<unknown>, down: Wait, chain: Waiting): Wait {
  const wait = result.then(
    () => {
      // Answering with a promise costs turns, so it is avoided where all is known to be over.
      if (down !== chain.over && down !== DONE) return down;
      chain.over = wait;
      return undefined;
    },
    (reason: unknown) => {
      reportLateFailure(reason);
      return down;
    },
  ) as Wait;
  return wait;
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
    const down = (): Wait => this.#down;
    return this.#result.then(down, down).then(onFulfilled, onRejected);
  }
}

/** Tells the waits of a chain, which never reject and may be lazy, from other promises. */
export function isWait(value: unknown): value is Wait {
  return value instanceof Later || value instanceof Both;
}
