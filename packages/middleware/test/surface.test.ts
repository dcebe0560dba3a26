import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as middleware from '../src/index.js';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  exports: Record<string, unknown>;
};

describe('the public surface', () => {
  it('has these names', () => {
    expect(Object.keys(middleware).sort()).toEqual([
      'close',
      'compose',
      'createServer',
      'default',
      'fromFetchHandler',
      'rejectAmbiguousTargets',
      'requestSignal',
      'toFetchHandler',
      'toUpgradeListener',
    ]);
    expect(middleware.default).toBe(middleware.createServer);
  });

  it('has the entry points of connect', () => {
    expect(Object.keys(manifest.exports)).toEqual(['.', './index', './index.js', './internal/*', './package.json']);
    expect(manifest.exports['./internal/*']).toBeNull();
  });
});
