import { describe, expect, it } from 'vitest';
import { imports, sizeOf } from '../../scripts/sizes.mjs';

describe('the size of a browser bundle', () => {
  it.each(imports)('with $name stays within $budget bytes, gzipped', async (entry) => {
    const { gzip } = await sizeOf(entry);
    expect(gzip).toBeLessThanOrEqual(entry.budget);
  });

  it.each(imports.filter(({ platform }) => platform !== 'node'))('with $name holds nothing of Node', async (entry) => {
    const { metafile } = await sizeOf(entry);
    const imported = Object.values(metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));
    expect(imported.filter((path) => path.startsWith('node:'))).toEqual([]);
  });
});
