// What the functions infer, and what they refuse.
import { describe, expectTypeOf, it } from 'vitest';
import * as async from './index.js';

declare const words: string[];
declare const pages: AsyncIterable<{ id: number }>;

describe('collections', () => {
  it('infer items and results from every form of an iteratee', () => {
    expectTypeOf(async.map(words, async (word) => word.length)).resolves.toEqualTypeOf<number[]>();
    expectTypeOf(async.map(words, (word) => Promise.resolve(word.length))).resolves.toEqualTypeOf<number[]>();
    const declared = (word: string, callback: (error: Error | null, length?: number) => void): void =>
      callback(null, word.length);
    expectTypeOf(async.mapLimit(words, 2, declared)).resolves.toEqualTypeOf<number[]>();
    expectTypeOf(async.map(pages, async ({ id }) => id)).resolves.toEqualTypeOf<number[]>();
    expectTypeOf(async.map({ a: 1, b: 2 }, async (n) => `${n}`)).resolves.toEqualTypeOf<string[]>();
    expectTypeOf(async.map(new Map([['a', 1]]), async ([key, n]) => key + n)).resolves.toEqualTypeOf<string[]>();
    expectTypeOf(async.map('abc', async (letter) => letter.length)).resolves.toEqualTypeOf<number[]>();
  });

  it('give the callback the results, and the error its type', () => {
    async.map(
      words,
      (word, callback) => setTimeout(callback, 1, null, word),
      (error, results) => {
        expectTypeOf(error).toEqualTypeOf<Error | null | undefined>();
        expectTypeOf(results).toEqualTypeOf<unknown[] | undefined>();
      },
    );
    async.map<string, number>(
      words,
      (word, callback) => callback(null, word.length),
      (_error, results) => expectTypeOf(results).toEqualTypeOf<number[] | undefined>(),
    );
    async.filter(
      words,
      (_word, callback) => callback(null, true),
      (error?: TypeError | null, results?: string[]) => expectTypeOf(error ?? results).not.toBeAny(),
    );
    expectTypeOf(
      async.each(
        words,
        async () => undefined,
        () => undefined,
      ),
    ).toEqualTypeOf<void>();
  });

  it('keep keys', () => {
    expectTypeOf(async.mapValues({ a: 1, b: 2 }, async (n, key) => `${key}${n}`)).resolves.toEqualTypeOf<
      Record<'a' | 'b', string>
    >();
    expectTypeOf(async.groupBy(words, async (word) => (word ? 'full' : 'empty'))).resolves.toEqualTypeOf<
      Partial<Record<'full' | 'empty', string[]>>
    >();
    void async.eachOf({ a: 1 }, async (_n, key) => expectTypeOf(key).toEqualTypeOf<string>());
    void async.eachOf([1], async (_n, key) => expectTypeOf(key).toEqualTypeOf<number>());
  });

  it('flatten what concat collects', () => {
    expectTypeOf(async.concat(words, async (word) => [word.length])).resolves.toEqualTypeOf<number[]>();
    expectTypeOf(async.concat(words, async (word) => word.length)).resolves.toEqualTypeOf<number[]>();
  });

  it('fold and sort', () => {
    expectTypeOf(async.reduce(words, 0, async (sum, word) => sum + word.length)).resolves.toEqualTypeOf<number>();
    expectTypeOf(async.sortBy(words, async (word) => word.length)).resolves.toEqualTypeOf<string[]>();
    expectTypeOf(async.detect(words, async () => true)).resolves.toEqualTypeOf<string | undefined>();
    expectTypeOf(async.times(3, async (n) => `${n}`)).resolves.toEqualTypeOf<string[]>();
  });

  it('refuse what makes no sense', () => {
    // @ts-expect-error an iteratee is a function
    void async.map(words, 'length');
    // @ts-expect-error a number is no collection
    void async.map(5, async () => 1);
    // @ts-expect-error the limit is missing
    void async.mapLimit(words, async () => 1);
    // @ts-expect-error a series has no concurrency
    void async.mapSeries(words, async () => 1, { concurrency: 2 });
    // @ts-expect-error items are strings
    void async.map(words, async (word: number) => word);
  });
});

