import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import * as surface from '../src/index.js';
import * as promises from '../src/promises/index.js';
import * as withOptions from '../src/withOptions.js';

describe('surface', () => {
  it('exports these names', () => {
    expect(Object.keys(surface).sort()).toEqual(['Step', 'default']);
    expect(surface.default).toBe(surface.Step);
    expect(Object.keys(surface.Step)).toEqual(['fn']);
    expect(Object.keys(promises)).toEqual(['step']);
    expect(Object.keys(withOptions)).toEqual(['withOptions']);
  });

  it('has these entry points, those of step 1.0.0 included', () => {
    expect(Object.keys(manifest.exports)).toEqual([
      '.',
      './promises',
      './withOptions',
      './lib/step',
      './lib/step.js',
      './package.json',
      './internal/*',
    ]);
    expect(manifest.exports['./internal/*']).toBeNull();
    expect(manifest.exports['./lib/step']).toEqual(manifest.exports['.']);
  });
});
