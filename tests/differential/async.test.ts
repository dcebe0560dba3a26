import { readFileSync } from 'node:fs';
import * as ours from '@sluice/async';
import peer from 'async';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { calls, observeCall } from './async/calls.js';
import { expectations } from './async/expectations.js';
import { type Library, names, observe, program, type Program } from './async/program.js';

const runs = Number(process.env['SLUICE_RUNS'] ?? 3000);

describe('async 3 from npm', () => {
  it('is followed by generated calls of every function over collections and tasks', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (generated) => {
        const theirs = await observe(peer as unknown as Library, generated);
        expect(await observe(ours as unknown as Library, generated)).toEqual(theirs);
      }),
      { numRuns: runs, verbose: fc.VerbosityLevel.Verbose },
    );
  });

  it.each(names)('%s behaves the same for every kind of collection', async (name) => {
    const sources = [
      'array',
      'object',
      'set',
      'map',
      'arrayLike',
      'string',
      'generator',
      'asyncGenerator',
      'null',
    ] as const;
    for (const source of sources) {
      for (const form of ['callback', 'async'] as const) {
        for (const call of ['callback', 'promise'] as const) {
          const generated: Program = {
            name,
            source,
            form,
            call,
            limit: 2,
            steps: [3, 0, 2, 1].map((delay) => ({ delay, outcome: 'value' })),
          };
          const theirs = await observe(peer as unknown as Library, generated);
          expect(await observe(ours as unknown as Library, generated), `${source} ${form} ${call}`).toEqual(theirs);
        }
      }
    }
  });

  it('exports the same names, and functions of the same length', () => {
    const theirs = peer as unknown as Record<string, { length: number }>;
    const mine = ours as unknown as Record<string, { length: number }>;
    const exported = Object.keys(theirs).filter((name) => typeof theirs[name] === 'function');
    const lengths = (library: Record<string, { length: number }>): Record<string, number | undefined> =>
      Object.fromEntries(exported.map((name) => [name, library[name]?.length]));
    expect(exported).toHaveLength(103);
    expect(lengths(mine)).toEqual(lengths(theirs));
  });
});

describe('calls of the other functions', () => {
  const seen: Record<string, { theirs: string[]; mine: string[] }> = {};

  // All at once: each takes some milliseconds of waiting.
  beforeAll(async () => {
    await Promise.all(
      Object.keys(calls).map(async (name) => {
        const theirs = observeCall(peer as never, name);
        const mine = observeCall(ours as never, name);
        seen[name] = { theirs: await theirs, mine: await mine };
      }),
    );
  });

  it.each(Object.keys(calls))('%s is the same', (name) => {
    expect(seen[name]?.theirs.length, 'something is seen').toBeGreaterThan(0);
    expect(seen[name]?.mine).toEqual(seen[name]?.theirs);
  });
});

describe('deliberate differences', () => {
  it.each(expectations.map((expectation) => [expectation.difference, expectation] as const))(
    '%s',
    async (_difference, { observe: look, peer: theirs, ours: mine }) => {
      expect(await look(peer as never)).toEqual(theirs);
      expect(await look(ours as never)).toEqual(mine);
    },
  );

  it('are rows of the README', () => {
    const readme = readFileSync(new URL('../../packages/async/README.md', import.meta.url), 'utf8');
    for (const { difference } of expectations) expect(readme.replace(/ +/g, ' ')).toContain(`| ${difference} |`);
  });
});
