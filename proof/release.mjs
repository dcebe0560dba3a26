// A release, rehearsed: in a copy of the repository, versions, builds, packs and publishes every package to a registry
// on loopback; then installs each of them as a user would, and runs it. Nothing outside a temporary folder changes.
// `node proof/release.mjs`; SLUICE_KEEP=1 leaves the folders behind.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finish, names, npmInstall, prove, root, run, say, temporaryFolder, tools } from './lib.mjs';
import { startRegistry } from './registry.mjs';
import { aliases, hazardPrograms, q } from './usage.mjs';

const scratch = temporaryFolder('release');
const copy = join(scratch, 'repository');
const registry = await startRegistry();
process.on('exit', registry.close);

// npm of this process and of everything below talks to the loopback registry about @sluice, to the usual one otherwise.
const npmrc = join(scratch, 'npmrc');
writeFileSync(npmrc, `@sluice:registry=${registry.url}/\n//${registry.host}/:_authToken=rehearsal\n`);
const publishing = join(scratch, 'npmrc-publishing');
writeFileSync(publishing, `registry=${registry.url}/\n${readFileSync(npmrc, 'utf8')}`);
/** @param {string} userconfig */
const environment = (userconfig) => {
  const { npm_config_registry: _lower, NPM_CONFIG_REGISTRY: _upper, ...rest } = process.env;
  return {
    ...rest,
    PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    NPM_CONFIG_USERCONFIG: userconfig,
  };
};

say('A copy of the repository');
await prove('the repository is copied, with its installed dependencies', copyRepository);
say('\nThe release');
await prove('changesets raises the versions and writes the changelogs', version);
if (!(await prove('the build succeeds', () => run(process.execPath, ['scripts/build.mjs'], { cwd: copy })))) {
  finish('release rehearsal');
}
await prove(`changeset publish puts ${names.length} packages on the registry at ${registry.url}`, publish);
if (registry.published.size === 0) finish('release rehearsal');

say('\nEach package alone, in an empty project');
for (const name of names) {
  await prove(`@sluice/${name} installs from the registry with its one companion`, () => alone(name));
  for (const kind of /** @type {const} */ (['mjs', 'cjs'])) {
    await prove(`@sluice/${name} runs in a ${kind === 'mjs' ? 'ES module' : 'CommonJS'} project`, () =>
      runJs(name, kind),
    );
  }
}

say('\nIn place of its peer');
for (const [name, { peer }] of Object.entries(aliases)) {
  await prove(`"${peer}": "npm:@sluice/${name}" serves code written for ${peer}`, () => alias(name));
}
for (const [name, { peer }] of Object.entries(aliases)) {
  await prove(`TypeScript finds the types of @sluice/${name} under the name ${peer}`, () => aliasTypes(name));
}
await prove('a loader alias q → @sluice/deferred/q serves code written for q, in Node', loaderAlias);
await prove('a bundler alias q → @sluice/deferred/q serves code written for q, in esbuild', bundlerAlias);

say('\nOne copy of every class, however it is loaded');
for (const [name, programs] of Object.entries(hazardPrograms)) {
  await prove(`import and require of @sluice/${name} give the same objects`, () => dual(name, programs));
}

say('\nTypes');
const typescripts = {
  'ts5.0': 'typescript@5.0.4',
  'ts5.4': 'typescript@5.4.5',
  'ts5.9': 'typescript@5.9.3',
  'ts6.0': 'typescript@6.0.3',
  'ts7.0': 'typescript@7.0.2',
};
const compilers = await tools('typescripts', typescripts);
await prove('all packages install side by side', everything);
for (const [alias, spec] of Object.entries(typescripts)) {
  for (const [module, resolution] of [
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    await prove(`${spec} accepts the use of every package, module ${module}, resolution ${resolution}`, () =>
      typecheck(alias, String(module), String(resolution)),
    );
  }
}
finish('release rehearsal');

async function copyRepository() {
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of listed.split('\0').filter(Boolean)) {
    if (existsSync(join(root, file))) cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const folder of ['tests', ...names.map((name) => `packages/${name}`)]) {
    const from = join(root, folder, 'node_modules');
    if (existsSync(from)) linkDependencies(from, join(copy, folder, 'node_modules'));
  }
  // changesets reads the history; provenance needs the release workflow, so it cannot be rehearsed.
  for (const name of names) {
    const file = join(copy, 'packages', name, 'package.json');
    const { publishConfig, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
    const { provenance, ...others } = publishConfig;
    if (provenance !== true) throw new Error(`packages/${name}/package.json does not ask for provenance`);
    writeFileSync(file, `${JSON.stringify({ ...rest, publishConfig: others }, null, 2)}\n`);
  }
  const git = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost', '-c', 'commit.gpgsign=false'];
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: copy });
  await run('git', ['add', '--all'], { cwd: copy });
  await run('git', [...git, 'commit', '--quiet', '--no-verify', '--message', 'copy'], { cwd: copy });
}

