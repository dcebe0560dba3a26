import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { EventProxy } from '@sluice/eventproxy';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from './eventproxy/differences.js';
import { type AnyProxy, type Make, programs, runProgram } from './eventproxy/program.js';

const Peer = createRequire(import.meta.url)('eventproxy') as new () => AnyProxy;
const peer: Make = () => new Peer();
const ours: Make = () => new EventProxy() as unknown as AnyProxy;

const numRuns = Number(process.env['SLUICE_RUNS'] ?? 3_000);

describe('EventProxy beside eventproxy 1.0.0', () => {
  it('shows the same in every generated program', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (program) => {
        expect(await runProgram(ours, program)).toEqual(await runProgram(peer, program));
      }),
      { numRuns },
    );
  }, 600_000);

  it('generates programs that reach listeners, barriers and errors', async () => {
    const samples = fc.sample(programs, { numRuns: 1_000, seed: 1 });
    const logs = await Promise.all(samples.map(async (program) => JSON.stringify(await runProgram(ours, program))));
    for (const kind of ['listener', 'forAll', 'all', 'tail', 'any', 'after', 'not', 'fail', 'group', 'threw']) {
      expect(logs.filter((log) => log.includes(`["${kind}"`)).length, kind).toBeGreaterThan(5);
    }
  });

  describe.each(differences)('$row: $name', ({ run, peer: theirs, ours: expected }) => {
    it('differs as written down', () => {
      expect({ peer: run(peer), ours: run(ours) }).toEqual({ peer: theirs, ours: expected });
      expect(expected).not.toEqual(theirs);
    });
  });

  it('has a row in the README for each of them', () => {
    const readme = readFileSync(new URL('../../packages/eventproxy/README.md', import.meta.url), 'utf8');
    const rows = readme.split('\n').flatMap((line) => /^\| (.+?) +\|/.exec(line)?.[1] ?? []);
    for (const { row } of differences) expect(rows).toContain(row);
  });

  it('has every method of the peer, enumerable, with the same aliases', () => {
    const theirs = Peer.prototype as Record<string, unknown>;
    const mine = EventProxy.prototype as unknown as Record<string, unknown>;
    const names: string[] = [];
    for (const name in theirs) names.push(name);
    expect(names.length).toBe(30);
    const enumerable: string[] = [];
    for (const name in mine) enumerable.push(name);
    for (const name of names) {
      expect(enumerable).toContain(name);
      const aliases = names.filter((other) => theirs[other] === theirs[name]);
      for (const alias of aliases) expect(mine[alias], `${alias} is ${name}`).toBe(mine[name]);
    }
  });

  it.each([
    ['emitLater', (proxy: AnyProxy) => void proxy.emitLater('x')],
    ['doneLater', (proxy: AnyProxy) => void (proxy.doneLater('x') as () => void)()],
  ])('%s comes in the same turn of the event loop', async (_, start) => {
    const order = async (make: Make): Promise<string[]> => {
      const seen: string[] = [];
      const proxy = make();
      proxy.on('x', () => seen.push('event'));
      start(proxy);
      process.nextTick(() => seen.push('tick'));
      void Promise.resolve().then(() => seen.push('promise job'));
      setImmediate(() => seen.push('immediate'));
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      return seen;
    };
    expect(await order(ours)).toEqual(await order(peer));
  });
});
