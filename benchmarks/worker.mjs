// One contender in a fresh process: measures its rows one after the other and sends each to the parent.
import { measure } from 'mitata';
import { load } from './harness.mjs';

const [suite = '', contender = '', milliseconds = '100', only = ''] = process.argv.slice(2);
const { contenders } = await load(suite);
const rows = await contenders[contender]();
const filter = new RegExp(only);

for (const [row, setup] of Object.entries(rows)) {
  if (!filter.test(row)) continue;
  const result = await setup();
  const send = (/** @type {number} */ value, /** @type {string} */ unit) => process.send?.({ row, value, unit });
  if ('value' in result) {
    send(result.value, result.unit);
    continue;
  }
  const { run, operations = 1, unit = 'ns' } = result;
  // mitata batches short functions, and takes the median over batches; the average of a shared machine is bimodal.
  const { p50 } = await measure(run, { min_cpu_time: Number(milliseconds) * 1e6, min_samples: 10, inner_gc: false });
  send(p50 / operations, unit);
}
process.exit(0);
