import { describe, expect, it } from 'vitest';
import { autoInject } from './autoInject.js';
import { parameterNames } from './internal/parameters.js';

const names = (source: string): string[] => parameterNames(new Function(`return ${source}`)() as never);

describe('autoInject', () => {
  it.each([
    ['function (a, b) {}', ['a', 'b']],
    ['function named(a,\n  b) {}', ['a', 'b']],
    ['(a, b) => a', ['a', 'b']],
    ['a => a', ['a']],
    ['async(a,b)=>a', ['a', 'b']],
    ['async a => a', ['a']],
    ['async function (a) {}', ['a']],
    ['async (a /* , x */, b) => a', ['a', 'b']],
    ['(a, // b)\n c) => a', ['a', 'c']],
    ['(a = [1, 2], b = (1, "),("), c = { d: 1 }) => a', ['a', 'b', 'c']],
    ['({ method(a, b) {} }).method', ['a', 'b']],
    ['({ async method(a) {} }).method', ['a']],
    ['() => 1', []],
  ])('reads the parameters of %s', (source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  it('takes the array form', async () => {
    const task = (x: number, callback: (error: null, y: number) => void): void => callback(null, x + 1);
    expect(await autoInject({ a: async () => 1, b: ['a', task] } as never)).toEqual({ a: 1, b: 2 });
  });

  it('refuses a plain function without parameters', () => {
    expect(() => autoInject({ a: () => undefined }, () => undefined)).toThrow('explicit parameters');
  });
});
