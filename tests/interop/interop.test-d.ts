// Plugs go into sockets without a cast: each socket is called with the union of all plugs, so each pair is checked.
/* eslint-disable @typescript-eslint/no-misused-promises -- `next` and `proxy.done()` return something, which callers ignore */
import * as async from '@sluice/async';
import { callbackify, type NodeCallback, nodeResolver, promisify, withTimeout } from '@sluice/core';
import * as deferreds from '@sluice/deferred';
import { Deferred } from '@sluice/deferred';
import Q from '@sluice/deferred/q';
import { EventProxy, Guard } from '@sluice/eventproxy';
import { createServer, type Next } from '@sluice/middleware';
import { Step, type StepCallback, type StepContext } from '@sluice/step';
import { step } from '@sluice/step/promises';
import { describe, expectTypeOf, it } from 'vitest';

interface Row {
  readonly id: number;
}

/** What any API with a Node-style callback looks like. */
declare const select: (callback: (error: Error | null, row?: Row) => void) => void;

// eslint-disable-next-line @typescript-eslint/no-unused-vars -- its type is what counts
const plugsFor = <T>() => {
  const proxy = new EventProxy();
  return {
    nodeResolver: nodeResolver<T>(
      'plug',
      () => {},
      () => {},
    ),
    makeNodeResolver: new Deferred<T>().makeNodeResolver(),
    callback: new Deferred<T>().callback(),
    qResolver: Q.defer<T>().makeNodeResolver(),
    done: proxy.done('event'),
    doneMapped: proxy.done('event', (value: T) => value),
    doneWith: proxy.done((value: T) => value),
    doneLater: proxy.doneLater('event'),
    group: proxy.group('event'),
    step: undefined as unknown as StepCallback<T>,
    stepItself: undefined as unknown as StepContext,
    next: undefined as unknown as Next,
  };
};
type Plugs<T> = ReturnType<typeof plugsFor<T>>;
type Plug<T> = Plugs<T>[keyof Plugs<T>];
declare function plug<T>(): Plug<T>;

describe('a plug', () => {
  it('fits the callback of a Node API', () => {
    select(plug<Row>());
    expectTypeOf(select).toBeCallableWith(plug<Row>());
  });

  it('fits the final callback of every function of async', () => {
    const each = (_item: number, callback: NodeCallback<Row>): void => select(callback);
    const task = (callback: NodeCallback<Row>): void => select(callback);
    async.each([1], each, plug<unknown>());
    async.map([1], each, plug<(Row | undefined)[]>());
    async.mapLimit([1], 2, each, plug<(Row | undefined)[]>());
    async.mapSeries([1], async (n) => n, plug<(number | undefined)[]>());
    async.parallel([task], plug<unknown>());
    async.series([task, async () => 1], plug<unknown>());
    async.waterfall([task], plug<unknown>());
    async.auto({ row: task }, plug<unknown>());
    async.race([task], plug<unknown>());
    async.tryEach([task], plug<unknown>());
    async.retry(3, task, plug<Row>());
    async.times(2, each, plug<(Row | undefined)[]>());
    async.reduce(
      [1],
      0,
      (memo: number, n: number, callback: NodeCallback<number>) => callback(null, memo + n),
      plug<number>(),
    );
    async.detect(
      [1],
      (_n: number, callback: NodeCallback<boolean>) => callback(null, true),
      plug<number | undefined>(),
    );
    async.some([1], (_n: number, callback: NodeCallback<boolean>) => callback(null, true), plug<boolean | undefined>());
    async.queue(each, 2).push(1, plug<Row>());
    async.priorityQueue(each, 2).push(1, 0, plug<Row>());
    async.cargo((_jobs: number[], callback: NodeCallback) => callback(null), 2).push(1, plug<unknown>());
    expectTypeOf(async.race([task], plug<unknown>())).toBeVoid();
  });

  it('fits the guard, promises, steps and apps', () => {
    const guard = new Guard<string>();
    guard.run('key', (_flight, done: NodeCallback<Row>) => select(done), plug<Row>());
    guard.wrap(
      (id: string) => id,
      (_id: string, _flight, done: NodeCallback<Row>) => select(done),
    )('key', plug<Row>());
    new EventProxy().guard('key', (_flight, done: NodeCallback<Row>) => select(done), plug<Row>());
    new Deferred<Row>().promise.nodeify(plug<Row>());
    new Deferred<Row>().promise.asCallback(plug<Row>());
    deferreds.callbackify(async (id: number) => ({ id }))(1, plug<Row>());
    callbackify(async (id: number) => ({ id }))(1, plug<Row>());
    Step.fn(function () {
      select(this);
    })(plug<unknown>());
    Step(function () {
      select(this);
    }, plug<unknown>());
    createServer().handle({} as never, {} as never, plug<unknown>());
    expectTypeOf(guard.run('key', async () => 1, plug<number>())).toBeVoid();
  });
});

