import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile, findSnippets, root } from '../docs/snippets.js';

// Below tests/node_modules, so that the snippets resolve the built packages as a user's files would.
const folder = join(root, 'tests/node_modules/.snippets');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const require = createRequire(import.meta.url);
const snippets = findSnippets();

describe('the code blocks of the documents', () => {
  it('exist', () => {
    expect(snippets.length).toBeGreaterThan(5);
  });

  it('assert what they show', () => {
    const wrong = compile({ where: '', language: 'ts', code: 'const x: number = 1; // => 2', skip: undefined });
    expect(wrong).toContain('snippetCheck(x, (2))');
  });

  for (const [i, snippet] of snippets.entries()) {
    if (snippet.skip !== undefined) continue;
    it(`run as pasted: ${snippet.where}`, async () => {
      const file = join(folder, `${i}.${snippet.language === 'cjs' ? 'cjs' : 'mjs'}`);
      writeFileSync(file, compile(snippet));
      if (snippet.language === 'cjs') require(file);
      else await import(/* @vite-ignore */ pathToFileURL(file).href);
      expect.assertions(0);
    });
  }
});
