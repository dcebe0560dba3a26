import type { NodeCallback } from '@sluice/core';

declare const DELIVERS: unique symbol;

/**
 * Tells TypeScript what a branch delivers: a step of the modern entry that returns its branch, its group or a list of
 * both gives their types to the next step. Nothing of it exists at run time.
 *
 * @typeParam T - What the next step gets.
 */
export interface Delivers<T> {
  readonly [DELIVERS]: T;
}

/**
 * The callback of a branch: what `this.parallel()` and the members of a group are. It fits every Node API.
 *
 * @typeParam T - What the branch delivers.
 */
export interface StepCallback<T = unknown> extends Delivers<T> {
  (error?: unknown, value?: T, ...rest: unknown[]): void;
}

/**
 * What `this.group()` gives: each call reserves one place in the array that the next step gets.
 *
 * @typeParam T - What each member delivers.
 */
export interface StepGroup<T = unknown> extends Delivers<T[]> {
  /**
   * Reserves a place for a callback, which is called with the error or the value, or for the outcome of a promise. An
   * argument that is no real promise is ignored.
   */
  (promise?: PromiseLike<T>): StepCallback<T>;
}

/**
 * The tools of a step: its `this`. Called as a function it is the callback of the step: `(error, ...values)` go to the
 * next one.
 *
 * What one step sets on it is there in the steps after it.
 */
export interface StepContext extends NodeCallback {
  /**
   * Reserves one argument of the next step for a callback, or for the outcome of a promise. The next step runs when all
   * are there.
   */
  parallel: <T = unknown>(promise?: PromiseLike<T>) => StepCallback<T>;
  /** Reserves one argument of the next step for an array. An empty group gives an empty array. */
  group: <T = unknown>() => StepGroup<T>;
  /** Properties that the steps share. */
  [property: string]: unknown;
}

/** The tools of a step of the modern entry: its `this` and its first argument. */
export interface StepTools extends StepContext {
  /** Aborted when the caller's signal is, or when the `timeout` is over. */
  readonly signal: AbortSignal;
}

/** Which of the errors of several branches goes on. */
export interface KeepErrorOption {
  /** The first error that came, or, as in step 1.0.0, the last. Default: `'first'`. */
  readonly keepError?: 'first' | 'last' | undefined;
}

/**
 * A step: gets what the one before it has handed on, as `(error, ...values)`, and its tools as `this`.
 *
 * Parameters may be annotated with the types that the program knows.
 */
export type StepHandler = { step(this: StepContext, error?: unknown, ...values: unknown[]): unknown }['step'];

/** The type of `Step`. */
export interface StepFunction {
  (...steps: StepHandler[]): void;
  /**
   * Makes a function of the steps. The first step gets its arguments, as they are; when the last argument is a function,
   * it becomes the last step. Each call is a run of its own.
   */
  fn: (...steps: StepHandler[]) => (...args: unknown[]) => void;
}
