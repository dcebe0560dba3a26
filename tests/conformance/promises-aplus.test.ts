import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The suite is a mocha program with globals of its own, so it gets a process of its own, and the sources as one file.
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'sluice-aplus-'));
const bundle = join(folder, 'deferred.cjs');

beforeAll(async () => {
  await build({
    entryPoints: [join(root, 'packages/deferred/src/index.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@sluice/source', 'node'],
    outfile: bundle,
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('Promises/A+ 1.1', () => {
  it.concurrent.each(['class', 'deferred'])(
    'passes the 872 tests with the %s',
    async (subject) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'promises-aplus.cjs'), bundle, subject]);
      let output = '';
      child.stdout.on('data', (chunk) => (output += String(chunk)));
      child.stderr.on('data', (chunk) => (output += String(chunk)));
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(output).toContain('872 passing');
      expect(code).toBe(0);
    },
    120_000,
  );
});
