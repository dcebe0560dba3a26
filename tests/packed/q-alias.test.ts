// An npm alias cannot name a subpath, so code that says `q` reaches the entry for Q through a bundler's or a loader's alias.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, run } from './pack.js';

// Below tests/node_modules, so that the programs resolve the built packages as a user's files would.
const folder = join(root, 'tests/node_modules/.q-alias');

const use = `
const deferred = Q.defer();
setTimeout(deferred.resolve, 1, 20);
Q.all([deferred.promise, Q(22)])
  .spread((a, b) => console.log('sum', a + b, typeof Q.nfcall, '__esModule' in Q))
  .done();
`;
const programs: Record<string, string> = {
  'program.mjs': `import Q from 'q';${use}`,
  'names.mjs': `import { defer, all } from 'q';\nimport Q from 'q';\nif (Q.defer !== defer || Q.all !== all) throw new Error('two copies');${use}`,
  'program.cjs': `const Q = require('q');${use}`,
};
const names = Object.keys(programs);

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text);
});

describe('code written for q', () => {
  it.each(names)("runs through a bundler's alias: %s", async (name) => {
    const outfile = join(folder, `bundled-${name}`);
    await build({
      entryPoints: [join(folder, name)],
      outfile,
      alias: { q: '@sluice/deferred/q' },
      absWorkingDir: folder,
      bundle: true,
      format: name.endsWith('.cjs') ? 'cjs' : 'esm',
      platform: 'neutral',
      logLevel: 'silent',
    });
    expect(await run(process.execPath, [outfile], folder)).toBe('sum 42 function false\n');
  });

  it.each(names)("runs through a loader's alias: %s", async (name) => {
    writeFileSync(
      join(folder, 'hooks.mjs'),
      `export const resolve = (specifier, context, next) => next(specifier === 'q' ? '@sluice/deferred/q' : specifier, context);`,
    );
    // `register` serves import; require asks the resolver of CommonJS.
    writeFileSync(
      join(folder, 'register.mjs'),
      `import Module, { register } from 'node:module';
register('./hooks.mjs', import.meta.url);
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => resolve(request === 'q' ? '@sluice/deferred/q' : request, ...rest);`,
    );
    const args = ['--import', './register.mjs', name];
    expect(await run(process.execPath, args, folder)).toBe('sum 42 function false\n');
  });
});
