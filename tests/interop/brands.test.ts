// What counts as a real promise everywhere in the family, and what is left alone.
import { runInNewContext } from 'node:vm';
import { isPromise } from '@sluice/core';
import { Deferred, SluicePromise } from '@sluice/deferred';
import { EventProxy, Guard } from '@sluice/eventproxy';
import { step } from '@sluice/step/promises';
import { describe, expect, it } from 'vitest';
import { LazyQuery, promises } from './promises.js';

describe('isPromise', () => {
  it.each(promises)('knows promises, pending and settled: $name', async ({ make }) => {
    expect(isPromise(make(() => undefined))).toBe(true);
    const settled = make((resolve) => resolve(1));
    expect(isPromise(settled)).toBe(true);
    expect(isPromise(settled.then((value) => value))).toBe(true);
    expect(await settled).toBe(1);
  });

  it('knows what the family returns', () => {
    class Sub extends SluicePromise<number> {}
    const made: unknown[] = [
      new Deferred().promise,
      SluicePromise.resolve(1),
      new Sub((resolve) => resolve(1)),
      new Guard().run('key', async () => 1),
      new EventProxy().guard('key', async () => 1),
      step([() => 1]),
      (async () => 1)(),
      runInNewContext('(async () => 1)()'),
    ];
    expect(made.map((each) => isPromise(each))).toEqual(made.map(() => true));
  });

  it.each(promises)('knows rejected promises: $name', async ({ make }) => {
    const known = new Error('known');
    const rejected = make((_resolve, reject) => reject(known));
    expect(isPromise(rejected)).toBe(true);
    await expect(rejected).rejects.toBe(known);
  });

  // Shapes as the query builders have them: `then` starts the query each time that it is called.
  class KnexLike extends LazyQuery {
    readonly _method = 'select';
    toSQL(): string {
      return 'select 1';
    }
    catch(): void {}
    finally(): void {}
    get [Symbol.toStringTag](): string {
      return 'object';
    }
  }
  class PrismaLike extends LazyQuery {
    get [Symbol.toStringTag](): string {
      return 'PrismaPromise';
    }
  }
  class MongooseLike extends LazyQuery {
    readonly op = 'find';
    exec(): Promise<unknown[]> {
      return Promise.resolve([]);
    }
  }
  class Touchy {
    get then(): never {
      throw new Error('then was read');
    }
  }

  it.each([
    ['knex', new KnexLike()],
    ['prisma', new PrismaLike()],
    ['mongoose', new MongooseLike()],
    ['a bare thenable', new LazyQuery()],
    ['a thenable whose then must not be read', new Touchy()],
    ['a function with then', Object.assign(() => undefined, { then: () => undefined })],
    ['the class itself', Promise],
    ['nothing', null],
  ])('leaves alone: %s', (_name, value) => {
    expect(isPromise(value)).toBe(false);
    expect((value as { runs?: number } | null)?.runs ?? 0).toBe(0);
  });
});
