// Our types of the entry for Q against @types/q: what code typed for one expects must hold for the other.
import type Qours from '@sluice/deferred/q';
import { Deferred, promisify, SluicePromise } from '@sluice/deferred';
import type Qpeer from 'q';
import { describe, expectTypeOf, it } from 'vitest';

declare const ours: typeof Qours;
declare const peer: typeof Qpeer;

describe('the entry for Q', () => {
  it('gives promises that pass for those of @types/q in control flow', () => {
    const promise: Pick<Qpeer.Promise<number>, 'fail' | 'fin' | 'thenResolve' | 'delay' | 'inspect' | 'done'> = ours(1);
    expectTypeOf(promise).not.toBeAny();
    const state: Qpeer.PromiseState<number> = ours(1).inspect();
    expectTypeOf(state.value).toEqualTypeOf<number | undefined>();
  });

  it('infers the same values', () => {
    expectTypeOf(ours(1)).resolves.toEqualTypeOf<number>();
    expectTypeOf(peer(1)).resolves.toEqualTypeOf<number>();
    expectTypeOf(ours.all([1, 'a'] as [number, string])).resolves.toEqualTypeOf<[number, string]>();
    expectTypeOf(peer.all([1, 'a'] as [number, string])).resolves.toEqualTypeOf<[number, string]>();
    expectTypeOf(ours(1).then(String)).resolves.toEqualTypeOf<string>();
    expectTypeOf(peer(1).then(String)).resolves.toEqualTypeOf<string>();
    expectTypeOf(ours.delay(1)).resolves.toEqualTypeOf<void>();
    expectTypeOf(ours.nfcall<string>(() => undefined)).resolves.toEqualTypeOf<string>();
    expectTypeOf(ours(1).get<string>('x')).resolves.toEqualTypeOf<string>();
    expectTypeOf(ours.defer<number>().promise.isPending()).toEqualTypeOf(peer.defer<number>().promise.isPending());
  });

  it('has the names of @types/q, its types included', () => {
    expectTypeOf<Exclude<keyof typeof Qpeer, keyof typeof Qours>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<keyof Qpeer.Promise<unknown>, keyof Qours.Promise<unknown>>>().toEqualTypeOf<never>();
    expectTypeOf<Qours.Deferred<number>['promise']>().toEqualTypeOf<Qours.Promise<number>>();
  });
});

describe('the class', () => {
  it('is assignable to a native promise', () => {
    const promise: Promise<number> = SluicePromise.resolve(1);
    expectTypeOf(promise).resolves.toEqualTypeOf<number>();
  });

  it('lets the type of progress flow through then', () => {
    const { promise } = new Deferred<string, number>();
    expectTypeOf(promise.then(null, null, String)).toEqualTypeOf<SluicePromise<string, string>>();
    promise.progress((percent) => expectTypeOf(percent).toEqualTypeOf<number>());
    // @ts-expect-error the progress is a number
    new Deferred<string, number>().notify('half');
  });

  it('keeps tuples in all and spread', () => {
    expectTypeOf(SluicePromise.all([1, Promise.resolve('a')])).resolves.toEqualTypeOf<[number, string]>();
    SluicePromise.resolve([1, 'a'] as const).spread((n, s) => {
      expectTypeOf(n).toEqualTypeOf<1>();
      expectTypeOf(s).toEqualTypeOf<'a'>();
    });
    expectTypeOf(SluicePromise.resolve({ a: 1 }).get('a')).resolves.toEqualTypeOf<number>();
    expectTypeOf(SluicePromise.resolve('abc').call('slice', 1)).resolves.toEqualTypeOf<string>();
    // @ts-expect-error there is no such property
    SluicePromise.resolve({ a: 1 }).get('b');
  });

  it('infers promisified functions', () => {
    const stat = (path: string, callback: (error: Error | null, size?: number, time?: Date) => void): void =>
      callback(null, path.length, new Date());
    expectTypeOf(promisify(stat)).parameters.toEqualTypeOf<[string]>();
    expectTypeOf(promisify(stat)('x')).resolves.toEqualTypeOf<number | undefined>();
    // @ts-expect-error the path is a string
    void promisify(stat)(1);
  });
});
