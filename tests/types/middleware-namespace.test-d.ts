// `import connect from 'connect'` has the types of @types/connect as a namespace; the default import has them too.
import connect from '@sluice/middleware';
import { expectTypeOf, it } from 'vitest';

it('the default import carries the types of @types/connect', () => {
  const app: connect.Server = connect();
  const layer: connect.NextHandleFunction = (_req, _res, next) => next();
  app.use(layer);
  expectTypeOf(app.stack).toEqualTypeOf<connect.ServerStackItem[]>();
});
