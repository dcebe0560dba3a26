import type * as http from 'node:http';

/** A request as the layers of a chain see it. */
export interface IncomingMessage extends http.IncomingMessage {
  /** The target as the client sent it; set once, by the outermost app. Mounts change `url`, never this. */
  originalUrl?: http.IncomingMessage['url'] | undefined;
}

/** `next` in the form of `@types/connect`; {@link Next} says more. */
export type NextFunction = (err?: unknown) => void;

/**
 * Goes on to the next layer, or with a truthy argument to the next error layer. It counts once per layer.
 *
 * What it returns may be awaited: it fulfils when every layer behind has returned, called on and fulfilled, or the
 * response has ended or closed. It never rejects; failures go to the error layers.
 */
export type Next = (err?: unknown) => PromiseLike<void>;

export type SimpleHandleFunction = (req: IncomingMessage, res: http.ServerResponse) => unknown;
export type NextHandleFunction = (req: IncomingMessage, res: http.ServerResponse, next: NextFunction) => unknown;
export type ErrorHandleFunction = (
  err: unknown,
  req: IncomingMessage,
  res: http.ServerResponse,
  next: NextFunction,
) => unknown;
export type HandleFunction = SimpleHandleFunction | NextHandleFunction | ErrorHandleFunction;
export type ServerHandle = HandleFunction | http.Server;

/** One layer of the public, live stack. */
export interface ServerStackItem {
  route: string;
  handle: ServerHandle;
}

/**
 * What a layer may return: anything. `void` is named, so that a declared function of the type `Layer` needs no `return`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- `unknown` would swallow the void
export type Returned = void | {} | null | undefined;

/**
 * A layer: `(req, res, next)`, callback style or `async`.
 *
 * @typeParam Req - The request that it needs.
 */
export type Layer<Req = IncomingMessage> = (req: Req, res: http.ServerResponse, next: Next) => Returned;

/**
 * An error layer: called for failures only, told by its four parameters.
 *
 * @typeParam Req - The request that it needs.
 * @typeParam E - The error, as the layer wants to see it.
 */
export type ErrorLayer<Req = IncomingMessage, E = unknown> = (
  err: E,
  req: Req,
  res: http.ServerResponse,
  next: Next,
) => Returned;

/** Anything with a `handle` method: an app of ours, of connect, of Express, a router. */
export interface SubApp {
  handle: (req: never, res: never, next: never) => unknown;
}

/**
 * The callable app.
 *
 * @typeParam Needs - The request that `app(req, res)` must be given.
 * @typeParam Has - The request that the next layer sees: `Needs` and what the layers so far have added.
 */
export interface Server<Needs extends http.IncomingMessage = IncomingMessage, Has extends Needs = Needs>
  extends NodeJS.EventEmitter {
  (req: Request<Needs>, res: http.ServerResponse, out?: (err?: unknown) => unknown): void;

  /** Where the app is mounted in its parent, `'/'` otherwise. */
  route: string;

  /** The layers, live: what is pushed, removed or replaced counts from the next layer on, running requests included. */
  stack: ServerStackItem[];

  /**
   * Adds a layer for every request.
   *
   * @typeParam Added - What the layer adds to the request; the layers behind it see it: `use<{ user: User }>(…)`.
   */
  use<Added extends object = object>(layer: Layer<Has & Added>): Server<Needs, Has & Added>;
  /** Adds an error layer. */
  use<E>(layer: ErrorLayer<Has, E>): this;
  /** Mounts an app, a router, or the request listener of a server. */
  use(app: SubApp | http.Server): this;
  /** Adds a layer for the paths at and under `route`, a literal prefix; or mounts an app, a router or a server there. */
  use(route: string, layer: Layer<Has> | SubApp | http.Server): this;
  /** Adds an error layer for the paths at and under `route`. */
  use<E>(route: string, layer: ErrorLayer<Has, E>): this;
  /** Adds a layer whose kind is not known to the types, as code written for `@types/connect` does. */
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- in one union, a function would lose the types of its parameters
  use(layer: HandleFunction): this;
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- likewise
  use(route: string, layer: HandleFunction): this;

  /** What calling the app does. */
  handle(req: Request<Needs>, res: http.ServerResponse, out?: (err?: unknown) => unknown): void;

  /** Makes an HTTP server for the app and listens; the arguments are those of `http.Server.listen`. */
  listen(port?: number, hostname?: string, backlog?: number, callback?: () => void): http.Server;
  listen(port?: number, hostname?: string, callback?: () => void): http.Server;
  listen(port?: number, callback?: () => void): http.Server;
  listen(target: string | object, callback?: () => void): http.Server;
  listen(callback?: () => void): http.Server;
}

/** What the caller of an app must bring: `originalUrl` is the app's own doing. */
export type Request<Needs> = Needs extends IncomingMessage ? Omit<Needs, never> & http.IncomingMessage : Needs;
