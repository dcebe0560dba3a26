// The unit tests of one package for Stryker, which runs them in a copy of the repository: workspace links lead out of
// the copy, so `@sluice/*` is led to the sources beside this file.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');
const conditions = ['@sluice/source', 'node', 'module', 'development|production'];

export default defineConfig({
  root,
  resolve: {
    conditions,
    alias: [
      { find: /^#context$/, replacement: join(root, 'packages/core/src/context.node.ts') },
      { find: /^@sluice\/deferred\/q$/, replacement: join(root, 'packages/deferred/src/q.ts') },
      { find: /^@sluice\/(\w+)$/, replacement: join(root, 'packages/$1/src/index.ts') },
    ],
  },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    server: { deps: { inline: true } },
    include: ['proof/mutation.tests.mjs'],
    testTimeout: 4_000,
  },
});
