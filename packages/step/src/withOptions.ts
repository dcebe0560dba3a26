import { checkDuration, startTimer, TimeoutError } from '@sluice/core';
import { createStep } from './internal/createStep.js';
import { abandon, labelOf } from './internal/engine.js';
import type { KeepErrorOption, StepFunction } from './types.js';

/** Options of {@link withOptions}. */
export interface StepOptions extends KeepErrorOption {
  /**
   * Milliseconds of at least 0 from the start of a run to the start of its last step; `Infinity` for no bound. When they
   * are over, the step that waits fails with a `TimeoutError` that names it: the next step gets that error, as any
   * other. The steps after it have no bound. Default: `Infinity`.
   */
  readonly timeout?: number | undefined;
}

/**
 * Makes a `Step` with options. The one that `@sluice/step` exports does not change.
 *
 * @param options - `timeout`: see {@link StepOptions.timeout}.
 * @param options.keepError - `'last'`: of several branches that fail, the last error goes on, as in step 1.0.0. Default:
 *   `'first'`.
 * @returns A function with the same arguments as `Step`, and with its `fn`.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `timeout` is no number.
 * @throws {RangeError} `ERR_SLUICE_RANGE` when it is negative or NaN.
 * @example
 * ```ts
 * import { withOptions } from '@sluice/step/withOptions';
 *
 * const Step = withOptions({ timeout: 5 });
 *
 * Step(
 *   function forgetful() {},
 *   function (error) {
 *     console.log(String(error)); // TimeoutError: Step: step 1 "forgetful" timed out after 5 ms
 *   },
 * );
 * ```
 */
export function withOptions({ keepError, timeout = Infinity }: StepOptions): StepFunction {
  checkDuration('withOptions', 'timeout', timeout);
  return createStep(keepError === 'last', (run) => {
    run.cleanUp = startTimer(timeout, () =>
      abandon(run, new TimeoutError(`Step: ${labelOf(run, run.index)}`, timeout)),
    );
  });
}
