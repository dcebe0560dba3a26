// Packs the packages as they will be published, and installs them into empty projects.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const root: string = join(import.meta.dirname, '../..');
export const names: string[] = readdirSync(join(root, 'packages'));

const execute = promisify(execFile);

/** Runs a program and returns its output; a failure shows what it printed. */
export async function run(program: string, args: string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await execute(program, args, { cwd, maxBuffer: 1 << 26 });
    return stdout;
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout: string; stderr: string; message: string };
    throw new Error(`${message}\n${stdout}\n${stderr}`, { cause: error });
  }
}

export function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `sluice-${name}-`));
}

/** Packs one package with the pinned pnpm, which turns `workspace:^` into a version. */
export async function pack(name: string, into: string): Promise<string> {
  const pnpm = join(root, 'node_modules/pnpm/bin/pnpm.cjs');
  const folder = join(root, 'packages', name);
  await run(process.execPath, [pnpm, 'pack', '--pack-destination', into], folder);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return join(into, `sluice-${name}-${version}.tgz`);
}

/** Installs tarballs into the project at `folder`, without the network. */
export async function install(folder: string, tarballs: string[]): Promise<void> {
  const flags = ['--offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await run('npm', ['install', ...flags, ...tarballs], folder);
}

export const tsc: string = join(root, 'tests/node_modules/typescript7/bin/tsc');
