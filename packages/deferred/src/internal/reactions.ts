import { type Context, type NodeCallback, runInContext, throwLater, toCallbackError } from '@sluice/core';
import {
  becomeLocked,
  notifyLocked,
  notifyPromise,
  originalThen,
  rejectLocked,
  type SluicePromise,
} from '../SluicePromise.js';
import type { Capability } from './capability.js';
import { hooks } from './hooks.js';
import { enqueue } from './queue.js';
import { Reaction } from './Reaction.js';

type AnyPromise = SluicePromise<unknown, unknown>;
type Handler = (value: unknown) => unknown;

/** A `then` whose result is no promise of ours: a subclass, a foreign species, a native promise. */
export class CapabilityReaction extends Reaction {
  readonly #capability: Capability;
  fulfilled: Handler | undefined = undefined;
  rejected: Handler | undefined = undefined;
  progressed: Handler | undefined = undefined;
  context: Context = undefined;

  constructor(capability: Capability) {
    super();
    this.#capability = capability;
  }

  run(fulfilled: boolean, value: unknown): void {
    const { resolve, reject } = this.#capability;
    const handler = fulfilled ? this.fulfilled : this.rejected;
    try {
      if (handler === undefined) (fulfilled ? resolve : reject)(value);
      else {
        let result: unknown;
        try {
          result = runInContext(this.context, handler, undefined, value);
        } catch (error) {
          reject(error);
          return;
        }
        resolve(result);
      }
    } catch {
      // The functions of a foreign capability may throw; nobody can be told, as in ECMAScript.
    }
  }

  override progress(value: unknown): void {
    enqueue(new ProgressJob(this.progressed, this.context, this.#capability.promise as AnyPromise, value), undefined);
  }
}

/** Hands an outcome to a Node-style callback. */
export class NodeReaction extends Reaction {
  readonly #callback: NodeCallback;
  readonly #context: Context;
  readonly #spread: boolean;

  constructor(callback: NodeCallback, context: Context, spread: boolean) {
    super();
    this.#callback = callback;
    this.#context = context;
    this.#spread = spread;
  }

  run(fulfilled: boolean, value: unknown): void {
    try {
      if (!fulfilled) runInContext(this.#context, this.#callback, undefined, toCallbackError(value));
      else if (this.#spread && Array.isArray(value)) {
        runInContext(this.#context, this.#callback, undefined, null, ...(value as unknown[]));
      } else runInContext(this.#context, this.#callback, undefined, null, value);
    } catch (error) {
      throwLater(error);
    }
  }
}

/** Tells one listener of progress, and then whoever waits for its promise. */
export class ProgressJob extends Reaction {
  readonly #handler: Handler | undefined;
  readonly #context: Context;
  readonly #target: AnyPromise;
  readonly #value: unknown;

  constructor(handler: Handler | undefined, context: Context, target: AnyPromise, value: unknown) {
    super();
    this.#handler = handler;
    this.#context = context;
    this.#target = target;
    this.#value = value;
  }

  run(): void {
    let value = this.#value;
    if (this.#handler !== undefined) {
      try {
        value = runInContext(this.#context, this.#handler, undefined, value);
      } catch (error) {
        hooks.onError(error, this.#target);
        return;
      }
    }
    notifyPromise(this.#target, value);
  }
}

/** Calls `then` of a foreign thenable, with functions of which the first call counts. */
export class ThenableJob extends Reaction {
  readonly #promise: AnyPromise;
  readonly #thenable: object;
  readonly #then: Handler;
  readonly #context: Context;

  constructor(promise: AnyPromise, thenable: object, then: Handler, context: Context) {
    super();
    this.#promise = promise;
    this.#thenable = thenable;
    this.#then = then;
    this.#context = context;
  }

  run(): void {
    const promise = this.#promise;
    let called = false;
    const first = (): boolean => !called && (called = true);
    const args: ((value: unknown) => void)[] = [
      (value: unknown) => {
        if (first()) becomeLocked(promise, value);
      },
      (reason: unknown) => {
        if (first()) rejectLocked(promise, reason);
      },
    ];
    // Progress goes on where the thenable knows it; others get two arguments, as the specification has it.
    const then = this.#then;
    if (then.length > 2 || then === originalThen) args.push((value) => called || notifyLocked(promise, value));
    try {
      runInContext(this.#context, then as (...args: unknown[]) => unknown, this.#thenable, ...args);
    } catch (error) {
      if (first()) rejectLocked(promise, error);
    }
  }
}
