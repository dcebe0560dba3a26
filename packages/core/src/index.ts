export { checkBounds, watchBounds } from './bounds.js';
export { callbackify } from './callbackify.js';
export { checkCount, checkDuration, checkFunction, checkSignal } from './check.js';
export { bindContext, captureContext, type Context, runInContext, runInContext1 } from './context.js';
export {
  argumentError,
  type ArgumentError,
  type ArgumentRangeError,
  FalsyRejectionError,
  OverloadError,
  rangeError,
  SluiceError,
  TimeoutError,
  toCallbackError,
  toRejection,
} from './errors.js';
export { isPromise } from './isPromise.js';
export { nodeResolver } from './nodeResolver.js';
export { promisify, type Promisified } from './promisify.js';
export { runLater, throwLater } from './schedule.js';
export { onAbort } from './signal.js';
export { follow, run1, runWith, taskKind, type TaskKind } from './task.js';
export { startTimer } from './timer.js';
export type { Bounds, MaybePromise, NodeCallback, SignalOption, Task, TaskResult } from './types.js';
export { warnCalledTwice } from './warn.js';
export { type Resolvers, withResolvers } from './withResolvers.js';
export { type TimeoutScope, withTimeout } from './withTimeout.js';
