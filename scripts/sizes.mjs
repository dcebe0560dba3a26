// What an import costs in a browser bundle: esbuild, minified, gzip -9, in bytes, core counted in.
// `node scripts/sizes.mjs` prints the table; tests/packed/sizes.test.ts holds it to the budgets.
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/**
 * `budget` is what the tests hold; `goal` is what we want, where that is less.
 * @type {{ name: string, code: string, budget: number, goal?: number, platform?: 'browser' | 'node' }[]}
 */
export const imports = [
  { name: '@sluice/core', code: `export * from '@sluice/core'`, budget: 2500 },
  { name: '@sluice/eventproxy', code: `export * from '@sluice/eventproxy'`, budget: 6215, goal: 6000 },
  {
    name: '@sluice/eventproxy, { EventProxy }',
    code: `export { EventProxy } from '@sluice/eventproxy'`,
    budget: 3760,
    goal: 3500,
  },
  {
    name: '@sluice/deferred, { Deferred }',
    code: `export { Deferred } from '@sluice/deferred'`,
    budget: 3950,
    goal: 3000,
  },
  { name: '@sluice/deferred/q', code: `export { default } from '@sluice/deferred/q'`, budget: 6500, goal: 6000 },
  {
    name: '@sluice/middleware',
    code: `export * from '@sluice/middleware'`,
    budget: 7500,
    goal: 4000,
    platform: 'node',
  },
  {
    name: '@sluice/middleware, the app',
    code: `export { default } from '@sluice/middleware'`,
    budget: 4950,
    goal: 4000,
    platform: 'node',
  },
  { name: '@sluice/async', code: `export * from '@sluice/async'`, budget: 17000, goal: 14000 },
  { name: '@sluice/async, { mapLimit }', code: `export { mapLimit } from '@sluice/async'`, budget: 3200, goal: 2000 },
  { name: '@sluice/step', code: `export * from '@sluice/step'`, budget: 2000 },
];

/** @param {{ code: string, platform?: 'browser' | 'node' }} entry @param {string} [resolveDir] */
export async function sizeOf({ code, platform = 'browser' }, resolveDir = join(root, 'tests')) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    // The ES modules that bundlers get; Node itself loads the CommonJS build.
    conditions: ['import'],
    external: platform === 'node' ? builtinModules.flatMap((name) => [name, `node:${name}`]) : [],
    logLevel: 'error',
  });
  const [output] = outputFiles;
  return {
    minified: output?.contents.length ?? 0,
    gzip: gzipSync(output?.contents ?? '', { level: 9 }).length,
    metafile,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = await Promise.all(
    imports.map(async (entry) => ({ ...entry, ...(await sizeOf(entry).catch(() => ({ minified: NaN, gzip: NaN }))) })),
  );
  console.table(
    Object.fromEntries(
      rows.map(({ name, minified, gzip, budget, goal = budget }) => [name, { minified, gzip, budget, goal }]),
    ),
  );
}
