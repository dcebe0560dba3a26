// What the parts of the proof share: running programs, packing, finding runtimes and browsers, and the report.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..');
export const cache = join(root, 'node_modules/.cache');

const only = process.env['SLUICE_ONLY']?.split(',');
/** The packages, core first; SLUICE_ONLY=core,async takes a part. */
export const names = readdirSync(join(root, 'packages'))
  .filter((name) => only?.includes(name) ?? true)
  .sort((a, b) => +(b === 'core') - +(a === 'core'));

/** @param {string} name @returns {any} */
export const manifestOf = (name) => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));

const started = Date.now();
/** @type {{ done: string[], skipped: string[], failed: string[] }} */
const report = { done: [], skipped: [], failed: [] };

/** @param {string} line */
export const say = (line) => console.log(line);
/** @param {string} line */
export function done(line) {
  report.done.push(line);
  say(`  ok: ${line}`);
}
/** @param {string} what @param {string} reason */
export function skipped(what, reason) {
  report.skipped.push(`${what} (${reason})`);
  say(`  skipped: ${what}, because ${reason}`);
}
/** @param {string} what @param {unknown} error */
export function failed(what, error) {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split('\n');
  report.failed.push(`${what}: ${lines.find((line) => /(^|\s)\w*error\b.*:/i.test(line)) ?? lines[0]}`.trim());
  say(`  FAILED: ${what}\n${text.replace(/^/gm, '    ')}`);
}

/** Runs one check and reports it. @param {string} what @param {() => unknown} check */
export async function prove(what, check) {
  try {
    const result = await check();
    done(typeof result === 'string' && result.trim() ? `${what}: ${result}` : what);
    return true;
  } catch (error) {
    failed(what, error);
    return false;
  }
}

/** Prints the closing summary of a part and ends the process. @param {string} part */
export function finish(part) {
  const seconds = Math.round((Date.now() - started) / 1000);
  const result = { part, seconds, ...report };
  const file = process.env['SLUICE_PROOF_RESULT'];
  if (file) writeFileSync(file, JSON.stringify(result));
  say(`\n${summaryOf(result)}`);
  // A part that did nothing and says nothing has proved nothing.
  process.exit(report.failed.length > 0 || report.done.length + report.skipped.length === 0 ? 1 : 0);
}

/** @param {{ part: string, seconds: number, done: string[], skipped: string[], failed: string[] }} result */
export function summaryOf({ part, seconds, done, skipped, failed }) {
  const lines = [`${part}: ${done.length} proved, ${failed.length} failed, ${skipped.length} skipped, in ${seconds} s`];
  for (const line of failed) lines.push(`  FAILED: ${line}`);
  for (const line of skipped) lines.push(`  skipped: ${line}`);
  return lines.join('\n');
}

/**
 * Runs a program to its end and returns what it printed; a failure shows all of it.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number, input?: string }} [options]
 * @returns {Promise<string>}
 */
export async function run(program, args, { cwd = root, env = process.env, timeout = 300_000, input } = {}) {
  const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  child.stdin.end(input);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, timeout);
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearTimeout(timer);
  if (code === 0) return stdout;
  const reason = late ? `did not end within ${timeout / 1000} s` : `exit code ${code}`;
  throw new Error(`${[program, ...args].join(' ').slice(0, 200)}: ${reason}\n${stdout}\n${stderr}`.trim());
}

/** A folder that is removed at the end, unless SLUICE_KEEP is set. @param {string} name */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `sluice-${name}-`));
  if (process.env['SLUICE_KEEP']) say(`  kept: ${folder}`);
  else process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Builds what has changed. */
export const build = () => run(process.execPath, [join(root, 'scripts/build.mjs'), ...names]);

export const pnpm = join(root, 'node_modules/pnpm/bin/pnpm.cjs');

/**
 * Packs the packages as they will be published.
 *
 * @param {string} into
 * @param {string[]} [which]
 * @returns {Promise<string[]>} Paths of the tarballs.
 */
export async function pack(into, which = names) {
  const tarballs = [];
  for (const name of which) {
    await run(process.execPath, [pnpm, 'pack', '--pack-destination', into], { cwd: join(root, 'packages', name) });
    tarballs.push(join(into, `sluice-${name}-${manifestOf(name).version}.tgz`));
  }
  return tarballs;
}

const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];

/** @param {string} folder @param {string[]} specs @param {{ env?: NodeJS.ProcessEnv, flags?: string[] }} [options] */
export const npmInstall = (folder, specs, { env = process.env, flags = [] } = {}) =>
  run('npm', ['install', ...quiet, ...flags, ...specs], { cwd: folder, env });

/**
 * Installs development tools that only the proof needs, once, into the cache; later runs find them there.
 *
 * @param {string} name - Folder in the cache.
 * @param {Record<string, string>} specs - Alias to `name@version`.
 * @returns {Promise<{ folder: string, missing: Map<string, string> }>} What could not be had, with the reason.
 */
export async function tools(name, specs) {
  const folder = join(cache, name);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const wanted = Object.entries(specs).filter(([alias, spec]) => !isInstalled(folder, alias, spec));
  const missing = new Map();
  if (wanted.length > 0) {
    say(`  installing ${wanted.map(([, spec]) => spec).join(', ')} (once) …`);
    // One by one, so that one that cannot be had does not take the others along.
    for (const [alias, spec] of wanted) {
      try {
        await npmInstall(folder, [`${alias}@npm:${spec}`], { flags: ['--save-exact'] });
      } catch (error) {
        missing.set(alias, `npm could not install ${spec}: ${firstLine(/** @type {Error} */ (error).message)}`);
      }
    }
  }
  return { folder, missing };
}

/** @param {string} text */
const firstLine = (text) => text.split('\n').find((line) => /npm error|E\d{3}/.test(line)) ?? text.split('\n')[0];

/** @param {string} folder @param {string} alias @param {string} spec */
function isInstalled(folder, alias, spec) {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', alias, 'package.json'), 'utf8'));
    // The packages of Node 20.0.0 call it v20.0.0.
    return version.replace(/^v/, '') === spec.slice(spec.lastIndexOf('@') + 1);
  } catch {
    return false;
  }
}

/** A Chromium of this machine: CHROMIUM names one; otherwise the usual places are looked through. */
export function findChromium() {
  const programs = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'chrome',
    'microsoft-edge',
  ];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/bin',
    '/usr/local/bin',
    '/snap/bin',
    '/Applications/Google Chrome.app/Contents/MacOS',
    '/Applications/Chromium.app/Contents/MacOS',
  ];
  const candidates = [
    process.env['CHROMIUM'],
    ...folders.flatMap((folder) => [...programs, 'Google Chrome', 'Chromium'].map((program) => join(folder, program))),
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return candidates.find((candidate) => candidate !== undefined && candidate !== '' && existsSync(candidate));
}
