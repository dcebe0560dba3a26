// Mutation testing: changes the sources of a package, one place at a time, and sees whether its unit tests notice.
// `node proof/mutation.mjs core async …` runs those packages; without a name, all of them, one after the other.
// Results are kept in proof/mutation/<package>.json, and proof/mutation/README.md is written from them.
// It takes from minutes to hours, so it is no part of `npm run proof`. `--report [package]` writes the page only, from the
// last run's output.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { cache, finish, names, prove, root, say } from './lib.mjs';

const LEAST = 85;
const folder = join(root, 'proof/mutation');
const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));

/**
 * @typedef {{ file: string, line: number, mutator: string, code: string, replacement: string, status: string }} Survivor
 * @typedef {{ score: number, killed: number, timedOut: number, survived: number, uncovered: number, survivors: Survivor[] }} Kept
 */

if (!args.includes('--report')) {
  for (const name of wanted.length > 0 ? wanted : names) {
    await prove(`@sluice/${name}: at least ${LEAST} % of the mutants are noticed`, () => mutate(name));
    await report();
  }
  finish('mutation testing');
}
for (const name of wanted) store(name);
await report();

/** @param {string} name */
async function mutate(name) {
  mkdirSync(join(cache, 'mutation'), { recursive: true });
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const child = spawn(process.execPath, [stryker, 'run'], {
    cwd: root,
    env: { ...process.env, SLUICE_MUTATE: name },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`stryker ended with the exit code ${code}`);
  const kept = store(name);
  if (kept.score < LEAST) throw new Error(`${kept.score} %, ${kept.survivors.length} mutants lived`);
  return `${kept.score} %`;
}

/** Keeps what matters of the last run of a package. @param {string} name */
function store(name) {
  const kept = keep(name, JSON.parse(readFileSync(join(cache, 'mutation', `${name}.json`), 'utf8')));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
  return kept;
}

/** @param {string} name @param {any} result @returns {Kept} */
function keep(name, result) {
  /** @type {Survivor[]} */
  const survivors = [];
  /** @type {Record<string, number>} */
  const count = {};
  for (const [file, { mutants, source }] of Object.entries(result.files)) {
    const lines = source.split('\n');
    for (const { status, mutatorName, replacement = '', location } of mutants) {
      count[status] = (count[status] ?? 0) + 1;
      if (status !== 'Survived' && status !== 'NoCoverage') continue;
      const line = location.start.line;
      survivors.push({
        file: file.replace(`packages/${name}/src/`, ''),
        line,
        mutator: mutatorName,
        code: lines[line - 1].trim().slice(0, 140),
        replacement: replacement.replaceAll(/\s+/g, ' ').slice(0, 100),
        status,
      });
    }
  }
  const { Killed: killed = 0, Timeout: timedOut = 0, Survived: survived = 0, NoCoverage: uncovered = 0 } = count;
  const score = Math.floor((1000 * (killed + timedOut)) / (killed + timedOut + survived + uncovered)) / 10;
  return { score, killed, timedOut, survived, uncovered, survivors };
}

/** Writes the page from what is kept. */
async function report() {
  const rows = [];
  const lists = [];
  for (const name of names) {
    const file = join(folder, `${name}.json`);
    if (!existsSync(file)) {
      rows.push(`| \`@sluice/${name}\` | not run yet | | | | |`);
      continue;
    }
    /** @type {Kept} */
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    const { score, killed, timedOut, survived, uncovered, survivors } = kept;
    rows.push(`| \`@sluice/${name}\` | ${score} % | ${killed} | ${timedOut} | ${survived} | ${uncovered} |`);
    /** @type {Map<string, number>} */
    const kinds = new Map();
    for (const survivor of survivors) {
      const kind = kindOf(survivor);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    lists.push(`### @sluice/${name}\n\n${[...kinds].map(([kind, n]) => `- ${n} × ${kind}`).join('\n')}`);
  }
  const page = `# Mutation testing

Written by \`node proof/mutation.mjs\`, which changes the sources one place at a time and runs the unit tests of the package;
a mutant that no test notices has survived. All mutators are on, those for words of messages included.

| package | noticed | killed | by a time limit | survived | not reached by a test |
| --- | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

## Survivors, by kind

Each survivor with its line and its replacement stands in \`<package>.json\` beside this page. The unit tests of the
package run, and 60 programs that compare it with its peer (except for middleware, whose programs talk to servers);
the Promises/A+ suite, interop tests and packed tarballs are not part of the run: they notice more than is counted here.

${lists.join('\n\n')}
`;
  writeFileSync(join(folder, 'README.md'), await format(page, { parser: 'markdown', printWidth: 120 }));
  say(`wrote ${join('proof', 'mutation', 'README.md')}`);
}

/** Why a mutant lived, told by what was changed. @param {Survivor} survivor */
function kindOf({ mutator, code, status }) {
  if (status === 'NoCoverage') return 'code that no unit test of the package reaches (others do, across packages)';
  if (mutator === 'StringLiteral') return 'words of a message or a name, which no test pins';
  if (/=== CALLBACK|=== WITHHELD|\?\?=/.test(code))
    return 'a shortcut: the general path gives the same result, more slowly';
  if (mutator === 'OptionalChaining') return 'an optional call on something that was never absent in the tests';
  if (mutator === 'EqualityOperator') return 'a border (`<` for `<=`) whose two sides behave alike';
  if (mutator === 'ConditionalExpression' || mutator === 'LogicalOperator' || mutator === 'BooleanLiteral') {
    return 'a condition of which one side is not told apart by the unit tests';
  }
  if (mutator === 'BlockStatement' || mutator === 'ArrowFunction')
    return 'a block whose effect the unit tests do not look at';
  return `another place (${mutator})`;
}
