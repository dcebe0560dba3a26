// Runs the pnpm that package.json pins, with nothing installed globally: `node scripts/pnpm.mjs <args>`.
// `ensure` installs the lockfile when what is in node_modules differs from it, and costs nothing otherwise.
import { spawnSync } from 'child_process';
import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import { fileURLToPath } from 'url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  console.error(`sluice is built with Node ${manifest.engines.node}, but this is Node ${process.versions.node}.`);
  console.error('Install a current Node (https://nodejs.org), then run the same command again.');
  process.exit(1);
}

/** @param {string} file */
const read = (file) => {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return undefined;
  }
};

const ensure = process.argv[2] === 'ensure';
if (ensure) {
  // pnpm keeps a byte-identical copy of the lockfile that it installed.
  const wanted = read('pnpm-lock.yaml');
  if (wanted !== undefined && read('node_modules/.pnpm/lock.yaml') === wanted) process.exit(0);
  console.log('Installing the development dependencies, once (needs the network) …');
}

const args = ensure ? ['install', '--frozen-lockfile', '--prefer-offline'] : process.argv.slice(2);
const spec = manifest.packageManager.split('+')[0];
const shell = process.platform === 'win32';
const found = spawnSync('pnpm', ['--version'], { cwd: '/', encoding: 'utf8', shell, timeout: 20_000 });
const [command, head] =
  found.status === 0 && found.stdout.trim() === spec.slice('pnpm@'.length)
    ? ['pnpm', []]
    : ['npm', ['exec', '--yes', `--package=${spec}`, '--', 'pnpm']];
const { status, error } = spawnSync(command, [...head, ...args], { cwd: root, stdio: 'inherit', shell });
if (error) console.error(`Could not start ${command}: ${error.message}`);
if (ensure && status !== 0) {
  console.error('\nThe installation failed; the reason is above.');
  console.error(
    'The first installation needs the npm registry: check the network or the proxy, then run the command again.',
  );
}
process.exit(status ?? 1);
