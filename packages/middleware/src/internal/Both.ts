/** An app remembers whether any of its layers looks at what `next()` returns; it decides how the wait is prepared. */
export interface Observer {
  awaited: boolean;
}

/**
 * The wait for the promise of a layer and for what is behind the layer. It costs nothing until somebody looks at it.
 */
export class Both implements PromiseLike<void> {
  private readonly result: PromiseLike<unknown>;
  private readonly down: PromiseLike<void>;
  private readonly observer: Observer;

  constructor(result: PromiseLike<unknown>, down: PromiseLike<void>, observer: Observer) {
    this.result = result;
    this.down = down;
    this.observer = observer;
  }

  then<A = void, B = never>(
    onFulfilled?: ((value: void) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    this.observer.awaited = true;
    const down = (): PromiseLike<void> => this.down;
    return this.result.then(down, down).then(onFulfilled, onRejected);
  }
}
