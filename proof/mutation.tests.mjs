// All unit tests of one package in one file, for the mutation runs: thousands of runs would otherwise start a worker and
// load the sources anew for each test file. Each file keeps a suite of its own, so its hooks reach only its own tests.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

const folder = join(import.meta.dirname, '../packages', process.env['SLUICE_MUTATE'] ?? 'core');
// Runs of a million operations would be repeated for nearly every mutant.
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /^(src|test)\b.*\.test\.ts$/.test(file) && !/memory|stress/.test(file),
);
for (const file of files.sort()) {
  describe(file, async () => {
    await import(/* @vite-ignore */ join(folder, file));
  });
}
