// The published types of connect against ours: what was written for those compiles with these.
import type * as http from 'node:http';
import createServer, * as ours from '@sluice/middleware';
import type connect from 'connect';
import { describe, expectTypeOf, it } from 'vitest';

describe('the types of @types/connect', () => {
  it('have their counterparts', () => {
    expectTypeOf<ours.IncomingMessage>().toExtend<http.IncomingMessage>();
    expectTypeOf<connect.IncomingMessage>().toExtend<ours.IncomingMessage>();
    expectTypeOf<connect.NextFunction>().toExtend<ours.NextFunction>();
    expectTypeOf<ours.NextFunction>().toExtend<connect.NextFunction>();
    expectTypeOf<connect.SimpleHandleFunction>().toExtend<ours.SimpleHandleFunction>();
    expectTypeOf<connect.NextHandleFunction>().toExtend<ours.NextHandleFunction>();
    expectTypeOf<connect.ErrorHandleFunction>().toExtend<ours.ErrorHandleFunction>();
    expectTypeOf<connect.HandleFunction>().toExtend<ours.HandleFunction>();
    expectTypeOf<connect.ServerHandle>().toExtend<ours.ServerHandle>();
    expectTypeOf<connect.ServerStackItem>().toExtend<ours.ServerStackItem>();
    expectTypeOf<ours.Server['stack']>().toEqualTypeOf<ours.ServerStackItem[]>();
    expectTypeOf<ours.Server['route']>().toEqualTypeOf<connect.Server['route']>();
  });

  it('are taken by use', () => {
    const app = createServer();
    expectTypeOf(app.use({} as connect.NextHandleFunction)).toExtend<ours.Server>();
    app.use({} as connect.SimpleHandleFunction);
    app.use({} as connect.ErrorHandleFunction);
    app.use('/x', {} as connect.NextHandleFunction);
    app.use('/x', {} as connect.ErrorHandleFunction);
    app.use({} as connect.Server);
    app.use('/x', {} as connect.Server);
  });

  it('take ours where connect is asked for', () => {
    expectTypeOf<ours.Layer>().toExtend<
      (req: connect.IncomingMessage, res: http.ServerResponse, next: ours.Next) => unknown
    >();
    const app = {} as connect.Server;
    app.use(createServer());
    expectTypeOf(createServer().listen(0)).toEqualTypeOf<http.Server>();
  });
});
