// Writes the declarations of one package with the native TypeScript 7 compiler: dist/x.d.ts for ES modules, and
// dist/x.d.cts for CommonJS. (`ts.transpileDeclaration` would need no compiler run, but TypeScript 6.0 emits class
// members with computed names such as `[Symbol.iterator]` twice there.)
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RELATIVE_JS = /(\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])(\.{1,2}\/[^'"]*?)\.js\2/g;

/** @param {string} folder - Folder of the package; its core must have been built. */
export function writeDeclarations(folder) {
  // Relative to the package: tsup bundles this file into the package's configuration.
  const tsc = join(folder, '../../tests/node_modules/typescript7/bin/tsc');
  const project = join(folder, '.tsup/tsconfig.json');
  const config = {
    extends: '../../../tsconfig.base.json',
    compilerOptions: {
      customConditions: [],
      types: ['node'],
      noEmit: false,
      emitDeclarationOnly: true,
      stripInternal: true,
      rootDir: '../src',
      outDir: '../dist',
    },
    include: ['../src/**/*.ts'],
    exclude: ['../src/**/*.test.ts', '../src/**/*.test-d.ts'],
  };
  writeFileSync(project, JSON.stringify(config));
  try {
    execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
  } catch (error) {
    throw new Error(/** @type {{ stdout: string }} */ (error).stdout, { cause: error });
  }
  const dist = join(folder, 'dist');
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts')) continue;
    const text = readFileSync(join(dist, file), 'utf8');
    writeFileSync(join(dist, file.replace(/ts$/, 'cts')), text.replace(RELATIVE_JS, '$1$2$3.cjs$2'));
  }
  // CommonJS entries that are a function have their own declarations, of the form `export =`.
  for (const file of readdirSync(join(folder, 'src'))) {
    if (file.endsWith('.d.cts')) writeFileSync(join(dist, file), readFileSync(join(folder, 'src', file)));
  }
}
