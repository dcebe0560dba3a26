import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, destination, documents, linksOf, root } from './documents.js';

const isExternal = (target: string): boolean => /^[a-z][a-z+.-]*:/i.test(target);

function problemWith(file: string, target: string): string | undefined {
  const { path, anchor } = destination(file, target);
  if (path.startsWith('..')) return 'leads out of the repository';
  if (!existsSync(join(root, path))) return 'leads to no file';
  if (anchor === undefined || anchor === '') return undefined;
  if (statSync(join(root, path)).isDirectory() || !path.endsWith('.md')) return undefined;
  return anchorsOf(path).has(anchor) ? undefined : 'leads to no heading';
}

describe('the links of the documents', () => {
  it('exist', () => {
    expect(documents().flatMap(linksOf).length).toBeGreaterThan(20);
  });

  it('are told apart from dead ones', () => {
    expect(problemWith('README.md', 'packages/core/README.md#errors')).toBeUndefined();
    expect(problemWith('README.md', 'packages/core/README.md#nothing')).toBe('leads to no heading');
    expect(problemWith('README.md', 'packages/none/README.md')).toBe('leads to no file');
  });

  it('lead from the index of the guides to each of them', () => {
    const linked = linksOf('docs/README.md').map(({ target }) => destination('docs/README.md', target).path);
    expect(documents().filter((file) => file.startsWith('docs/') && !linked.includes(file))).toEqual([
      'docs/README.md',
    ]);
  });

  it.each(documents())('of %s lead somewhere', (file) => {
    const dead = linksOf(file)
      .filter(({ target }) => !isExternal(target))
      .map(({ target, line }) => ({ where: `${file}:${line}`, target, problem: problemWith(file, target) }))
      .filter(({ problem }) => problem !== undefined);
    expect(dead).toEqual([]);
  });
});