/** Packages of the workspace lead into the copy, the others to what is installed. @param {string} from @param {string} to */
function linkDependencies(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from)) {
    if (entry === '@sluice') {
      mkdirSync(join(to, entry));
      for (const name of readdirSync(join(from, entry))) {
        symlinkSync(join(copy, 'packages', name), join(to, entry, name));
      }
    } else if (!entry.startsWith('.')) symlinkSync(join(from, entry), join(to, entry));
  }
}

async function version() {
  const changeset = join(copy, 'node_modules/@changesets/cli/bin.js');
  await run(process.execPath, [changeset, 'version'], { cwd: copy });
  const versions = names.map((name) => {
    const versionIn = (/** @type {string} */ folder) =>
      JSON.parse(readFileSync(join(folder, 'packages', name, 'package.json'), 'utf8')).version;
    const version = versionIn(copy);
    const changelog = readFileSync(join(copy, 'packages', name, 'CHANGELOG.md'), 'utf8');
    if (version === versionIn(root) || !changelog.includes(`## ${version}`))
      throw new Error(`${name} stays at ${version}`);
    return `${name} ${version}`;
  });
  return versions.join(', ');
}

async function publish() {
  const changeset = join(copy, 'node_modules/@changesets/cli/bin.js');
  await run(process.execPath, [changeset, 'publish', '--no-git-tag'], { cwd: copy, env: environment(publishing) });
  for (const name of names) {
    const packument = registry.published.get(`@sluice/${name}`);
    if (!packument) throw new Error(`@sluice/${name} was not published`);
    const manifest = packument.versions[packument['dist-tags'].latest];
    const range = manifest.dependencies?.['@sluice/core'];
    if (name !== 'core' && !/^\^\d/.test(range)) throw new Error(`@sluice/${name} depends on core ${range}`);
    if (manifest.scripts?.postinstall || manifest.scripts?.install) throw new Error('an install script');
  }
}

/** @param {string} name @param {object} [manifest] */
function project(name, manifest = {}) {
  const folder = join(scratch, 'projects', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
  return folder;
}

/** @param {string} name */
async function alone(name) {
  const folder = project(name);
  await npmInstall(folder, [`@sluice/${name}`], { env: environment(npmrc) });
  const installed = readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' });
  return installed
    .filter((file) => /(^|\/)package\.json$/.test(file) && !/\/(dist|test)\//.test(file))
    .map((file) => file.replace(/\/package\.json$/, ''))
    .join(', ');
}

/** The programs that the packed tests use, with the types taken off. @param {string} name @param {'mjs' | 'cjs'} kind */
async function runJs(name, kind) {
  const folder = join(scratch, 'projects', name);
  const source = join(root, 'tests/packed/usage', `${name}.${kind === 'mjs' ? 'mts' : 'cts'}`);
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: kind === 'mjs' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      esModuleInterop: true,
    },
    fileName: kind === 'mjs' ? 'use.mts' : 'use.cts',
  });
  writeFileSync(join(folder, `use.${kind}`), outputText);
  const output = await run(process.execPath, [`use.${kind}`], { cwd: folder, timeout: 30_000 });
  if (!output.includes('ok')) throw new Error(`printed ${JSON.stringify(output)}`);
}

/** @param {string} name */
async function alias(name) {
  const { peer, esm, cjs } = /** @type {typeof aliases[string]} */ (aliases[name]);
  const version = registry.published.get(`@sluice/${name}`)['dist-tags'].latest;
  const folder = project(`as-${peer}`, { dependencies: { [peer]: `npm:@sluice/${name}@^${version}` } });
  await npmInstall(folder, [], { env: environment(npmrc) });
  for (const [file, text] of [
    ['use.mjs', esm],
    ['use.cjs', cjs],
  ]) {
    writeFileSync(join(folder, String(file)), String(text));
    // The program is one for the peer only if it runs on the peer.
    const onPeer = join(scratch, 'peers', String(file));
    mkdirSync(join(scratch, 'peers/node_modules'), { recursive: true });
    if (!existsSync(join(scratch, 'peers/node_modules', peer))) {
      symlinkSync(join(root, 'tests/node_modules', peer), join(scratch, 'peers/node_modules', peer));
    }
    writeFileSync(onPeer, String(text));
    await run(process.execPath, [onPeer], { timeout: 30_000 });
    const output = await run(process.execPath, [String(file)], { cwd: folder, timeout: 30_000 });
    if (!output.includes('ok')) throw new Error(`${file} printed ${JSON.stringify(output)}`);
  }
}

