import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches, originLength, pathOf } from './match.js';

// connect's own rule, spelled as slowly as it is simple.
function byConnect(route: string, path: string): boolean {
  const border = path.charAt(route.length);
  return path.toLowerCase().slice(0, route.length) === route.toLowerCase() && /^[/.]?$/.test(border);
}

// Letters, what lies beside them in ASCII, and letters outside of it; the Kelvin sign has the letter k as its lower case.
const text = fc
  .array(fc.constantFrom(...'aAbBzZ@[`{/.-0\u00e9\u00c9\u212ak'), { maxLength: 8 })
  .map((characters) => characters.join(''));

describe('matches', () => {
  it('agrees with connect on every route and path', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom('', '/', '.', '/x', 'x'), (route, path, rest) => {
        for (const candidate of [path, route + rest, route.toUpperCase() + rest, route.toLowerCase() + rest]) {
          expect(matches(route, candidate)).toBe(byConnect(route, candidate));
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['/blog', '/blog', true],
    ['/blog', '/BLOG/x', true],
    ['/blog', '/blog.json', true],
    ['/blog', '/blogs', false],
    ['/blog', '/blo', false],
    ['/blog', '/clog', false],
    ['/a@', '/a`', false],
    ['/a[', '/a{', false],
    ['/z', '/Z', true],
    ['/a', '/A', true],
    ['', '/', true],
    ['', '.x', true],
    ['', 'x', false],
  ])('the route %j on the path %j: %s', (route, path, expected) => {
    expect(matches(route, path)).toBe(expected);
  });
});

describe('originLength', () => {
  it.each([
    ['/http://h/x', 0],
    ['http://h/x', 8],
    ['http://h', 8],
    ['http://h?x', 8],
    ['http://h#x', 8],
    ['HTTP://h:80/x', 11],
    ['?u=http://h/x', 0],
    ['*', 0],
    ['', 0],
    ['foo', 0],
    ['a://b://c/d', 6],
  ])('%j: %i', (target, length) => {
    expect(originLength(target)).toBe(length);
  });

  it('takes linear time for a hostile target', () => {
    expect(originLength(':/'.repeat(1_000_000))).toBe(0);
  });
});

describe('pathOf', () => {
  it.each([
    ['/a/b?c#d', 0, '/a/b'],
    ['/a/b#c?d', 0, '/a/b'],
    ['/a/b', 0, '/a/b'],
    ['http://h/a?b', 8, '/a'],
    ['http://h/a', 8, '/a'],
    ['http://h', 8, ''],
    ['?x', 0, ''],
    ['*', 0, '*'],
    ['/>\u00e9', 0, '/>\u00e9'],
  ])('%j from %i: %j', (target, from, path) => {
    expect(pathOf(target, from)).toBe(path);
  });
});
