import { describe, expect, it } from 'vitest';
import * as entry from '../src/index.js';
import Q, * as q from '../src/q.js';

describe('exports', () => {
  it('of the package are these', () => {
    expect(Object.keys(entry).sort()).toEqual(
      [
        'Deferred',
        'Disposer',
        'Promise',
        'SluicePromise',
        'callbackify',
        'configure',
        'delay',
        'disposer',
        'map',
        'mapSeries',
        'promisify',
        'promisifyAll',
        'props',
        'some',
        'using',
      ].sort(),
    );
    expect(entry.Promise).toBe(entry.SluicePromise);
  });

  it('of the entry for Q are a function and its properties', () => {
    expect(Q).toBeTypeOf('function');
    const onQ = Q as unknown as Record<string, unknown>;
    const { default: _default, ...named } = q;
    expect(Object.keys(named).filter((name) => onQ[name] !== (named as Record<string, unknown>)[name])).toEqual([]);
    expect(Object.keys(q)).toContain('finally');
  });
});
