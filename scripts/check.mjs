// Everything that must hold, in the order of what fails fastest; `npm test` runs it. The linter works beside the rest.
// A failing step prints its output last, and the exit code is not 0.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (/** @type {string} */ path) => join(root, 'node_modules', path);
const cache = bin('.cache');
mkdirSync(cache, { recursive: true });
const started = Date.now();

/** @typedef {{ name: string, args: string[], quiet?: boolean }} Step */

/** @type {Step} */
const build = { name: 'build', args: ['scripts/build.mjs'] };
/** @type {Step} */
const types = { name: 'types', args: ['scripts/tsc.mjs'] };
/** @type {Step} */
const format = {
  name: 'format',
  args: [bin('prettier/bin/prettier.cjs'), '--check', '.', '--cache', '--log-level', 'warn'],
  quiet: true,
};
/** @type {Step} */
const lint = {
  name: 'lint',
  args: [bin('eslint/bin/eslint.js'), '.', '--cache', '--cache-location', join(cache, 'eslint/')],
  quiet: true,
};
/** @type {Step} */
const knip = { name: 'dead exports', args: [bin('knip/bin/knip.js')], quiet: true };
/** @param {string} project @returns {Step} */
const vitest = (project) => ({
  name: `${project} tests`,
  args: [
    bin('vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(cache, `${project}.json`)}`,
    ...(project === 'unit' ? ['--coverage', '--coverage.reporter=text-summary'] : []),
  ],
});

/** @type {import('node:child_process').ChildProcess[]} */
const running = [];

/** @param {Step} step */
async function run({ name, args, quiet = false }) {
  const begin = Date.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (/** @type {Buffer} */ chunk) => {
      output += chunk;
      if (!quiet) process.stdout.write(chunk);
    });
  }
  const code = await new Promise((done) => child.on('close', done));
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  if (code !== 0) {
    for (const other of running) if (other !== child) other.kill();
    if (quiet) console.error(output);
    console.error(`\nFAILED: ${name} (exit code ${code}, ${seconds} s). The reason is above.`);
    process.exit(1);
  }
  console.log(`ok: ${name} (${seconds} s)`);
}

await Promise.all([run(types), run(build)]);
await Promise.all([
  (async () => {
    await run(format);
    await run(lint);
    await run(knip);
  })(),
  (async () => {
    await run(vitest('unit'));
    await run(vitest('built'));
  })(),
]);

let passed = 0;
let skipped = 0;
for (const project of ['unit', 'built']) {
  const report = JSON.parse(readFileSync(join(cache, `${project}.json`), 'utf8'));
  passed += report.numPassedTests;
  skipped += report.numPendingTests;
  for (const { assertionResults } of report.testResults) {
    for (const { status, fullName } of assertionResults) if (status === 'pending') console.log(`skipped: ${fullName}`);
  }
}
if (passed === 0) {
  console.error('FAILED: no test ran.');
  process.exit(1);
}
console.log(`\nEverything holds, after ${Math.round((Date.now() - started) / 1000)} s.`);
console.log(`${passed} passed, 0 failed, ${skipped} skipped`);
