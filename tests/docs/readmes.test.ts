import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headingsOf, read, root } from './documents.js';

const packages = readdirSync(join(root, 'packages'));
const drop = packages.filter((name) => name !== 'core');
const fileOf = (name: string): string => `packages/${name}/README.md`;
const hasHeading = (name: string, pattern: RegExp): boolean =>
  headingsOf(fileOf(name)).some(({ text }) => pattern.test(text));

describe.each(packages)('the README of @sluice/%s', (name) => {
  const lines = read(fileOf(name)).split('\n');

  it('begins with the name of the package', () => {
    expect(lines[0]).toBe(`# @sluice/${name}`);
  });

  it('has the install line and code on its first screen', () => {
    const screen = lines.slice(0, 30).join('\n');
    expect(screen).toMatch(new RegExp(`^npm i(nstall)? @sluice/${name}$`, 'm'));
    const code = lines.findIndex((line) => /^```(js|ts|cjs)$/.test(line));
    expect(code).toBeGreaterThan(0);
    expect(code).toBeLessThan(30);
  });

  it('uses plain words', () => {
    const prose = read(fileOf(name))
      .replace(/^( *)(`{3,})[^\n]*\n[\s\S]*?^\1\2 *$/gm, '')
      .replace(/`[^`\n]+`/g, '');
    expect(prose.match(/\b(simply|easy|easily)\b/gi)).toBeNull();
  });
});

describe.each(drop)('the README of @sluice/%s, which replaces a peer,', (name) => {
  it('shows the swap', () => {
    expect(read(fileOf(name))).toMatch(/(require\(|from )['"][\w/]+['"]|npm:@sluice/);
  });

  it('has a table of the differences from the peer: peer, ours, why', () => {
    expect(hasHeading(name, /^Differences from /)).toBe(true);
    const section =
      read(fileOf(name))
        .split(/^## Differences from .*$/m)[1]
        ?.split(/^## /m)[0] ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line));
    expect(rows.length).toBeGreaterThan(2);
    expect(rows[0]?.split('|').length).toBe(5);
  });

  it('has its API, its interop and how the claims are measured', () => {
    // Step is one function: its README explains it under headings of their own.
    expect(name === 'step' || hasHeading(name, /\bAPI\b/)).toBe(true);
    expect(hasHeading(name, /together|interop/i)).toBe(true);
    expect(hasHeading(name, /measured|tested/i)).toBe(true);
  });
});
