import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read, root } from './documents.js';

const page = read('docs/errors.md');
const sources = readdirSync(join(root, 'packages'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /(?<!\.test|\.test-d|\.d)\.ts$/.test(entry.name))
  .filter((entry) => /packages\/\w+\/src(\/|$)/.test(entry.parentPath) && !entry.parentPath.includes('node_modules'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

const matchesOf = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);
const inSources = (pattern: RegExp): string[] =>
  [...new Set(sources.flatMap((text) => matchesOf(text, pattern)))].sort();
/** First cells of the rows of the tables below the heading. */
const rowsBelow = (heading: string): string[] => {
  const section = page.split(new RegExp(`^## ${heading}$`, 'm'))[1]?.split(/^## /m)[0] ?? '';
  return [...new Set(matchesOf(section, /^\| `([A-Z]\w+)`/gm))].sort();
};

describe('docs/errors.md', () => {
  it('lists every code of the packages, and no other', () => {
    // Codes that the peers pin are string literals as well: ETIMEDOUT of async's `timeout` and of Q.
    const codes = inSources(/\b(ERR_SLUICE_[A-Z_]+)\b/g);
    const pinned = inSources(/\bcode(?::| =) '(E[A-Z]+)'/g);
    expect(rowsBelow('Codes')).toEqual([...codes, ...pinned].sort());
  });

  it('lists every class of errors, and no other', () => {
    const classes = inSources(/\bexport (?:abstract )?class (\w+) extends \w*Error\b/g);
    expect(rowsBelow('Classes')).toEqual(classes);
  });
});
