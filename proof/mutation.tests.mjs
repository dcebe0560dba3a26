// All unit tests of one package, and the programs that compare it with its peer, in one file for the mutation runs:
// thousands of runs would otherwise start a worker and load the sources anew for each test file. Each file keeps a suite
// of its own, so its hooks reach only its own tests.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

const name = process.env['SLUICE_MUTATE'] ?? 'core';
const root = join(import.meta.dirname, '..');
// Thousands of programs would be repeated for nearly every mutant.
process.env['SLUICE_RUNS'] = '60';

const units = readdirSync(join(root, 'packages', name), { recursive: true, encoding: 'utf8' })
  // Runs of a million operations would be repeated, too.
  .filter((file) => /^(src|test)\b.*\.test\.ts$/.test(file) && !/memory|stress/.test(file))
  .map((file) => `packages/${name}/${file}`);
const differential = [name, ...(name === 'async' ? ['queue'] : [])]
  .map((peer) => `tests/differential/${peer}.test.ts`)
  // Those of middleware talk to servers: too slow for each mutant.
  .filter((file) => name !== 'middleware' && existsSync(join(root, file)));

for (const file of [...units.sort(), ...differential]) {
  describe(file, async () => {
    await import(/* @vite-ignore */ join(root, file));
  });
}
