// What a task may return in the place of calling its callback: real promises of every make.
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { Deferred, SluicePromise } from '@sluice/deferred';
import Q from '@sluice/deferred/q';

const require = createRequire(import.meta.url);

type Executor = (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void;
type Maker = new (executor: Executor) => PromiseLike<unknown>;

export interface Promises {
  readonly name: string;
  readonly make: (executor: Executor) => PromiseLike<unknown>;
}

const Bluebird = require('bluebird') as Maker;
const peerQ = require('q') as { Promise: (executor: Executor) => PromiseLike<unknown> };
const Foreign = runInNewContext('Promise') as Maker;

export const promises: readonly Promises[] = [
  { name: 'native', make: (executor) => new Promise(executor) },
  { name: 'native, of another realm', make: (executor) => new Foreign(executor) },
  { name: 'SluicePromise', make: (executor) => new SluicePromise(executor) },
  {
    name: 'deferred.promise',
    make: (executor) => {
      const deferred = new Deferred();
      executor(deferred.resolve, deferred.reject);
      return deferred.promise;
    },
  },
  { name: 'of `@sluice/deferred/q`', make: (executor) => Q.Promise(executor as never) },
  { name: 'bluebird', make: (executor) => new Bluebird(executor) },
  { name: 'q', make: (executor) => peerQ.Promise(executor) },
];

/**
 * A query as the builders of mongoose and knex make them: a thenable that starts the query each time `then` is called.
 */
export class LazyQuery {
  runs = 0;
  then(resolve: (value: unknown) => void): void {
    this.runs += 1;
    resolve('a second run');
  }
}
