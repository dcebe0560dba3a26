// One contender in a fresh process: warms and measures its rows one after the other and sends each to the parent.
import { measure } from 'mitata';
import { load } from './harness.mjs';

const [suite = '', contender = '', milliseconds = '100', names = '[]'] = process.argv.slice(2);
const { contenders, rows: known } = await load(suite);
const rows = await contenders[contender]();
const wanted = new Set(JSON.parse(names));

for (const [row, setup] of Object.entries(rows)) {
  if (!(row in known)) throw new Error(`${suite}: ${contender} measures the unknown row "${row}"`);
  if (!wanted.has(row)) continue;
  const result = await setup();
  const send = (/** @type {number} */ value, /** @type {string} */ unit) => process.send?.({ row, value, unit });
  if ('value' in result) {
    send(result.value, result.unit);
    continue;
  }
  const { run, operations = 1, unit = 'ns' } = result;
  // mitata batches short functions, and takes the median over batches; the average of a shared machine is bimodal.
  await warm(run, Number(milliseconds));
  const { p50 } = await measure(run, { min_cpu_time: Number(milliseconds) * 1e6, min_samples: 10, inner_gc: false });
  send(p50 / operations, unit);
}
process.exit(0);

/**
 * Runs a row for a while, so that what is measured is the compiled code of a program that has been up for some time, and
 * not the compiler at work, which costs the contender with more code more.
 *
 * @param {() => unknown} run
 * @param {number} duration
 */
async function warm(run, duration) {
  const end = performance.now() + duration;
  while (performance.now() < end) await run();
}
