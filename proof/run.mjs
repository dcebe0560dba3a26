// The whole proof: `npm run proof`. Each part is a program of its own, and can be run alone.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say, summaryOf, temporaryFolder } from './lib.mjs';

const parts = [
  ['runtimes', 'every export and the contracts, from the packed tarballs, on every runtime and in a browser'],
  ['browser', "the packages' own tests in a real Chromium"],
  ['release', 'versions, builds, publishes and installs the packages, in a copy, on loopback'],
  ['leaks', 'a million operations of each kind; nothing may be left'],
];
const wanted = process.argv.slice(2);
const folder = temporaryFolder('proof');
const started = Date.now();
/** @type {string[]} */
const summaries = [];
let isProved = true;

for (const [name, what] of parts) {
  if (wanted.length > 0 && !wanted.includes(String(name))) continue;
  say(`\n━━ ${name}: ${what}\n`);
  const file = join(folder, `${name}.json`);
  const child = spawn(process.execPath, [join(root, 'proof', `${name}.mjs`)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SLUICE_PROOF_RESULT: file },
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  isProved &&= code === 0;
  try {
    summaries.push(summaryOf(JSON.parse(readFileSync(file, 'utf8'))));
  } catch {
    summaries.push(`${name}: FAILED, ended with the exit code ${code} and no result`);
    isProved = false;
  }
}

const seconds = Math.round((Date.now() - started) / 1000);
say(`\n━━ Summary\n\n${summaries.join('\n')}\n`);
say(
  isProved
    ? `Proved, in ${seconds} s.`
    : `NOT proved; ${seconds} s. What failed is named above, its reason further up.`,
);
process.exit(isProved ? 0 : 1);
