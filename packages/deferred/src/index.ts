export { callbackify } from './callbackify.js';
export { configure, type DeferredOptions } from './configure.js';
export { Deferred, type DeferredState } from './Deferred.js';
export { delay } from './delay.js';
export { type List, map, type MapOptions } from './map.js';
export { mapSeries } from './mapSeries.js';
export { promisify, type PromisifiedAll, type PromisifiedFunction, type PromisifyOptions } from './promisify.js';
export { promisifyAll, type PromisifyAllOptions, type WithPromisified } from './promisifyAll.js';
export { props } from './props.js';
export {
  type IndexedProgress,
  type Inspection,
  SluicePromise,
  SluicePromise as Promise,
  type Values,
} from './SluicePromise.js';
export { some } from './some.js';
export { Disposer, disposer, using } from './using.js';
