import { createStep } from './internal/createStep.js';
import type { StepFunction } from './types.js';

/**
 * Runs functions one after the other: each gets, as `(error, ...values)`, what the one before it has handed on.
 *
 * A step hands on by calling `this(error, ...values)` (that is: by passing `this` where a Node API wants a callback), by
 * returning a value other than `undefined`, by the outcome of a real promise that it returns, or by throwing.
 * `this.parallel()` and `this.group()` give callbacks for work that is done at the same time; the next step runs when
 * all have been called, and of several errors it gets the first. The first step runs at once and gets no arguments. An
 * error that the last step throws or hands on is thrown: to the caller of `Step` as long as no step has waited, uncaught
 * after that. A step that does not look at its error drops it.
 *
 * Each step has a callback of its own. The first outcome of a step counts; what comes later changes nothing and is
 * reported once per run as a process warning `ERR_SLUICE_CALLBACK_TWICE`. In Node.js an error `ERR_SLUICE_STEP_PENDING`
 * is thrown when the process would end while a step, other than the last one, still waits.
 *
 * Compat: step 1.0.0. Differs where that loses results, errors or the stack: see the table in the README.
 *
 * @param steps - Functions of any form: with `this` as callback, synchronous, async. Where another value stands, the step
 *   after it gets a `TypeError`.
 * @example
 * ```ts
 * import { Step } from '@sluice/step';
 *
 * Step(
 *   function () {
 *     setTimeout(this, 1, null, 'hello');
 *   },
 *   function (error, text: string) {
 *     if (error) throw error;
 *     return text.toUpperCase();
 *   },
 *   function (error, text) {
 *     console.log(error, text); // undefined HELLO
 *   },
 * );
 * ```
 * @see {@link withOptions} for a timeout, `step` of `@sluice/step/promises` for a promise of the result
 */
export const Step: StepFunction = /* @__PURE__ */ createStep(false);
