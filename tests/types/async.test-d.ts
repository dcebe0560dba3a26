// Code as it is written against @types/async: each call compiles with both.
import * as ours from '@sluice/async';
import type * as peer from 'async';
import { describe, it } from 'vitest';

type AsyncResultCallback<T> = (error?: Error | null, result?: T) => void;

describe('calls that @types/async accepts', () => {
  it('are accepted for collections', () => {
    const use = (async: typeof peer | typeof ours): unknown => async;
    use(ours);
    const words = ['a', 'b'];
    ours.each<string>(
      words,
      (word, callback) => callback(word ? null : new Error('empty')),
      (error) => void error?.message,
    );
    ours.each<string, Error>(
      words,
      (_word, callback) => callback(),
      (error) => void error?.message,
    );
    void ours.each<string, Error>(words, (_word, callback) => callback());
    ours.eachLimit<string>(
      words,
      2,
      (_word, callback) => callback(),
      (error) => void error?.message,
    );
    ours.forEachOf<string>(
      words,
      (_word, _key, callback) => callback(),
      () => undefined,
    );
    ours.map<string, number>(
      words,
      (word, callback) => callback(null, word.length),
      (_error, results) => void results?.[0],
    );
    ours.map<string, number, Error>(
      words,
      (word, callback) => callback(null, word.length),
      (error) => void error?.message,
    );
    void ours.map<string, number>(words, async (word) => word.length);
    ours.mapLimit<string, number>(
      words,
      2,
      (word, callback) => callback(null, word.length),
      () => undefined,
    );
    ours.mapValues<number, string>(
      { a: 1 },
      (n, key, callback) => callback(null, key + n),
      (_error, r) => void r?.['a'],
    );
    ours.filter<string>(
      words,
      (word, callback) => callback(null, word !== ''),
      (_error, results) => void results?.[0],
    );
    ours.reject<string, Error>(
      words,
      (word, callback) => callback(null, word !== ''),
      (_error, results) => void results?.[0],
    );
    ours.reduce<string, number>(
      words,
      0,
      (memo, word, callback) => callback(null, (memo ?? 0) + word.length),
      () => undefined,
    );
    ours.detect<string>(
      words,
      (word, callback) => callback(null, word === 'b'),
      (_error, word) => void word?.length,
    );
    ours.sortBy<string, number>(
      words,
      (word, callback) => callback(null, word.length),
      (_error, r) => void r?.[0],
    );
    ours.some<string>(
      words,
      (word, callback) => callback(null, word === 'b'),
      (_error, truth) => void (truth === true),
    );
    ours.every<string>(
      words,
      (word, callback) => callback(null, word === 'b'),
      (_error, truth) => void (truth === true),
    );
    ours.concat<string, string>(
      words,
      (word, callback) => callback(null, [word]),
      (_error, r) => void r?.[0],
    );
    ours.transform<string, number>(
      words,
      (acc, word, _key, callback) => {
        acc.push(word.length);
        callback();
      },
      (_error, lengths) => void lengths?.[0],
    );
    ours.times<number>(
      3,
      (n, callback) => callback(null, n),
      (_error, results) => void results?.[0],
    );
  });

  it('are accepted for control flow', () => {
    const typed = (callback: AsyncResultCallback<number>): void => callback(null, 1);
    ours.series<number>([typed, typed], (_error, results) => void results?.[0]);
    ours.series([typed, (callback) => callback(null, 'two')], (error, results) => void (error?.message ?? results));
    ours.series<number>({ one: typed }, (_error, results) => void results?.['one']);
    ours.parallel<number>([typed], (_error, results) => void results?.[0]);
    ours.parallel(
      { one: typed, two: (callback) => setTimeout(() => callback(null, 2), 1) },
      (_error, r) => void r?.one,
    );
    ours.parallelLimit([typed], 2, (_error, results) => void results?.[0]);
    ours.whilst(
      (callback) => callback(null, false),
      (callback) => callback(null),
      (error) => void error?.message,
    );
    ours.until(
      (callback) => callback(null, true),
      (callback) => callback(null),
      () => undefined,
    );
    ours.doWhilst(
      (callback) => callback(null, 1),
      (n: number, callback) => callback(null, n < 1),
      () => undefined,
    );
    ours.forever(
      (next) => next(new Error('end')),
      (error) => void error?.message,
    );
    ours.waterfall(
      [
        (callback: AsyncResultCallback<number>) => callback(null, 1),
        (n: number, callback: AsyncResultCallback<string>) => callback(null, `${n}`),
      ],
      (error, result) => void (error?.message ?? result),
    );
    ours.waterfall<string>(
      [(callback: AsyncResultCallback<string>) => callback(null, 'a')],
      (_error, result) => void result,
    );
    ours.auto<{ a: number; b: string }>(
      { a: (callback) => callback(null, 1), b: ['a', (results, callback) => callback(null, `${results.a}`)] },
      (_error, results) => void results?.b,
    );
    ours.retry<number>(
      3,
      (callback) => callback(null, 1),
      (_error, result) => void result,
    );
    ours.retry<number>(
      { times: 3, interval: (n) => n * 2, errorFilter: (error) => error.message !== '' },
      typed,
      () => undefined,
    );
    ours.race<number>([typed], (_error, result) => void result);
    ours.tryEach<number>([typed], (_error, result) => void result);
    ours.applyEach(
      [(n: number, callback: AsyncResultCallback<number>) => callback(null, n)],
      1,
    )((error) => void error?.message);
  });

  it('are accepted for names of types', () => {
    const callback: ours.AsyncResultCallback<number> = (error, result) => void (error?.message ?? result);
    const each: ours.AsyncIterator<string> = (_item, done) => done();
    const table: ours.Dictionary<number> = { a: 1 };
    const task: ours.AsyncFunction<number> = (done) => done(null, 1);
    ours.parallel([task], (error, results) => callback(error, results?.[0]));
    ours.each(['a'], each, (error) => void error?.message);
    ours.map(
      table,
      (n, done) => done(null, n),
      () => undefined,
    );
  });
});
