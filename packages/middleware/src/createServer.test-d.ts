import type * as http from 'node:http';
import { describe, expectTypeOf, it } from 'vitest';
import createServer, {
  type ErrorLayer,
  type HandleFunction,
  type IncomingMessage,
  type Layer,
  type Next,
  type Server,
  type SimpleHandleFunction,
} from './index.js';

interface User {
  readonly name: string;
}

describe('createServer', () => {
  it('types the parameters of a layer', () => {
    createServer().use((req, res, next) => {
      expectTypeOf(req).toExtend<IncomingMessage>();
      expectTypeOf(req.originalUrl).toEqualTypeOf<string | undefined>();
      expectTypeOf(res).toEqualTypeOf<http.ServerResponse>();
      expectTypeOf(next).toEqualTypeOf<Next>();
      expectTypeOf(next()).toExtend<PromiseLike<void>>();
    });
  });

  it('takes async layers', () => {
    const app = createServer().use(async (_req, _res, next) => {
      await next();
    });
    expectTypeOf(app).toExtend<Server>();
  });

  it('lets the layers behind see what a layer adds', () => {
    createServer()
      .use<{ user: User }>((req, _res, next) => {
        req.user = { name: 'ann' };
        void next();
      })
      .use('/profile', (req, res) => res.end(req.user.name))
      .use<{ id: number }>((req, _res, next) => {
        req.id = req.user.name.length;
        void next();
      })
      .use((req) => {
        expectTypeOf(req.user).toEqualTypeOf<User>();
        expectTypeOf(req.id).toEqualTypeOf<number>();
      });
  });

  it('refuses a mounted layer that needs what nobody has added', () => {
    const profile: Layer<IncomingMessage & { user: User }> = (req, res) => res.end(req.user.name);
    createServer<IncomingMessage & { user: User }>().use('/profile', profile);
    const app = createServer().use<{ user: User }>((_req, _res, next) => void next());
    expectTypeOf(app.use('/profile', profile)).toExtend<typeof app>();
    // @ts-expect-error -- there is no user
    createServer().use('/profile', profile);
    // @ts-expect-error -- there is no user
    createServer().use((req) => req.user);
  });

  it('takes a layer of any kind, as code for @types/connect writes it', () => {
    const answer: SimpleHandleFunction = (req, res) => res.end(req.url);
    const layer = answer as HandleFunction;
    const layers: HandleFunction[] = [layer];
    expectTypeOf(createServer().use(layer)).toEqualTypeOf<Server>();
    expectTypeOf(createServer().use('/x', layer)).toEqualTypeOf<Server>();
    layers.forEach((each) => createServer().use(each));
  });

  it('types error layers', () => {
    const answer: ErrorLayer = (err, req, res, next) => {
      expectTypeOf(err).toEqualTypeOf<unknown>();
      expectTypeOf(req).toEqualTypeOf<IncomingMessage>();
      expectTypeOf(res).toEqualTypeOf<http.ServerResponse>();
      expectTypeOf(next).toEqualTypeOf<Next>();
    };
    const narrow: ErrorLayer<IncomingMessage, Error & { status: number }> = (err) => err.status;
    createServer().use(answer).use('/api', answer).use(narrow);
  });

  it('takes apps, servers and what has a handle', () => {
    const app = createServer();
    expectTypeOf(app.use(createServer())).toExtend<Server>();
    app.use('/old', {} as unknown as http.Server);
    app.use('/router', { handle: (_req: never, _res: never, _next: never) => undefined });
    // @ts-expect-error -- nothing is mounted
    app.use('/x');
    // @ts-expect-error -- a number is no layer
    app.use(5);
  });

  it('is a request listener', () => {
    expectTypeOf(createServer()).toExtend<http.RequestListener>();
    const app = createServer().use<{ user: User }>((_req, _res, next) => void next());
    expectTypeOf(app).toExtend<http.RequestListener>();
  });
});
