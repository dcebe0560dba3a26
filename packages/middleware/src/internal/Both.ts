/** Whether any layer has looked at what `next()` returns; it decides how the wait for the next ones is prepared. */
export let isAwaited = false;

/** The wait for the promise of a layer and for what is behind the layer. It costs nothing until somebody looks at it. */
export class Both implements PromiseLike<void> {
  readonly #result: PromiseLike<unknown>;
  readonly #down: PromiseLike<void>;

  constructor(result: PromiseLike<unknown>, down: PromiseLike<void>) {
    this.#result = result;
    this.#down = down;
  }

  then<A = void, B = never>(
    onFulfilled?: ((value: void) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    isAwaited = true;
    const down = (): PromiseLike<void> => this.#down;
    return this.#result.then(down, down).then(onFulfilled, onRejected);
  }
}
