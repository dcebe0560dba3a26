import { describe, expectTypeOf, it } from 'vitest';
import {
  callbackify,
  type NodeCallback,
  promisify,
  type Task,
  type TaskResult,
  withResolvers,
  withTimeout,
} from './index.js';

describe('types', () => {
  it('of a task follow from how it finishes', () => {
    const run = <R, O>(_task: Task<number, R, O>): TaskResult<R, O> => undefined as never;
    expectTypeOf(run(async (n) => n.toFixed())).toEqualTypeOf<string>();
    expectTypeOf(run((n) => Promise.resolve(n > 1))).toEqualTypeOf<boolean>();
    expectTypeOf(run((_n, callback: NodeCallback<Date>) => void setTimeout(callback, 1))).toEqualTypeOf<Date>();
  });

  it('of withTimeout are those of the promise, the async function or the callback', () => {
    expectTypeOf(withTimeout(Promise.resolve(1), 5)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(withTimeout(async ({ signal }) => signal.aborted, 5)).toEqualTypeOf<Promise<boolean>>();
    expectTypeOf(withTimeout((_scope, callback: NodeCallback<string>) => callback(null, 'x'), 5)).toEqualTypeOf<
      Promise<string>
    >();
    // @ts-expect-error a number is no task
    void withTimeout(5, 5);
  });

  it('of promisify and callbackify turn into each other', () => {
    const half = (_n: number, _callback: (error: Error | null, result: number) => void): void => {};
    expectTypeOf(promisify(half)).toEqualTypeOf<(n: number) => Promise<number>>();
    const flush = (_callback: (error?: Error) => void): void => {};
    expectTypeOf(promisify(flush)).toEqualTypeOf<() => Promise<void>>();
    expectTypeOf(promisify((_n: number, _callback: NodeCallback<Date>) => {})).returns.toEqualTypeOf<Promise<Date>>();
    const back = callbackify(async (n: number) => n / 2);
    expectTypeOf(back).parameters.toEqualTypeOf<[n: number, callback: NodeCallback<number>]>();
  });

  it('of withResolvers carry the value', () => {
    expectTypeOf(withResolvers<number>().promise).toEqualTypeOf<Promise<number>>();
  });
});
