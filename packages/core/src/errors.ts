// The global symbol registry carries the brand, so that an error is recognised across two installed copies of this package.
const BRAND: symbol = /* @__PURE__ */ Symbol.for('@sluice/core/error');

/** What the errors of sluice have in common: a stable `code`, and `instanceof` that holds across installed copies. */
export abstract class SluiceError extends Error {
  /** True for instances of another installed copy, too. A subclass of a user has no brand of its own. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (super[Symbol.hasInstance](value)) return true;
    const { code } = this as { code?: string };
    return Object.hasOwn(this, 'code') && (value as { [BRAND]?: unknown } | undefined)?.[BRAND] === code;
  }

  /** Stable; see the list of error codes. */
  declare readonly code: string;

  /**
   * @param name - Name of the class.
   * @param code - Its code.
   * @param message - The message.
   */
  constructor(name: string, code: string, message: string) {
    super(message);
    this.code = code;
    Object.defineProperties(this, {
      name: { value: name, configurable: true, writable: true },
      [BRAND]: { value: code },
    });
  }
}

/** Something took longer than its `timeout`. */
export class TimeoutError extends SluiceError {
  static readonly code = 'ERR_SLUICE_TIMEOUT';
  declare readonly code: 'ERR_SLUICE_TIMEOUT';
  /** The bound that was exceeded, in milliseconds. */
  declare readonly timeout: number;

  /**
   * @param what - What took too long, for the message.
   * @param timeout - The bound, in milliseconds.
   */
  constructor(what: string, timeout: number) {
    super('TimeoutError', TimeoutError.code, `${what} timed out after ${timeout} ms`);
    this.timeout = timeout;
  }
}

/** More callers or jobs came than a bound allows; this one was refused at once and nothing was started for it. */
export class OverloadError extends SluiceError {
  static readonly code = 'ERR_SLUICE_OVERLOAD';
  declare readonly code: 'ERR_SLUICE_OVERLOAD';
  /** Name of the option that refused: `maxWaiting`, `maxKeys` … */
  declare readonly limit: string;

  /**
   * @param where - Function that refuses, for the message.
   * @param limit - Name of the option that sets the bound.
   * @param bound - Its value.
   */
  constructor(where: string, limit: string, bound: number) {
    super('OverloadError', OverloadError.code, `${where}: refused, ${limit} of ${bound} is reached`);
    this.limit = limit;
  }
}

/** What a callback receives for a promise that was rejected with a falsy reason, which would read as success. */
export class FalsyRejectionError extends SluiceError {
  static readonly code = 'ERR_SLUICE_FALSY_REJECTION';
  declare readonly code: 'ERR_SLUICE_FALSY_REJECTION';
  /** The reason as it was thrown. */
  declare readonly reason: unknown;

  /** @param reason - The reason as it was thrown. */
  constructor(reason: unknown) {
    super('FalsyRejectionError', FalsyRejectionError.code, `rejected with the falsy reason ${String(reason)}`);
    this.reason = reason;
  }
}

/**
 * The form in which a rejection reason goes into a callback: unchanged, except that a falsy one is wrapped.
 *
 * @param reason - Why a promise was rejected.
 * @returns The reason, or a {@link FalsyRejectionError} that carries it.
 */
export function toCallbackError(reason: unknown): unknown {
  return reason || new FalsyRejectionError(reason);
}

/**
 * The form in which the error of a callback goes into a promise: the reverse of {@link toCallbackError}.
 *
 * @param error - First argument of a callback.
 * @returns The rejection reason.
 */
export function toRejection(error: unknown): unknown {
  return error instanceof FalsyRejectionError ? error.reason : error;
}

/** An argument is of the wrong type. */
export interface ArgumentError extends TypeError {
  readonly code: 'ERR_SLUICE_ARGUMENT';
}

/** An argument is of the right type, but out of its range. */
export interface ArgumentRangeError extends RangeError {
  readonly code: 'ERR_SLUICE_RANGE' | 'ERR_SLUICE_LIMIT';
}

/**
 * Makes the error for an argument of the wrong type.
 *
 * @param where - Name of the function that was called.
 * @param expected - What the argument must be: `"task must be a function"`.
 * @param received - What came.
 * @returns A `TypeError` with the code `ERR_SLUICE_ARGUMENT`.
 */
export function argumentError(where: string, expected: string, received: unknown): ArgumentError {
  return invalid(TypeError, 'ERR_SLUICE_ARGUMENT', where, expected, received);
}

/**
 * Makes the error for an argument out of its range.
 *
 * @param where - Name of the function that was called.
 * @param expected - What the argument must be: `"timeout must be a number of at least 0"`.
 * @param received - What came.
 * @param code - `ERR_SLUICE_LIMIT` for a limit of concurrency. Default: `ERR_SLUICE_RANGE`.
 * @returns A `RangeError` with that code.
 */
export function rangeError(
  where: string,
  expected: string,
  received: unknown,
  code: ArgumentRangeError['code'] = 'ERR_SLUICE_RANGE',
): ArgumentRangeError {
  return invalid(RangeError, code, where, expected, received);
}

function invalid<E extends Error, C extends string>(
  Maker: new (message: string) => E,
  code: C,
  where: string,
  expected: string,
  received: unknown,
): E & { code: C } {
  return Object.assign(new Maker(`${where}: ${expected}, received ${describe(received)}`), { code });
}

function describe(value: unknown): string {
  const type = typeof value;
  if (type === 'function') return `function ${(value as { name: string }).name || '(anonymous)'}`;
  // undefined, null and NaN speak for themselves; `5 (number)` helps where a string was expected.
  if (value == null || Number.isNaN(value)) return String(value);
  if (type === 'object') return `an instance of ${value.constructor?.name ?? 'Object'}`;
  return `${type === 'string' ? JSON.stringify((value as string).slice(0, 40)) : (value as symbol).toString()} (${type})`;
}
