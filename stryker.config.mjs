// Mutation tests of one package: `node proof/mutation.mjs <package>` names it through SLUICE_MUTATE.
const name = process.env['SLUICE_MUTATE'] ?? 'core';
const shard = process.env['SLUICE_MUTATE_FILES'];

export default {
  mutate: shard
    ? shard.split(',').map((file) => `packages/${name}/src/${file}`)
    : [
        `packages/${name}/src/**/*.ts`,
        '!**/*.test.ts',
        '!**/*.test-d.ts',
        '!**/*.d.cts',
        '!**/types.ts',
        '!**/index.ts',
      ],
  testRunner: 'vitest',
  // Its own configuration: only the unit tests of the package, with @sluice/* led to the sources of the sandbox.
  vitest: { configFile: 'proof/mutation.vitest.config.mjs', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env['SLUICE_MUTATE_CONCURRENCY'] ?? 1),
  // A mutant that loops is worth no more time than the tests take, with some room for a busy machine.
  timeoutMS: 6_000,
  timeoutFactor: 2,
  incremental: true,
  incrementalFile: `node_modules/.cache/mutation/${name}.incremental.json`,
  tempDirName: 'node_modules/.cache/stryker',
  ignorePatterns: [
    '**/dist',
    '.ci',
    '.github',
    'benchmarks',
    'coverage',
    'docs',
    'examples',
    ...['async', 'core', 'deferred', 'eventproxy', 'middleware', 'step']
      .filter((other) => other !== name && other !== 'core')
      .map((other) => `packages/${other}`),
  ],
  testRunnerNodeArgs: ['--expose-gc'],
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: `node_modules/.cache/mutation/${name}.json` },
  thresholds: { high: 95, low: 85, break: null },
  disableTypeChecks: false,
  cleanTempDir: 'always',
};
