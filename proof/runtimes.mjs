// Every public export used, and the contracts of the packages, from the packed tarballs: on Node 20, 22, 24 and 26, Bun,
// Deno, and in a real Chromium. `node proof/runtimes.mjs [node22 bun chromium …]`
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import {
  build,
  findChromium,
  finish,
  names,
  npmInstall,
  pack,
  prove,
  root,
  run,
  say,
  skipped,
  temporaryFolder,
  tools,
} from './lib.mjs';

const isWindows = process.platform === 'win32';
const platform = `${isWindows ? 'win' : process.platform}-${process.arch}`;
const node = isWindows ? 'bin/node.exe' : 'bin/node';
/** @type {Record<string, { spec: string, program: string, args: string[] }>} */
const runtimes = {
  oldest: { spec: `node-${platform}@20.0.0`, program: node, args: [] },
  node20: { spec: `node-${platform}@20.20.2`, program: node, args: [] },
  node22: { spec: `node-${platform}@22.23.3`, program: node, args: [] },
  node24: { spec: `node-${platform}@24.21.0`, program: node, args: [] },
  node26: { spec: `node-${platform}@26.10.0`, program: node, args: [] },
  bun: { spec: 'bun@1.4.5', program: 'bin/bun.exe', args: ['run'] },
  deno: { spec: 'deno@2.9.6', program: 'bin.cjs', args: ['run', '--allow-all', '--quiet'] },
};
/** What runs in a browser: all but the HTTP server. */
const inBrowsers = names.filter((name) => name !== 'middleware');
const wanted = process.argv.slice(2);
/** @param {string} runtime */
const isWanted = (runtime) => wanted.length === 0 || wanted.includes(runtime);

const folder = temporaryFolder('runtimes');
say('The packages, packed and installed into an empty project');
await prove('the packages build', build);
await prove('the tarballs install', async () => {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const tarballs = await pack(folder);
  await npmInstall(folder, tarballs);
  cpSync(join(root, 'proof/contract'), join(folder, 'contract'), { recursive: true });
});
writeFileSync(join(folder, 'run.mjs'), program(names));

/** @param {string[]} which */
function program(which) {
  return `
    import { runContract } from './contract/main.mjs';
    ${which.map((name, i) => `import * as c${i} from './contract/${name}.mjs';`).join('\n')}
    const results = [];
    for (const contract of [${which.map((_, i) => `c${i}`).join(', ')}]) results.push(await runContract(contract));
    const report = JSON.stringify(results);
    if (typeof document === 'undefined') { console.log('\\nRESULT ' + report); process.exit(0); }
    else globalThis.report = report;
  `;
}

/** @param {string} output */
function judge(output) {
  const line = output.split('\n').find((text) => text.startsWith('RESULT '));
  if (!line) throw new Error(`no result; it printed ${output}`);
  /** @type {{ name: string, passed: number, failures: string[] }[]} */
  const results = JSON.parse(line.slice('RESULT '.length));
  const failures = results.flatMap(({ name, failures }) => failures.map((failure) => `${name}, ${failure}`));
  if (failures.length > 0) throw new Error(failures.join('\n'));
  return results.map(({ name, passed }) => `${name.slice('@sluice/'.length)} ${passed}`).join(', ');
}

say('\nThe contracts');
const needed = Object.fromEntries(
  Object.entries(runtimes)
    .filter(([runtime]) => isWanted(runtime))
    .map(([runtime, { spec }]) => [runtime, spec]),
);
const { folder: installed, missing } = await tools('runtimes', needed);
for (const runtime of Object.keys(needed)) {
  const reason = missing.get(runtime);
  const { program: file, args, spec } = /** @type {typeof runtimes[string]} */ (runtimes[runtime]);
  if (reason) skipped(spec, reason);
  else {
    const path = join(installed, 'node_modules', runtime, file);
    // A script that starts the real program is run by this Node.
    const [command, head] = file.endsWith('.cjs') ? [process.execPath, [path]] : [path, []];
    await prove(spec, async () =>
      judge(await run(command, [...head, ...args, 'run.mjs'], { cwd: folder, timeout: 120_000 })),
    );
  }
}
if (isWanted('chromium')) await inChromium();
finish('runtimes');

async function inChromium() {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    skipped('Chromium', 'no Chromium was found; install one, or name it with the variable CHROMIUM');
    return;
  }
  await prove(`Chromium, with the browser build of ${inBrowsers.join(', ')}`, async () => {
    mkdirSync(join(folder, 'browser'), { recursive: true });
    writeFileSync(join(folder, 'browser.mjs'), program(inBrowsers));
    await bundle({
      entryPoints: [join(folder, 'browser.mjs')],
      outfile: join(folder, 'browser/contracts.js'),
      bundle: true,
      format: 'esm',
      platform: 'browser',
      absWorkingDir: folder,
      alias: { 'node:assert/strict': './contract/assert.mjs' },
      logLevel: 'silent',
    });
    const script = readFileSync(join(folder, 'browser/contracts.js'));
    const server = createServer((request, response) => {
      if (request.url === '/contracts.js') response.setHeader('content-type', 'text/javascript').end(script);
      else
        response
          .setHeader('content-type', 'text/html')
          .end('<!doctype html><script type="module" src="/contracts.js"></script>');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const { chromium } = createRequire(join(root, 'tests/package.json'))('playwright-core');
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ];
    const browser = await chromium.launch({ executablePath, args });
    try {
      const page = await browser.newPage();
      /** @type {string[]} */
      const errors = [];
      page.on('pageerror', (/** @type {Error} */ error) => errors.push(String(error)));
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.waitForFunction('globalThis.report !== undefined', undefined, { timeout: 60_000 }).catch(() => {
        throw new Error(`the page did not finish: ${errors.join(' | ')}`);
      });
      const judged = judge(`RESULT ${await page.evaluate('globalThis.report')}`);
      if (errors.length > 0) throw new Error(`uncaught on the page: ${errors.join(' | ')}`);
      return `${browser.version()}: ${judged}`;
    } finally {
      await browser.close();
      server.close();
    }
  });
}
