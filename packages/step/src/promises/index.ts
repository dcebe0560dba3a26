export { type FailedStep, step, type StepOutput, type StepResult, type StepRunOptions, type StepTask } from './step.js';
export type { Delivers, KeepErrorOption, StepCallback, StepContext, StepGroup, StepTools } from '../types.js';
