// Measures suites of `benchmarks/suites`. A suite is a module with:
//   ours         name of our contender
//   rows         { [row name]: { note?, floor?: contender names that are shown as a floor, not as peers,
//                quick?: false where `--quick` leaves the row out } }
//   contenders   { [contender name]: async () => ({ [row name]: () => Row }) }
// where a Row is { run, operations = 1, unit = 'ns' } (the median time of run, sync or async, divided by operations) or
// { value, unit } for what the row measured itself. A contender leaves out the rows that it cannot run.
//
// Each row of each contender runs in a process of its own: whoever has many rows would pay in the later ones for what the
// compiler has seen in the earlier ones. The rounds are interleaved (A B C A B C …), so that a busy minute of the machine
// hits everybody alike. A figure is the median of its rounds; its spread is (max - min) / median.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const worker = join(import.meta.dirname, 'worker.mjs');

/** @param {string} suite */
export const load = (suite) => import(pathToFileURL(join(import.meta.dirname, 'suites', `${suite}.mjs`)).href);

/**
 * @param {string} suite
 * @param {{ rounds: number, milliseconds: number, quick?: boolean, only?: RegExp, log?: (text: string) => void }} options
 * @returns {Promise<{ suite: string, ours: string, rows: { name: string, note?: string, unit: string, cells: Record<string, { median: number, spread: number, floor: boolean }> }[] }>}
 */
export async function measureSuite(suite, { rounds, milliseconds, quick = false, only = /(?:)/, log = () => {} }) {
  const { ours, rows, contenders } = await load(suite);
  const names = Object.keys(contenders);
  const wanted = Object.keys(rows).filter((row) => only.test(row) && !(quick && rows[row].quick === false));
  /** @type {Map<string, Map<string, number[]>>} */
  const samples = new Map(wanted.map((row) => [row, new Map()]));
  /** @type {Map<string, string>} */
  const units = new Map();
  /** @type {Map<string, string[]>} */
  const rowsOf = new Map();
  for (const contender of names) rowsOf.set(contender, await runInProcess(suite, contender, milliseconds));
  for (let round = 0; round < rounds; round += 1) {
    for (const row of wanted) {
      // Rotated, so that no contender always runs after the same neighbour.
      for (let i = 0; i < names.length; i += 1) {
        const contender = /** @type {string} */ (names[(i + round) % names.length]);
        if (!rowsOf.get(contender)?.includes(row)) continue;
        log(`${suite}: round ${round + 1} of ${rounds}, ${row}, ${contender}`);
        const { value, unit } = await runInProcess(suite, contender, milliseconds, row);
        const cells = /** @type {Map<string, number[]>} */ (samples.get(row));
        units.set(row, unit);
        const values = cells.get(contender);
        if (values) values.push(value);
        else cells.set(contender, [value]);
      }
    }
  }
  return {
    suite,
    ours,
    rows: [...samples]
      .filter(([, cells]) => cells.size > 0)
      .map(([name, cells]) => ({
        name,
        note: rows[name].note,
        unit: units.get(name) ?? 'ns',
        cells: Object.fromEntries(
          [...cells].map(([contender, values]) => [
            contender,
            { ...summary(values), floor: (rows[name].floor ?? []).includes(contender) },
          ]),
        ),
      })),
  };
}

/** @param {number[]} values */
function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? NaN;
  const half = (sorted.length - 1) / 2;
  const median = (at(Math.floor(half)) + at(Math.ceil(half))) / 2;
  return { median, spread: (at(sorted.length - 1) - at(0)) / median };
}

/**
 * The figure of a row, or, without a row, the names of those that the contender has.
 *
 * @param {string} suite
 * @param {string} contender
 * @param {number} milliseconds
 * @param {string} [row]
 * @returns {Promise<any>}
 */
function runInProcess(suite, contender, milliseconds, row) {
  return new Promise((resolve, reject) => {
    const child = fork(worker, [suite, contender, String(milliseconds), ...(row === undefined ? [] : [row])], {
      execArgv: ['--expose-gc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    child.on('message', resolve);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${suite}: the process of ${contender}, ${row} ended with ${code}`)));
  });
}