describe('the callback that a task gets', () => {
  it('fits the callback of a Node API, and every other final callback', () => {
    void withTimeout((_scope, callback: NodeCallback<Row>) => select(callback), 5);
    void promisify((callback: NodeCallback<Row>) => select(callback))();
    void new Guard().run('key', (_flight, done: NodeCallback<Row>) => async.retry(3, select, done));
    async.parallel(
      [(callback: NodeCallback<Row>) => new Guard().run('key', async () => ({ id: 1 }), callback)],
      plug<unknown>(),
    );
    Step(function () {
      select(this);
      select(this.parallel());
      select(this.group()());
      async.retry(3, select, this.parallel<Row>());
      new Deferred<Row>().promise.nodeify(this.parallel<Row>());
    });
    void step([
      function () {
        const row = this.parallel<Row>();
        select(row);
        return row;
      },
      (_tools, row) => {
        expectTypeOf(row).toEqualTypeOf<Row>();
        return row.id;
      },
    ]);
    createServer().use((_req, _res, next) => select(next));
  });

  it('keeps the type of what arrives', () => {
    const rows = async.mapLimit([1], 2, (_n, callback: NodeCallback<Row>) => select(callback));
    expectTypeOf(rows).resolves.items.toEqualTypeOf<Row>();
    expectTypeOf(
      new Guard().run('key', (_flight, done: NodeCallback<Row>) => select(done)),
    ).resolves.toEqualTypeOf<Row>();
    expectTypeOf(promisify((callback: NodeCallback<Row>) => select(callback))()).resolves.toEqualTypeOf<Row>();
    const deferred = new Deferred<Row>();
    async.retry(3, select, deferred.makeNodeResolver());
    expectTypeOf(deferred.promise.then((row) => row.id)).resolves.toEqualTypeOf<number>();
  });
});

describe('a promise that a task returns', () => {
  const row = (): Deferred<Row>['promise'] => new Deferred<Row>().promise;

  it('gives its value, whichever package made it', () => {
    expectTypeOf(async.mapLimit([1], 2, (_n) => row())).resolves.items.toEqualTypeOf<Row>();
    expectTypeOf(async.parallel({ row, id: () => Q(1) })).resolves.toEqualTypeOf<{ row: Row; id: number }>();
    expectTypeOf(async.auto({ row })).resolves.toEqualTypeOf<{ row: Row }>();
    expectTypeOf(new Guard().run('key', row)).resolves.toEqualTypeOf<Row>();
    expectTypeOf(new EventProxy().guard('key', () => Q(1))).resolves.toEqualTypeOf<number>();
    expectTypeOf(withTimeout(row, 5)).resolves.toEqualTypeOf<Row>();
    expectTypeOf(step([row, (_tools, found) => found.id])).resolves.toEqualTypeOf<number>();
    expectTypeOf(step([() => async.map([1], row)])).resolves.toEqualTypeOf<Row[]>();
    expectTypeOf(callbackify(row)).parameters.toEqualTypeOf<[callback: NodeCallback<Row>]>();
  });
});

describe('what is refused', () => {
  it('a plug for another value, where the plug says what it takes', () => {
    const deferred = new Deferred<string>();
    // @ts-expect-error the guard gives a row, the deferred is one of strings
    new Guard().run('key', async (): Promise<Row> => ({ id: 1 }), deferred.makeNodeResolver());
    // @ts-expect-error a promise is no callback
    select(deferred.promise);
    expectTypeOf(deferred.promise).not.toExtend<NodeCallback>();
  });
});
