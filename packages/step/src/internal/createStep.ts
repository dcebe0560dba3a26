import type { StepFunction } from '../types.js';
import { advance, createRun, type Run } from './engine.js';

/** Makes a `Step`. `prepare` sees each run before its first step. */
export function createStep(keepLast: boolean, prepare?: (run: Run) => void): StepFunction {
  const start = (steps: unknown[], args: readonly unknown[]): void => {
    const run = createRun(steps, keepLast);
    prepare?.(run);
    advance(run, args);
  };
  const Step = (...steps: unknown[]): void => start(steps, []);
  Step.fn =
    (...steps: unknown[]) =>
    (...args: unknown[]): void =>
      start(typeof args.at(-1) === 'function' ? [...steps, args.pop()] : steps, args);
  return Step;
}
