import { defineConfig } from 'vitest/config';

// Tests of the packages run on their sources: the condition `@sluice/source` leads there, so no build is needed.
const conditions = ['@sluice/source', 'node', 'module', 'development|production'];
const sources = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };
const base = { pool: 'forks' as const, execArgv: ['--expose-gc'], testTimeout: 20_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.test-d.ts', '**/types.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
    },
    projects: [
      {
        ...sources,
        test: {
          ...base,
          name: 'unit',
          include: ['packages/*/{src,test}/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['tests/packed/**', '**/node_modules/**'],
        },
      },
      // These use what is published, so they run after the build.
      {
        test: {
          ...base,
          name: 'built',
          include: ['tests/packed/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
