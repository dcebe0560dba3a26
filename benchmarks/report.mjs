// Turns the figures of the suites into the document and the picture.
import { markdownTable } from 'markdown-table';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

/** @typedef {Awaited<ReturnType<typeof import('./harness.mjs').measureSuite>>} SuiteResult */
/** @typedef {SuiteResult['rows'][number]} Row */

/**
 * Our figure over the best peer's; below 1 we need less.
 * @param {Row} row
 * @param {string} ours
 */
export function compare({ cells }, ours) {
  const own = cells[ours];
  const peers = Object.entries(cells).filter(([name, cell]) => name !== ours && !cell.floor);
  const best = peers.toSorted(([, a], [, b]) => a.median - b.median)[0];
  // Nothing is smaller than a heap that has not grown at all.
  if (own === undefined || best === undefined || best[1].median <= 0) return undefined;
  return { best: best[0], ratio: own.median / best[1].median };
}

/** @param {SuiteResult} suite */
export function geometricMean({ rows, ours }) {
  const ratios = rows.map((row) => compare(row, ours)?.ratio).filter((ratio) => ratio !== undefined);
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

/** @param {number} value */
const figure = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)).toString();

/**
 * @param {SuiteResult[]} suites
 * @param {({ name: string, minified: number, gzip: number, budget?: number, goal?: number })[]} sizes
 * @param {{ node: string, cpu: string, load: number, rounds: number, minutes: number }} machine
 */
export function document(suites, sizes, machine) {
  const parts = [
    '# Benchmark results',
    'Written by `npm run bench`; do not edit. Each row of each contender runs in a process of its own, the rounds interleaved. Each row is warmed for as long as it is measured, and for at least 20 calls. A figure is the median of its rounds, ± is (max - min) / median over the rounds. **Ratio** is our figure over the best peer’s: below 1 we need less. Floors (plain loops, native promises) are shown, but are no peers.',
    `Node ${machine.node}, ${machine.cpu}, ${machine.rounds} rounds in ${machine.minutes.toFixed(0)} minutes, load average at the end ${machine.load.toFixed(1)}.`,
  ];
  for (const suite of suites) {
    const names = [...new Set(suite.rows.flatMap((row) => Object.keys(row.cells)))];
    const table = suite.rows.map((row) => {
      const compared = compare(row, suite.ours);
      return [
        `${row.name}${row.note ? ` (${row.note})` : ''}`,
        row.unit,
        ...names.map((name) => {
          const cell = row.cells[name];
          if (cell === undefined) return '';
          return `${figure(cell.median)}${cell.floor ? ' (floor)' : ''} ±${Math.round(cell.spread * 100)}%`;
        }),
        compared ? `**${compared.ratio.toFixed(2)}** of ${compared.best}` : '',
      ];
    });
    parts.push(
      `## ${suite.suite}`,
      `Geometric mean of the ratios: **${geometricMean(suite).toFixed(2)}**.`,
      markdownTable([['', 'unit', ...names, 'ratio'], ...table]),
    );
  }
  parts.push(
    '## Sizes',
    'Bytes of a bundle (esbuild, ES module), minified and gzipped, everything counted in.',
    markdownTable([
      ['import', 'minified', 'gzip', 'budget', 'goal'],
      ...sizes.map(({ name, minified, gzip, budget, goal = budget }) => [
        name,
        figure(minified),
        figure(gzip),
        budget ? figure(budget) : '',
        goal ? figure(goal) : '',
      ]),
    ]),
  );
  return `${parts.join('\n\n')}\n`;
}

/** @param {SuiteResult[]} suites @returns {Promise<string>} */
export function chart(suites) {
  const values = suites.flatMap((suite) =>
    suite.rows.flatMap((row) => {
      const compared = compare(row, suite.ours);
      return compared ? [{ suite: suite.suite, row: row.name, ratio: compared.ratio }] : [];
    }),
  );
  const { spec } = compile({
    title: 'sluice against the best peer of each row (left of 1: we need less)',
    data: { values },
    facet: { row: { field: 'suite', title: null } },
    resolve: { scale: { y: 'independent' } },
    spec: {
      mark: 'bar',
      encoding: {
        y: { field: 'row', type: 'nominal', sort: null, title: null, axis: { labelLimit: 480 } },
        x: { field: 'ratio', type: 'quantitative', scale: { type: 'log' }, title: 'ratio' },
        x2: { datum: 1 },
        color: { condition: { test: 'datum.ratio <= 1', value: '#2a7f62' }, value: '#c0562f' },
      },
    },
  });
  return new View(parse(spec), { renderer: 'none' }).toSVG();
}
