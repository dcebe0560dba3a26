// Bundlers that take the `node` condition bundle the wrapper round the CommonJS build, and read `__esModule` by rules of
// their own: the default import must be the same object there.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, run } from './pack.js';

// Below tests/node_modules, so that the program resolves the built packages as a user's files would.
const folder = join(root, 'tests/node_modules/.default-imports');

const program = `
import async, { map } from '@sluice/async';
import * as namespace from '@sluice/async';
import deep from '@sluice/async/mapLimit';
import EventProxy, { Guard } from '@sluice/eventproxy';
import connect from '@sluice/middleware';
import Q from '@sluice/deferred/q';
import Step from '@sluice/step';
console.log(JSON.stringify([
  async.map === map, namespace.default.map === map, deep === async.mapLimit,
  EventProxy.Guard === Guard, typeof new EventProxy().all, Array.isArray(connect().stack), Q(5).inspect().value, typeof Step.fn,
]));
`;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'program.mjs'), program);
});

describe('default imports', () => {
  it('are the same in a server bundle of Vite that holds the packages', async () => {
    await build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      ssr: { noExternal: true },
      build: { ssr: join(folder, 'program.mjs'), outDir: join(folder, 'bundled'), minify: false },
    });
    expect(
      JSON.parse(
        await run(process.execPath, ['bundled/program.js'], folder).catch(() =>
          run(process.execPath, ['bundled/program.mjs'], folder),
        ),
      ),
    ).toEqual([true, true, true, true, 'function', true, 5, 'function']);
  });

  it('are the same in Node itself', async () => {
    expect(JSON.parse(await run(process.execPath, ['program.mjs'], folder))).toEqual([
      true,
      true,
      true,
      true,
      'function',
      true,
      5,
      'function',
    ]);
  });
});
