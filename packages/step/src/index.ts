export { Step, Step as default } from './Step.js';
export type { KeepErrorOption, StepCallback, StepContext, StepFunction, StepGroup, StepHandler } from './types.js';
