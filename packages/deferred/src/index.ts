export { configure, type DeferredOptions } from './configure.js';
export { Deferred, type DeferredState } from './Deferred.js';
export {
  type IndexedProgress,
  type Inspection,
  SluicePromise,
  SluicePromise as Promise,
  type Values,
} from './SluicePromise.js';
