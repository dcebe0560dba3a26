import type { ServerResponse } from 'node:http';

/**
 * A wait that costs nothing until somebody looks at it: for the layer behind to call on, or for the response to close.
 */
export class Later implements PromiseLike<void> {
  readonly #res: ServerResponse;
  #target: PromiseLike<void> | undefined = undefined;
  #promise: Promise<void> | undefined = undefined;
  #resolve: ((target: PromiseLike<void>) => void) | undefined = undefined;

  constructor(res: ServerResponse) {
    this.#res = res;
  }

  /** The layer has called on: what is behind it is now what is waited for. */
  follow(target: PromiseLike<void>): void {
    this.#target = target;
    this.#resolve?.(target);
  }

  then<A = void, B = never>(
    onFulfilled?: ((value: void) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
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

const waits = new WeakMap<ServerResponse, Promise<void>>();

// One listener for each response, however many layers wait.
function closed(res: ServerResponse): Promise<void> {
  let wait = waits.get(res);
  if (wait === undefined) {
    wait = new Promise((resolve) => {
      // A response that is no emitter cannot tell when it closes.
      if (res.closed || typeof res.once !== 'function') resolve();
      else res.once('close', resolve);
    });
    waits.set(res, wait);
  }
  return wait;
}
