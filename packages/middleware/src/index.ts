export { type Closable, close, type CloseOptions } from './close.js';
export { compose, type ComposeLayer } from './compose.js';
export { createServer, createServer as default } from './createServer.js';
export { type FetchHandler, fromFetchHandler } from './fromFetchHandler.js';
export { rejectAmbiguousTargets } from './rejectAmbiguousTargets.js';
export { requestSignal, type RequestSignalOptions } from './requestSignal.js';
export { toFetchHandler } from './toFetchHandler.js';
export { type Accept, type App, toUpgradeListener } from './toUpgradeListener.js';
export type {
  ErrorHandleFunction,
  ErrorLayer,
  HandleFunction,
  IncomingMessage,
  Layer,
  Next,
  NextFunction,
  NextHandleFunction,
  Server,
  ServerHandle,
  ServerStackItem,
  SimpleHandleFunction,
  SubApp,
} from './types.js';
