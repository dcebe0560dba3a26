import { argumentError, checkFunction, toRejection } from '@sluice/core';
import { bounded, type Bounds, checkBounds } from './internal/bounded.js';
import { create, rejectPromise, resolvePromise, SluicePromise } from './SluicePromise.js';

const CUSTOM: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.util.promisify.custom') as never;

type AnyPromise = SluicePromise<unknown>;
type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Options of {@link promisify}. */
export interface PromisifyOptions extends Bounds {
  /** `this` of the function. Default: the `this` of the call. */
  readonly context?: unknown;
  /** Whether the value is the array of all results, instead of the first one. Default: false. */
  readonly multiArgs?: boolean;
}

// The callback's own parameter types go into these patterns, so they must be taken as they are.
/* eslint-disable @typescript-eslint/no-explicit-any -- see above */
/** The promise-returning form of a function whose last parameter is a Node-style callback. */
export type PromisifiedFunction<F> = F extends { [CUSTOM]: (...args: infer A) => PromiseLike<infer R> }
  ? (...args: A) => SluicePromise<R>
  : F extends (...args: [...infer A, (error: any, value: infer R, ...rest: any[]) => unknown]) => unknown
    ? (...args: A) => SluicePromise<R>
    : F extends (...args: [...infer A, (error: any) => unknown]) => unknown
      ? (...args: A) => SluicePromise<void>
      : (...args: unknown[]) => SluicePromise<unknown>;

/** {@link PromisifiedFunction} with all results. */
export type PromisifiedAll<F> = F extends (
  ...args: [...infer A, (error: any, ...values: infer R) => unknown]
) => unknown
  ? (...args: A) => SluicePromise<R>
  : (...args: unknown[]) => SluicePromise<unknown[]>;
/* eslint-enable @typescript-eslint/no-explicit-any */

/**
 * Turns a function that takes a Node-style callback into one that returns a promise of its result.
 *
 * `this` passes through. A function that carries `util.promisify.custom` is replaced by what it carries. A synchronous throw is
 * a rejection. Only the first call of the callback counts.
 *
 * @param fn - Function whose last parameter is the callback.
 * @param options - See {@link PromisifyOptions}.
 * @returns The promise-returning function.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when an argument is of the wrong type.
 * @throws {RangeError} `ERR_SLUICE_RANGE` when `timeout` is negative or NaN.
 * @example
 * ```ts
 * import { promisify } from '@sluice/deferred';
 *
 * const divide = (a: number, b: number, callback: (error: Error | null, quotient?: number, rest?: number) => void) =>
 *   callback(null, Math.floor(a / b), a % b);
 *
 * await promisify(divide)(7, 2); // => 3
 * await promisify(divide, { multiArgs: true })(7, 2); // => [3, 1]
 * ```
 */
export function promisify<F extends (...args: never[]) => unknown>(
  fn: F,
  options: PromisifyOptions & { readonly multiArgs: true },
): PromisifiedAll<F>;
export function promisify<F extends (...args: never[]) => unknown>(
  fn: F,
  options?: PromisifyOptions,
): PromisifiedFunction<F>;
export function promisify(fn: AnyFunction, options: PromisifyOptions = {}): unknown {
  checkFunction('promisify', 'fn', fn);
  if (typeof options !== 'object' || options === null)
    throw argumentError('promisify', 'options must be an object', options);
  checkBounds('promisify', options);
  const custom = (fn as { [CUSTOM]?: unknown })[CUSTOM];
  if (custom !== undefined) checkFunction('promisify', 'fn[util.promisify.custom]', custom);
  const call = custom === undefined ? callNode(fn, options) : callCustom(custom as AnyFunction);
  const bind = 'context' in options;
  if (!bind && options.signal === undefined && options.timeout === undefined) return call;
  return function (this: unknown, ...args: unknown[]) {
    const self = bind ? options.context : this;
    return bounded(`promisify(${fn.name})`, options, () => call.apply(self, args) as AnyPromise);
  };
}

function callCustom(custom: AnyFunction): AnyFunction {
  return function (...args) {
    return SluicePromise.try(() => custom.apply(this, args));
  };
}

// The first three arguments without an array: most calls have no more.
function callNode(fn: AnyFunction, { multiArgs = false }: PromisifyOptions): AnyFunction {
  return function (a?: unknown, b?: unknown, c?: unknown) {
    const promise = create(SluicePromise);
    const done = multiArgs ? resolverOfAll(promise) : resolverOfOne(promise);
    try {
      // eslint-disable-next-line prefer-rest-params -- no array for the usual calls
      const args = arguments;
      switch (args.length) {
        case 0:
          fn.call(this, done);
          break;
        case 1:
          fn.call(this, a, done);
          break;
        case 2:
          fn.call(this, a, b, done);
          break;
        case 3:
          fn.call(this, a, b, c, done);
          break;
        default:
          fn.call(this, ...(args as unknown as unknown[]), done);
      }
    } catch (error) {
      rejectPromise(promise, error);
    }
    return promise;
  };
}

const resolverOfOne =
  (promise: AnyPromise) =>
  (error: unknown, value: unknown): void => {
    if (error) rejectPromise(promise, toRejection(error));
    else resolvePromise(promise, value);
  };

const resolverOfAll =
  (promise: AnyPromise) =>
  (error: unknown, ...values: unknown[]): void => {
    if (error) rejectPromise(promise, toRejection(error));
    else resolvePromise(promise, values);
  };