describe('control flow', () => {
  it('infers tuples and objects of results', () => {
    const number = (callback: (error: null, n: number) => void): void => callback(null, 1);
    expectTypeOf(async.parallel([number, async () => 'b'])).resolves.toEqualTypeOf<[number, string]>();
    expectTypeOf(async.series({ a: number, b: async () => true })).resolves.toEqualTypeOf<{ a: number; b: boolean }>();
    async.parallel({ a: number, b: async () => 'b' }, (_error, results) => {
      expectTypeOf(results).toEqualTypeOf<{ a: number; b: string } | undefined>();
    });
    async.parallel<number>([(callback) => callback(null, 1)], (_error, results) => {
      expectTypeOf(results).toEqualTypeOf<number[] | undefined>();
    });
  });

  it('infers the results of the last step', () => {
    expectTypeOf(async.waterfall([async () => 1, async (n: number) => `${n}`])).resolves.toEqualTypeOf<string>();
    const pair = (callback: (error: null, a: number, b: string) => void): void => callback(null, 1, 'b');
    async.waterfall([pair], (error, a, b) => {
      expectTypeOf(error).toEqualTypeOf<Error | null | undefined>();
      expectTypeOf(a).toEqualTypeOf<number | undefined>();
      expectTypeOf(b).toEqualTypeOf<string | undefined>();
    });
    const half = async.seq(
      async (n: number) => n / 2,
      async (n: number) => `${n}`,
    );
    expectTypeOf(half(4)).resolves.toEqualTypeOf<string>();
    // @ts-expect-error the first function takes a number
    void half('four');
    const composed = async.compose(
      async (n: number) => `${n}`,
      async (n: number) => n / 2,
    );
    expectTypeOf(composed(4)).resolves.toEqualTypeOf<string>();
  });

  it('infers the results of auto by name', () => {
    const tasks = async.auto({
      a: async () => 1,
      b: (callback: (error: null, b: string) => void) => callback(null, 'b'),
      c: ['a', 'b', async ({ a, b }: { a: number; b: string }) => a > 0 && b !== ''],
    });
    expectTypeOf(tasks).resolves.toEqualTypeOf<{ a: number; b: string; c: boolean }>();
    async.auto<{ one: number; two: string }>(
      {
        one: (callback) => callback(null, 1),
        two: ['one', ({ one }, callback) => callback(null, `${one}`)],
      },
      (_error, results) => expectTypeOf(results).toEqualTypeOf<{ one: number; two: string } | undefined>(),
    );
    expectTypeOf(async.autoInject({ a: async () => 1, b: async (a: number) => `${a}` })).resolves.toEqualTypeOf<{
      a: number;
      b: string;
    }>();
  });

  it('infers what loops and attempts end with', () => {
    expectTypeOf(async.retry(3, async () => 'done')).resolves.toEqualTypeOf<string>();
    expectTypeOf(
      async.whilst(
        async () => false,
        async () => 1,
      ),
    ).resolves.toEqualTypeOf<number>();
    expectTypeOf(async.race([async () => 1])).resolves.toEqualTypeOf<number>();
    expectTypeOf(async.tryEach([async () => 1])).resolves.toEqualTypeOf<number>();
  });
});

describe('utilities', () => {
  it('keep arguments and results', () => {
    expectTypeOf(async.apply((a: number, b: string) => `${a}${b}`, 1)).toEqualTypeOf<(b: string) => string>();
    expectTypeOf(async.reflectAll([async () => 1])).not.toBeAny();
    const load = (id: number, callback: (error: null, name: string) => void): void => callback(null, `${id}`);
    expectTypeOf(async.memoize(load)).toExtend<typeof load>();
    expectTypeOf(async.timeout(load, 5)).toEqualTypeOf<typeof load>();
    expectTypeOf(async.ensureAsync(load)).toEqualTypeOf<typeof load>();
    expectTypeOf(async.unmemoize(async.memoize(load))).toExtend<typeof load>();
    expectTypeOf(async.retryable(async (id: number) => `${id}`)(1)).resolves.toEqualTypeOf<string>();
  });
});
