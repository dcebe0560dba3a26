import { type Resolvers, throwLater, withResolvers } from '@sluice/core';

type Handler = (...args: unknown[]) => void;

/** One event of a queue: at most one handler, as in async, and any number of promises for the next occurrence. */
export class EventSlot {
  #handler: Handler | undefined = undefined;
  #waiters: Resolvers<unknown>[] = [];
  /** Whether the first argument is an error, with which the promises are rejected. */
  readonly #fails: boolean;

  constructor(fails: boolean) {
    this.#fails = fails;
  }

  /** `q.drain(handler)` replaces the handler; `q.drain()` gives a promise, which no later handler pushes out. */
  readonly on = (handler?: Handler): Promise<unknown> | undefined => {
    if (handler) {
      this.#handler = handler;
      return undefined;
    }
    const waiter = withResolvers<unknown>();
    this.#waiters.push(waiter);
    return waiter.promise;
  };

  /** Drops the handler. */
  off(): void {
    this.#handler = undefined;
  }

  fire(...args: unknown[]): void {
    try {
      const handler = this.#handler;
      handler?.(...args);
    } catch (error) {
      // The queue goes on; nobody but the process can take an exception of a handler.
      throwLater(error);
    }
    if (this.#waiters.length === 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { resolve, reject } of waiters) {
      // A failure of `false` is none for the promise, as in async.
      if (this.#fails && args[0]) reject(args[0]);
      else resolve(args[this.#fails ? 1 : 0]);
    }
  }
}
