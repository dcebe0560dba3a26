// The unit tests of the packages in a real Chromium, from the sources, with the browser's conditions: no `node`.
// proof/browser.mjs copies this folder and the packages beside the tools that it installs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
// @ts-ignore -- proof/browser.mjs installs it on demand
import { playwright } from '@vitest/browser-playwright';

const root = join(import.meta.dirname, '..');
const node = JSON.stringify(join(import.meta.dirname, 'node.mjs'));
const isTest = (/** @type {string} */ file) => /\.test\.ts(\?|$)/.test(file);

/** The names that tests import from each module of Node. @type {Map<string, Set<string>>} */
const imported = new Map([['node:vm', new Set(['runInNewContext'])]]);
for (const file of readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' })) {
  if (!isTest(file)) continue;
  const text = readFileSync(join(root, 'packages', file), 'utf8');
  for (const [, list = '', module = ''] of text.matchAll(/^import (?!type)\{([^}]*)\} from '(node:[\w/]+)'/gm)) {
    const known = imported.get(module) ?? new Set();
    imported.set(module, known);
    for (const name of list.split(',')) if (!/^\s*(type\s|$)/.test(name)) known.add(name.trim().split(' ')[0] ?? '');
  }
}

/** @type {import('vitest/config').Plugin} */
const withoutNode = {
  name: 'without-node',
  enforce: 'pre',
  resolveId: (/** @type {string} */ id) => (id.startsWith('node:') ? `\0${id}` : undefined),
  load(/** @type {string} */ id) {
    if (!id.startsWith('\0node:')) return undefined;
    const module = id.slice(1);
    const names = [...(imported.get(module) ?? [])].filter((name) => name !== 'getEventListeners');
    return [
      `import { needsNode } from ${node};`,
      `export { getEventListeners } from ${node};`,
      ...names.map((name) => `export const ${name} = needsNode('${module}.${name}');`),
      `export default needsNode('${module}');`,
    ].join('\n');
  },
  transform(/** @type {string} */ code, /** @type {string} */ id) {
    if (!isTest(id)) return undefined;
    const used = ['setImmediate', 'process'].filter((name) => new RegExp(`(?<![.\\w'])${name}\\b`).test(code));
    return used.length > 0 ? { code: `import { ${used.join(', ')} } from ${node};${code}`, map: null } : undefined;
  },
};

export default {
  root,
  cacheDir: join(root, 'vite'),
  resolve: {
    conditions: ['@sluice/source', 'browser', 'import', 'module', 'default'],
    alias: [{ find: /^@sluice\/(\w+)$/, replacement: join(root, 'packages/$1/src/index.ts') }],
  },
  plugins: [withoutNode],
  test: {
    include: ['packages/*/src/**/*.test.ts'],
    testTimeout: 20_000,
    // A test that fails since it needs Node may leave a rejection behind; failing tests are judged one by one.
    dangerouslyIgnoreUnhandledErrors: true,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env['CHROMIUM'] ?? '',
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
};
