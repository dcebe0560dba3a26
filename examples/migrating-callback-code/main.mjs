// Runs the eight rungs on the same tree and the same database, and compares what they write.
import { readFileSync, rmSync } from 'node:fs';
import { promisify } from '@sluice/core';
import { openDatabase } from './database.mjs';
import { makeTree } from './fixture.mjs';
import { rungs } from './rungs/index.mjs';

const { root, known, remove } = makeTree();
// Beside the tree, so that no rung finds the report of another one.
const target = `${root}.txt`;
const database = await openDatabase(known);
/** @type {Set<string>} */
const reports = new Set();
try {
  for (const [name, report] of Object.entries(rungs)) {
    const started = performance.now();
    const summary = await promisify(report)({ root, database, target, concurrency: 4 });
    const milliseconds = (performance.now() - started).toFixed(1);
    reports.add(readFileSync(target, 'utf8'));
    console.log(`${name.padEnd(18)} ${summary?.files} files, ${summary?.known} known, ${milliseconds} ms`);
  }
  console.log(reports.size === 1 ? '\nAll eight reports are the same:\n' : '\nThe reports differ!');
  console.log([...reports].join('\n'));
  process.exitCode = reports.size === 1 ? 0 : 1;
} finally {
  await database.close();
  remove();
  rmSync(target, { force: true });
}
