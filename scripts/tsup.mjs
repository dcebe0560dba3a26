// The one tsup configuration; a package's tsup.config.ts calls it in a line or two.
//
// What a package ships:
//   dist/<entry>.js     ES module for browsers and bundlers, tree-shakable
//   dist/<entry>.cjs    CommonJS; all entries share one bundle, so there is one copy of every class
//   dist/<entry>.mjs    ES module for Node, Bun and Deno: a wrapper round the CommonJS build, so that `import` and
//                       `require` see the same objects
//   dist/*.d.ts, .d.cts declarations of both
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { defineConfig } from 'tsup';
import { writeDeclarations } from './dts.mjs';

const require = createRequire(import.meta.url);

/**
 * @typedef {object} PackageOptions
 * @property {Record<string, string>} [entries] - Entry name to source file. Default: `{ index: 'src/index.ts' }`.
 * @property {string[]} [callable] - Entries whose `require` result is their default export, with the named exports on it
 *   (the peer's `module.exports` is a function). Default: none.
 * @property {boolean} [deep] - Adds an entry for each function that `index` exports (`dist/deep/<name>.*`), as the peer
 *   has a file for each function. Default: false.
 * @property {boolean} [platform] - Builds the CommonJS bundle for Node (`#…` imports resolve with the `node` condition),
 *   beside `dist/browser.cjs` for everybody else. Default: false.
 */

/** @param {PackageOptions} [options] */
export default function configure({
  entries = { index: 'src/index.ts' },
  callable = [],
  deep = false,
  platform = false,
} = {}) {
  const names = Object.keys(entries);
  // CommonJS: one file that holds the code of every entry; the entries pick their part from it.
  mkdirSync('.tsup', { recursive: true });
  const bundle = '.tsup/bundle.ts';
  writeFileSync(bundle, names.map((name, i) => `export * as entry${i} from '../${entries[name]}';\n`).join(''));
  /** @type {import('tsup').Options} */
  const common = {
    target: 'es2022',
    dts: false,
    clean: false,
    silent: true,
    treeshake: false,
    removeNodeProtocol: false,
    external: [/^@sluice\//, /^node:/],
  };
  /** @type {import('tsup').Options} */
  const esm = {
    ...common,
    entry: entries,
    format: /** @type {const} */ ('esm'),
    platform: /** @type {const} */ ('neutral'),
    splitting: true,
    outExtension: () => ({ js: '.js' }),
    esbuildOptions: conditions([]),
  };
  /** @param {string} out @param {boolean} node @returns {import('tsup').Options} */
  const cjs = (out, node) => ({
    ...common,
    entry: { [out]: bundle },
    format: /** @type {const} */ ('cjs'),
    platform: node ? /** @type {const} */ ('node') : /** @type {const} */ ('neutral'),
    splitting: false,
    outExtension: () => ({ js: '.cjs' }),
    esbuildOptions: conditions(node ? ['node'] : []),
  });
  const root = resolve('.');
  return defineConfig([
    esm,
    ...(platform ? [cjs('browser-bundle', false)] : []),
    {
      ...cjs('bundle', platform),
      onSuccess: async () => {
        const dist = join(root, 'dist');
        writeDeclarations(root);
        const bundled = require(join(dist, 'bundle.cjs'));
        for (const [i, name] of names.entries()) {
          const keys = Object.keys(bundled[`entry${i}`]);
          const isCallable = callable.includes(name);
          writeFileSync(join(dist, `${name}.cjs`), cjsEntry('./bundle.cjs', i, keys, isCallable));
          if (platform) {
            writeFileSync(join(dist, `${name}.browser.cjs`), cjsEntry('./browser-bundle.cjs', i, keys, isCallable));
          }
          writeFileSync(join(dist, `${name}.mjs`), wrapper(name, keys, isCallable));
        }
        if (deep) writeDeepEntries(dist);
      },
    },
  ]);
}

/** @param {string[]} extra */
function conditions(extra) {
  /** @param {import('esbuild').BuildOptions} options */
  return (options) => {
    options.conditions = ['@sluice/source', ...extra];
    options.mainFields = ['module', 'main'];
    options.legalComments = 'none';
  };
}

/**
 * @param {string} file
 * @param {number} index
 * @param {string[]} keys
 * @param {boolean} isCallable
 */
function cjsEntry(file, index, keys, isCallable) {
  const head = `'use strict';\nconst entry = require('${file}').entry${index};\n`;
  if (isCallable)
    return `${head}const { default: main, ...named } = entry;\nmodule.exports = Object.assign(main, named);\n`;
  // One assignment for each name: tools that read CommonJS without running it see them, and they are plain properties.
  const assignments = keys.map((key) => `exports.${key} = entry.${key};\n`).join('');
  return `${head}Object.defineProperty(exports, '__esModule', { value: true });\n${assignments}`;
}

/**
 * @param {string} name
 * @param {string[]} keys
 * @param {boolean} isCallable
 */
function wrapper(name, keys, isCallable) {
  const named = keys.filter((key) => key !== 'default');
  const lines = [`import cjs from './${name}.cjs';`];
  // Bundlers that read `__esModule` hand the wrapper the default export itself.
  if (keys.includes('default')) lines.push(`export default ${isCallable ? 'cjs' : 'cjs.default ?? cjs'};`);
  if (named.length > 0) {
    lines.push(`const { ${named.map((key, i) => `${key}: _${i}`).join(', ')} } = cjs;`);
    lines.push(`export { ${named.map((key, i) => `_${i} as ${key}`).join(', ')} };`);
  }
  return `${lines.join('\n')}\n`;
}

/** @param {string} dist */
function writeDeepEntries(dist) {
  const built = require(join(dist, 'index.cjs'));
  mkdirSync(join(dist, 'deep'), { recursive: true });
  for (const name of Object.keys(built)) {
    if (name === 'default' || typeof built[name] !== 'function') continue;
    /** @param {string} extension @param {string} text */
    const write = (extension, text) => writeFileSync(join(dist, 'deep', `${name}.${extension}`), text);
    write('js', `export { ${name}, ${name} as default } from '../index.js';\n`);
    write('cjs', `'use strict';\nmodule.exports = require('../index.cjs').${name};\n`);
    write('mjs', `import fn from './${name}.cjs';\nexport { fn as ${name}, fn as default };\n`);
    write('d.ts', `export { ${name}, ${name} as default } from '../index.js';\n`);
    write('d.cts', `import { ${name} as fn } from '../index.cjs';\nexport = fn;\n`);
  }
}
