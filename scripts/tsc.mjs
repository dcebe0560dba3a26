// Type-checks the whole repository with the native TypeScript 7 compiler, which lives in tests/ so that its `tsc` does
// not take the place of TypeScript 6 (the one that the linter and the build use).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const tsc = join(root, 'tests/node_modules/typescript7/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
