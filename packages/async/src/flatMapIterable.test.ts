import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { filterIterable } from './filterIterable.js';
import { flatMapIterable } from './flatMapIterable.js';

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}

async function* letters(word: string): AsyncGenerator<string> {
  for (const letter of word) yield letter;
}

describe('flatMapIterable', () => {
  it('yields the elements of arrays, iterables, async iterables and streams, and other values as they are', async () => {
    const results = [
      [1, 2],
      new Set([3]),
      letters('ab'),
      Readable.from(['chunk']),
      'text',
      null,
      7,
      [],
      [Promise.resolve(8)],
    ];
    const stream = flatMapIterable(results.keys(), async (i) => results[i]);
    await expect(collect(stream)).resolves.toEqual([1, 2, 3, 'a', 'b', 'chunk', 'text', null, 7, 8]);
  });

  it('keeps the order of the source with several tasks at once', async () => {
    const stream = flatMapIterable(['ab', 'cd', 'ef'], async (word) => letters(word), { concurrency: 3 });
    await expect(collect(stream)).resolves.toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('closes what is open when the loop is left', async () => {
    const closed: string[] = [];
    async function* open(name: string): AsyncGenerator<string> {
      try {
        yield `${name} 1`;
        yield `${name} 2`;
      } finally {
        closed.push(name);
      }
    }
    const source = open('source');
    for await (const value of flatMapIterable(source, async (item) => open(`of ${item}`))) {
      expect(value).toBe('of source 1 1');
      break;
    }
    // The results of the second item were read ahead, but not begun: a generator that has not begun has no finally block.
    expect(closed.toSorted()).toEqual(['of source 1', 'source']);
  });

  it('fails with the failure of an inner iterable, and closes the source', async () => {
    let closed = false;
    const source = (function* () {
      try {
        yield* [1, 2, 3];
      } finally {
        closed = true;
      }
    })();
    const stream = flatMapIterable(source, async (n) =>
      (async function* () {
        yield n;
        if (n === 2) throw new Error('inner');
      })(),
    );
    const seen: number[] = [];
    await expect(
      (async () => {
        for await (const n of stream) seen.push(n);
      })(),
    ).rejects.toThrow('inner');
    expect([seen, closed]).toEqual([[1, 2], true]);
  });
});

describe('filterIterable', () => {
  it('yields the items that pass, in order', async () => {
    const stream = filterIterable([1, 2, 3, 4, 5], async (n) => n % 2, { concurrency: 3 });
    await expect(collect(stream)).resolves.toEqual([1, 3, 5]);
  });

  it('goes past any number of items that do not pass', async () => {
    const items = Array.from({ length: 50_000 }, (_, i) => i);
    const test = (n: number, done: (error: null, truth: boolean) => void): void => done(null, n === 49_999);
    await expect(collect(filterIterable(items, test))).resolves.toEqual([49_999]);
  });

  it('yields falsy items that pass', async () => {
    await expect(collect(filterIterable([0, '', null], async () => true))).resolves.toEqual([0, '', null]);
  });
});
