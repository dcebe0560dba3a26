// `import async from 'async'` has the types of @types/async as a namespace; the default import has them too.
import async from '@sluice/async';
import { expectTypeOf, it } from 'vitest';

it('the default import carries the types of @types/async', () => {
  const jobs: async.QueueObject<number> = async.queue<number>((_n, callback) => callback(null), 2);
  const done: async.ErrorCallback = () => {};
  const all: async.Dictionary<string> = { a: 'b' };
  expectTypeOf(jobs.length()).toEqualTypeOf<number>();
  expectTypeOf(done).toBeFunction();
  expectTypeOf(all).toEqualTypeOf<async.Dictionary<string>>();
});
