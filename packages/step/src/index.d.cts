import type {
  KeepErrorOption as KeepErrorOption_,
  StepCallback as Callback_,
  StepContext as Context_,
  StepFunction as Function_,
  StepGroup as Group_,
  StepHandler as Handler_,
} from './types.cjs';

declare const Step: Function_ & { readonly Step: Function_ };

declare namespace Step {
  type KeepErrorOption = KeepErrorOption_;
  type StepCallback<T = unknown> = Callback_<T>;
  type StepContext = Context_;
  type StepFunction = Function_;
  type StepGroup<T = unknown> = Group_<T>;
  type StepHandler = Handler_;
}

export = Step;
