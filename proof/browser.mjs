// The unit tests of the packages, from the sources, in a real Chromium: what they say holds there too. A test that
// needs something of Node (proof/browser/node.mjs says so when it is used) is counted apart.
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { done, failed, findChromium, finish, names, root, run, skipped, tools } from './lib.mjs';

const versions = {
  vitest: 'vitest@4.1.12',
  vite: 'vite@8.3.8',
  '@vitest/browser-playwright': '@vitest/browser-playwright@4.1.12',
  playwright: 'playwright@1.65.1',
  'fast-check': 'fast-check@4.10.2',
};
/** Tests that cannot hold in a browser for another reason than a call of Node: words of their name, and the reason. */
const notHere = [['across two copies of the package', 'the module cache of the browser cannot be emptied']];

const NEED = /NEEDS NODE: ([\w:/]+)/;

const chromium = findChromium();
const { folder, missing } = chromium ? await tools('browser', versions) : { folder: '', missing: new Map() };
if (chromium === undefined) {
  skipped('the unit tests in Chromium', 'no Chromium was found; install one, or name it with the variable CHROMIUM');
} else if (missing.size > 0) for (const [name, reason] of missing) skipped(`the unit tests, without ${name}`, reason);
else await inChromium(chromium);
finish('browser');

/** @param {string} executable */
async function inChromium(executable) {
  // An HTTP server is no thing for a browser.
  const which = names.filter((name) => name !== 'middleware');
  rmSync(join(folder, 'packages'), { recursive: true, force: true });
  for (const name of which) {
    for (const part of ['package.json', 'src', 'test']) {
      const from = join(root, 'packages', name, part);
      if (existsSync(from)) cpSync(from, join(folder, 'packages', name, part), { recursive: true });
    }
  }
  cpSync(join(root, 'proof/browser'), join(folder, 'config'), { recursive: true });
  const file = join(folder, 'report.json');
  rmSync(file, { force: true });
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--config', 'config/vitest.config.mjs', '--reporter=json', `--outputFile.json=${file}`];
  const env = { ...process.env, CHROMIUM: executable, FORCE_COLOR: '0' };
  // Tests that need Node fail, so the exit code says nothing.
  const output = await run(process.execPath, args, { cwd: folder, env, timeout: 600_000 }).catch(
    (error) => error.message,
  );
  if (!existsSync(file)) {
    failed('the unit tests in Chromium', new Error(`there is no report\n${output}`));
    return;
  }
  judge(JSON.parse(readFileSync(file, 'utf8')).testResults);
}

/** @param {{ name: string, message: string, assertionResults: any[] }[]} files */
function judge(files) {
  /** @type {Map<string, { passed: number, node: number }>} */
  const count = new Map();
  /** @type {Map<string, number>} */
  const reasons = new Map();
  for (const { name: path, message, assertionResults } of files) {
    const name = /packages\/(\w+)\//.exec(path)?.[1] ?? path;
    const own = count.get(name) ?? { passed: 0, node: 0 };
    count.set(name, own);
    if (assertionResults.length === 0) {
      const file = path.slice(folder.length + 1);
      const need = NEED.exec(message)?.[1];
      if (need) skipped(file, `it needs ${need}`);
      else failed(file, new Error(message));
    }
    for (const { status, fullName, failureMessages } of assertionResults) {
      const text = failureMessages.join('\n');
      const module = text.includes('"emitWarning" is not defined') ? 'process' : NEED.exec(text)?.[1];
      const need = module ? `they need ${module}` : notHere.find(([words]) => fullName.includes(words))?.[1];
      if (status === 'passed') own.passed += 1;
      else if (need) {
        own.node += 1;
        reasons.set(need, (reasons.get(need) ?? 0) + 1);
      } else if (status === 'failed') failed(`@sluice/${name}: ${fullName}`, new Error(text));
    }
  }
  for (const [name, { passed, node }] of count) {
    if (passed > 0)
      done(`@sluice/${name}: ${passed} of its unit tests hold in Chromium${node ? `, ${node} need Node` : ''}`);
  }
  for (const [reason, n] of reasons) skipped(`${n} tests`, reason);
}
