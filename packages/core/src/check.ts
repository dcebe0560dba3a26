import { argumentError, type ArgumentRangeError, rangeError } from './errors.js';

/**
 * Throws unless `value` is a function.
 *
 * @param where - Name of the function that was called, for the message.
 * @param name - Name of the argument.
 * @param value - What came.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`.
 */
export function checkFunction(where: string, name: string, value: unknown): void {
  if (typeof value !== 'function') throw argumentError(where, `${name} must be a function`, value);
}

/**
 * Throws unless `signal` is absent or an `AbortSignal` (told by its shape, so that polyfills and other realms count).
 *
 * @param where - Name of the function that was called, for the message.
 * @param signal - What came as `options.signal`.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT`.
 */
export function checkSignal(where: string, signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal === undefined) return;
  const { aborted, addEventListener } = (signal ?? {}) as Partial<AbortSignal>;
  if (typeof aborted !== 'boolean' || typeof addEventListener !== 'function') {
    throw argumentError(where, 'signal must be an AbortSignal', signal);
  }
}

/**
 * Throws unless `value` is absent or a duration: a number of milliseconds of at least 0; `Infinity` means no bound.
 *
 * @param where - Name of the function that was called, for the message.
 * @param name - Name of the option.
 * @param value - What came.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when it is no number.
 * @throws {RangeError} `ERR_SLUICE_RANGE` when it is negative or NaN.
 */
export function checkDuration(where: string, name: string, value: unknown): asserts value is number | undefined {
  checkNumber(where, `${name} must be a number of milliseconds of at least 0`, value, 0);
}

/**
 * Throws unless `value` is absent or a count: an integer of at least `least`; `Infinity` means no bound.
 *
 * @param where - Name of the function that was called, for the message.
 * @param name - Name of the option.
 * @param value - What came.
 * @param least - Smallest allowed value.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when it is no number.
 * @throws {RangeError} `ERR_SLUICE_LIMIT` when it is out of range.
 */
export function checkCount(
  where: string,
  name: string,
  value: unknown,
  least: number,
): asserts value is number | undefined {
  const expected = `${name} must be an integer of at least ${least} or Infinity`;
  checkNumber(where, expected, value, least, 'ERR_SLUICE_LIMIT');
  // The remainder of an integer is 0, that of Infinity NaN.
  if ((value as number) % 1) throw rangeError(where, expected, value, 'ERR_SLUICE_LIMIT');
}

function checkNumber(
  where: string,
  expected: string,
  value: unknown,
  least: number,
  code?: ArgumentRangeError['code'],
): void {
  if (value === undefined) return;
  if (typeof value !== 'number') throw argumentError(where, expected, value);
  if (!(value >= least)) throw rangeError(where, expected, value, code);
}