/** @param {string} name */
async function aliasTypes(name) {
  const { peer, mts, cts } = /** @type {typeof aliases[string]} */ (aliases[name]);
  const folder = join(scratch, 'projects', `as-${peer}`);
  await npmInstall(folder, ['@types/node@20.19.43'], { env: environment(npmrc) });
  writeFileSync(join(folder, 'types.mts'), mts);
  writeFileSync(join(folder, 'types.cts'), cts);
  const compilerOptions = {
    target: 'ES2022',
    types: ['node'],
    module: 'nodenext',
    strict: true,
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['types.*'] }));
  const bin = join(root, 'tests/node_modules/typescript7/bin/tsc');
  await run(process.execPath, [bin, '-p', 'tsconfig.json', '--pretty', 'false'], { cwd: folder });
}

async function loaderAlias() {
  const folder = join(scratch, 'projects/deferred');
  const resolve = `export const resolve = (specifier, context, next) => next(specifier === 'q' ? '@sluice/deferred/q' : specifier, context);`;
  writeFileSync(join(folder, 'hooks.mjs'), resolve);
  writeFileSync(
    join(folder, 'register.mjs'),
    `import { register } from 'node:module';\nregister('./hooks.mjs', import.meta.url);\n`,
  );
  writeFileSync(join(folder, 'q.mjs'), q);
  const output = await run(process.execPath, ['--import', './register.mjs', 'q.mjs'], { cwd: folder, timeout: 30_000 });
  if (!output.includes('ok')) throw new Error(`printed ${JSON.stringify(output)}`);
}

async function bundlerAlias() {
  const { build } = await import('esbuild');
  const folder = join(scratch, 'projects/deferred');
  writeFileSync(join(folder, 'bundled-source.mjs'), q);
  await build({
    entryPoints: [join(folder, 'bundled-source.mjs')],
    outfile: join(folder, 'bundled.mjs'),
    alias: { q: '@sluice/deferred/q' },
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    logLevel: 'silent',
  });
  const output = await run(process.execPath, ['bundled.mjs'], { cwd: folder, timeout: 30_000 });
  if (!output.includes('ok')) throw new Error(`printed ${JSON.stringify(output)}`);
}

/** @param {string} name @param {string[]} specifiers */
async function dual(name, specifiers) {
  const program = `
    import { createRequire } from 'node:module';
    const require = createRequire(import.meta.url);
    let compared = 0;
    for (const specifier of ${JSON.stringify(specifiers)}) {
      const imported = await import(specifier);
      const required = require(specifier);
      if ('default' in imported && imported.default !== required && imported.default !== required.default)
        throw new Error(specifier + ': two defaults');
      for (const key of Object.keys(imported)) {
        if (key === 'default' || key === 'module.exports') continue;
        if (imported[key] !== required[key] && imported[key] !== required) throw new Error(specifier + ': two copies of ' + key);
        compared += 1;
      }
      if (typeof required === 'function') compared += 1;
    }
    if (compared === 0) throw new Error('nothing to compare');
    console.log(compared);`;
  const args = ['--input-type=module', '--eval', program];
  const output = await run(process.execPath, args, { cwd: join(scratch, 'projects', name), timeout: 30_000 });
  return `${output.trim()} compared`;
}

async function everything() {
  const folder = project('everything');
  await npmInstall(folder, [...names.map((name) => `@sluice/${name}`), '@types/node@20.19.43'], {
    env: environment(npmrc),
  });
  for (const name of names) {
    for (const kind of ['mts', 'cts']) {
      cpSync(join(root, 'tests/packed/usage', `${name}.${kind}`), join(folder, `${name}.${kind}`));
    }
  }
}

/** @param {string} alias @param {string} module @param {string} moduleResolution */
async function typecheck(alias, module, moduleResolution) {
  const reason = compilers.missing.get(alias);
  if (reason) throw new Error(reason);
  const folder = join(scratch, 'projects/everything');
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2023', 'DOM', 'DOM.Iterable', ...(alias === 'ts5.0' ? [] : ['ESNext.Disposable'])],
    types: ['node'],
    module,
    moduleResolution,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    esModuleInterop: true,
    noEmit: true,
  };
  const include = module === 'esnext' ? ['*.mts'] : ['*.mts', '*.cts'];
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
  const bin = join(compilers.folder, 'node_modules', alias, 'bin/tsc');
  await run(process.execPath, [bin, '-p', 'tsconfig.json', '--pretty', 'false'], { cwd: folder });
}
