// One row of one contender in a fresh process: warms and measures it and sends the figure to the parent. Without a row,
// sends the names of those that the contender has.
import { measure } from 'mitata';
import { load } from './harness.mjs';

// V8 settles the layout of a class with its first handful of instances, and compiles anew what had been compiled for the
// layout before; a row that makes one instance for each call needs some calls more than that.
const LEAST_CALLS = 20;

const [suite = '', contender = '', milliseconds = '100', row] = process.argv.slice(2);
const { contenders, rows: known } = await load(suite);
const rows = await contenders[contender]();
process.send?.(row === undefined ? namesOf(rows) : await measured(await rows[row]()));
process.exit(0);

/** @param {object} rows */
function namesOf(rows) {
  const names = Object.keys(rows);
  const unknown = names.find((name) => !(name in known));
  if (unknown !== undefined) throw new Error(`${suite}: ${contender} measures the unknown row "${unknown}"`);
  return names;
}

/** @param {{ run: () => unknown, operations?: number, unit?: string } | { value: number, unit: string }} result */
async function measured(result) {
  if ('value' in result) return { value: result.value, unit: result.unit };
  const { run, operations = 1, unit = 'ns' } = result;
  // mitata batches short functions, and takes the median over batches; the average of a shared machine is bimodal.
  await warm(run, Number(milliseconds));
  const { p50 } = await measure(run, { min_cpu_time: Number(milliseconds) * 1e6, min_samples: 10, inner_gc: false });
  return { value: p50 / operations, unit };
}

/**
 * Runs a row for a while, so that what is measured is the compiled code of a program that has been up for some time, and
 * not the compiler at work, which costs the contender with more code more.
 *
 * @param {() => unknown} run
 * @param {number} duration
 */
async function warm(run, duration) {
  const end = performance.now() + duration;
  for (let calls = 0; calls < LEAST_CALLS || performance.now() < end; calls += 1) await run();
}
