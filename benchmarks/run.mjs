// npm run bench -- [--quick] [--suite name] [--only pattern] [--rounds n]
// Runs the suites one after the other, prints ratios, and writes RESULTS.md and results.svg when every suite was run.
import { readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imports, sizeOf } from '../scripts/sizes.mjs';
import { measureSuite } from './harness.mjs';
import { chart, document } from './report.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    suite: { type: 'string', multiple: true },
    only: { type: 'string' },
    rounds: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const milliseconds = values.quick ? 30 : 60;
const all = readdirSync(join(import.meta.dirname, 'suites'))
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length));
const names = values.suite ?? all;
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`bench: there is no suite ${unknown.join(', ')}; the suites are ${all.join(', ')}`);
  process.exit(1);
}

const started = Date.now();
const results = [];
for (const name of names) {
  results.push(
    await measureSuite(name, {
      rounds,
      milliseconds,
      quick: values.quick,
      ...(values.only !== undefined && { only: new RegExp(values.only) }),
      log: (text) => process.stderr.write(`\r\x1b[K${text}`),
    }),
  );
  process.stderr.write('\r\x1b[K');
}
const sizes = [];
for (const entry of imports) sizes.push({ ...entry, ...(await sizeOf(entry)) });
const peers = [
  ['eventproxy', 'eventproxy'],
  ['q', 'q'],
  ['bluebird', 'bluebird'],
  ['async', 'async'],
  ['async, { mapLimit }', 'async', 'mapLimit'],
  ['neo-async', 'neo-async'],
  ['step', 'step'],
  ['p-map', 'p-map'],
  ['p-queue', 'p-queue'],
];
for (const [name = '', module, binding] of peers) {
  const code = binding
    ? `export { ${binding} } from '${module}'`
    : `import * as all from '${module}'; console.log(all)`;
  sizes.push({ name: `${name} (peer)`, ...(await sizeOf({ code, platform: 'node' }, import.meta.dirname)) });
}

const machine = {
  node: process.version,
  cpu: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores`,
  load: loadavg()[0] ?? 0,
  rounds,
  minutes: (Date.now() - started) / 60_000,
};
const text = document(results, sizes, machine);
console.log(text);
if (!values.quick && values.suite === undefined && values.only === undefined) {
  writeFileSync(join(import.meta.dirname, 'RESULTS.md'), text);
  writeFileSync(join(import.meta.dirname, 'results.svg'), await chart(results));
}
