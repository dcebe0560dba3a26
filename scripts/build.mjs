// Builds every package with tsup, core first (the others load it), two at a time. A package whose sources and
// configuration have not changed since its last build is left as it is.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const tsup = join(root, 'node_modules/tsup/dist/cli-default.js');

/** @param {string} folder @returns {string[]} */
const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test(-d)?\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** @param {string} name */
function fingerprint(name) {
  const folder = join(root, 'packages', name);
  const hash = createHash('sha256');
  const shared = ['scripts/tsup.mjs', 'scripts/dts.mjs', 'pnpm-lock.yaml'].map((file) => join(root, file));
  for (const file of [
    ...shared,
    ...filesOf(join(folder, 'src')),
    join(folder, 'tsup.config.ts'),
    join(folder, 'package.json'),
  ]) {
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} name */
async function build(name) {
  const folder = join(root, 'packages', name);
  const stamp = join(root, 'node_modules/.cache/build', name);
  const wanted = fingerprint(name);
  if (existsSync(join(folder, 'dist')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  const child = spawn(process.execPath, [tsup], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise((done) => child.on('close', done));
  // tsup reports a failing onSuccess on its output only.
  if (code !== 0 || !existsSync(join(folder, 'dist/index.mjs'))) {
    throw new Error(`Building packages/${name} failed:\n${output}`);
  }
  mkdirSync(join(stamp, '..'), { recursive: true });
  writeFileSync(stamp, wanted);
  console.log(`built @sluice/${name}`);
}

const only = process.argv.slice(2);
const names = readdirSync(join(root, 'packages')).filter(
  (name) =>
    name !== 'core' &&
    existsSync(join(root, 'packages', name, 'src/index.ts')) &&
    (only.length === 0 || only.includes(name)),
);
/** @type {unknown[]} */
const failures = [];
try {
  await build('core');
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let name = names.shift(); name !== undefined; name = names.shift()) {
        await build(name).catch((error) => failures.push(error));
      }
    }),
  );
} catch (error) {
  failures.push(error);
}
for (const error of failures) console.error(error instanceof Error ? error.message : error);
process.exit(failures.length > 0 ? 1 : 0);
