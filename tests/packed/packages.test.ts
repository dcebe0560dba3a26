import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, names, pack, root, run, temporaryFolder, tsc } from './pack.js';

const usage = join(import.meta.dirname, 'usage');
const folder = temporaryFolder('packed');
const tarballs = new Map<string, string>();

beforeAll(async () => {
  await Promise.all(names.map(async (name) => tarballs.set(name, await pack(name, folder))));
});
afterAll(() => rmSync(folder, { recursive: true }));

// A server package needs the types of Node; the others must do without.
const needsNode = (name: string): boolean => name === 'middleware';

const typescript = (name: string, module: string, moduleResolution: string, emit: boolean): object => ({
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2023', 'DOM', 'ESNext.Disposable'],
    types: needsNode(name) ? ['node'] : [],
    module,
    moduleResolution,
    strict: true,
    skipLibCheck: false,
    esModuleInterop: true,
    ...(emit ? { outDir: 'out' } : { noEmit: true }),
  },
  include: emit ? ['*.mts', '*.cts'] : ['*.mts'],
});

// Ranges of peer dependencies and instrumenting tools look at the version of what an alias leads to.
it.each([
  ['async', 'async'],
  ['deferred', 'q'],
  ['eventproxy', 'eventproxy'],
  ['middleware', 'connect'],
  ['step', 'step'],
])('@sluice/%s has the major version of %s', (name, peer) => {
  const majorIn = (path: string): string | undefined =>
    (JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as { version: string }).version.split('.')[0];
  expect(majorIn(join('packages', name))).toBe(majorIn(join('tests/node_modules', peer)));
});

describe.each(names)('the packed @sluice/%s', (name) => {
  const project = join(folder, name);
  const tarball = (): string => tarballs.get(name) ?? '';

  it('has nothing for publint to complain about', async () => {
    const { messages, pkg } = await publint({ pkgDir: join(root, 'packages', name), pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg as never))).toEqual([]);
  });

  it('has the right types in every module mode, says attw', async () => {
    const attw = join(root, 'tests/node_modules/@arethetypeswrong/cli/dist/index.js');
    const output = await run(
      process.execPath,
      [attw, tarball(), '--profile', 'node16', '--format', 'ascii', '--no-color'],
      folder,
    );
    expect(output).not.toMatch(/❌|🎭|⚠️|🤨/u);
  });

  it('installs alone into an empty project, with core as its only companion', async () => {
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "private": true }');
    for (const extension of ['mts', 'cts']) {
      const file = join(usage, `${name}.${extension}`);
      expect(existsSync(file)).toBe(true);
      cpSync(file, join(project, `use.${extension}`));
    }
    await install(project, name === 'core' ? [tarball()] : [tarballs.get('core') ?? '', tarball()]);
    if (needsNode(name)) {
      mkdirSync(join(project, 'node_modules/@types'));
      symlinkSync(join(root, 'node_modules/@types/node'), join(project, 'node_modules/@types/node'));
    }
  });

  it.each([
    ['node16', 'node16', true],
    ['nodenext', 'nodenext', false],
    ['esnext', 'bundler', false],
  ] as const)('is typed for module %s with resolution %s', async (module, resolution, emit) => {
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(typescript(name, module, resolution, emit)));
    await run(process.execPath, [tsc, '-p', project], project);
    expect(existsSync(join(project, 'out/use.mjs'))).toBe(true);
  });

  it('runs from an ES module', async () => {
    expect(await run(process.execPath, ['out/use.mjs'], project)).toContain('ok');
  });

  it('runs from CommonJS', async () => {
    expect(await run(process.execPath, ['out/use.cjs'], project)).toContain('ok');
  });

  it('gives import and require the same objects', async () => {
    const program = `
      import { createRequire } from 'node:module';
      const required = createRequire(import.meta.url)('@sluice/${name}');
      const imported = await import('@sluice/${name}');
      const names = Object.keys(imported).filter((key) => key !== 'default');
      const different = names.filter((key) => imported[key] !== required[key]);
      if (names.length === 0 || different.length > 0) throw new Error('different: ' + different);
      console.log('same', names.length);`;
    expect(await run(process.execPath, ['--input-type=module', '-e', program], project)).toMatch(/^same \d+/);
  });
});
