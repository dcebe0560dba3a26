import type * as http from 'node:http';
import type { close as closeValue, Closable as ClosableType, CloseOptions as CloseOptionsType } from './close.cjs';
import type { compose as composeValue, ComposeLayer as ComposeLayerType } from './compose.cjs';
import type { createServer as createServerValue } from './createServer.cjs';
import type {
  fromFetchHandler as fromFetchHandlerValue,
  FetchHandler as FetchHandlerType,
} from './fromFetchHandler.cjs';
import type { rejectAmbiguousTargets as rejectAmbiguousTargetsValue } from './rejectAmbiguousTargets.cjs';
import type {
  requestSignal as requestSignalValue,
  RequestSignalOptions as RequestSignalOptionsType,
} from './requestSignal.cjs';
import type { toFetchHandler as toFetchHandlerValue } from './toFetchHandler.cjs';
import type {
  toUpgradeListener as toUpgradeListenerValue,
  Accept as AcceptType,
  App as AppType,
} from './toUpgradeListener.cjs';
import type * as types from './types.cjs';

declare const createServer: typeof createServerValue & {
  readonly close: typeof closeValue;
  readonly compose: typeof composeValue;
  readonly createServer: typeof createServerValue;
  readonly fromFetchHandler: typeof fromFetchHandlerValue;
  readonly rejectAmbiguousTargets: typeof rejectAmbiguousTargetsValue;
  readonly requestSignal: typeof requestSignalValue;
  readonly toFetchHandler: typeof toFetchHandlerValue;
  readonly toUpgradeListener: typeof toUpgradeListenerValue;
};

declare namespace createServer {
  export type Accept = AcceptType;
  export type App = AppType;
  export type Closable = ClosableType;
  export type CloseOptions = CloseOptionsType;
  export type ComposeLayer<C> = ComposeLayerType<C>;
  export type ErrorHandleFunction = types.ErrorHandleFunction;
  export type ErrorLayer<Req = types.IncomingMessage, E = unknown> = types.ErrorLayer<Req, E>;
  export type FetchHandler = FetchHandlerType;
  export type HandleFunction = types.HandleFunction;
  export type IncomingMessage = types.IncomingMessage;
  export type Layer<Req = types.IncomingMessage> = types.Layer<Req>;
  export type Next = types.Next;
  export type NextFunction = types.NextFunction;
  export type NextHandleFunction = types.NextHandleFunction;
  export type RequestSignalOptions = RequestSignalOptionsType;
  export type Server<
    Needs extends http.IncomingMessage = types.IncomingMessage,
    Has extends Needs = Needs,
  > = types.Server<Needs, Has>;
  export type ServerHandle = types.ServerHandle;
  export type ServerStackItem = types.ServerStackItem;
  export type SimpleHandleFunction = types.SimpleHandleFunction;
  export type SubApp = types.SubApp;
}

export = createServer;
