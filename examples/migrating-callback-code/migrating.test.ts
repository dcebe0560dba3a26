import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mapLimit } from '@sluice/async';
import { callbackify, promisify } from '@sluice/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from './database.mjs';
import { fill, guide } from './excerpts.mjs';
import { makeTree } from './fixture.mjs';
import * as step from './rungs/2-step.mjs';
import * as proxy from './rungs/3-eventproxy.mjs';
import * as async from './rungs/4-async.mjs';
import * as deferred from './rungs/5-deferred.mjs';
import * as awaiting from './rungs/8-async-await.mjs';
import { rungs } from './rungs/index.mjs';
import type { Database, Job, Names, Report, Summary } from './types.js';

const tree = makeTree();
const target = `${tree.root}.txt`;
let database: Database;
let job: Job;

beforeAll(async () => {
  database = await openDatabase(tree.known);
  job = { root: tree.root, database, target, concurrency: 4 };
});
afterAll(async () => {
  await database.close();
  tree.remove();
  rmSync(target, { force: true });
});
beforeEach(() => rmSync(target, { force: true }));

/** Runs a report and waits long enough to see a second call of its callback. */
async function run(
  report: Report,
  work: Job,
): Promise<{ error: unknown; summary: Summary | undefined; calls: number }> {
  const callback = vi.fn();
  await new Promise<void>((resolve) => {
    report(work, (...args) => {
      callback(...args);
      resolve();
    });
  });
  await new Promise((resolve) => void setTimeout(resolve, 5));
  const [error, summary] = callback.mock.calls[0] as [unknown, Summary | undefined];
  return { error: error ?? null, summary, calls: callback.mock.calls.length };
}

const all = Object.entries(rungs);

describe('the rungs', () => {
  it('are eight', () => {
    expect(all).toHaveLength(8);
  });

  it('write the same report, with one query each', async () => {
    const reports = new Map<string, string>();
    for (const [name, report] of all) {
      const before = database.queries;
      expect(await run(report, job), name).toEqual({
        error: null,
        summary: { files: 42, known: 7 },
        calls: 1,
      });
      expect(database.queries - before, name).toBe(1);
      reports.set(name, readFileSync(target, 'utf8'));
      rmSync(target);
    }
    const [first] = reports.values();
    expect(first?.split('\n')).toHaveLength(43);
    expect(first).toContain('a/2.txt eb83cf13c2de a text of folder a\n');
    expect(Object.fromEntries(reports)).toEqual(Object.fromEntries(all.map(([name]) => [name, first])));
  });

  it.each(all)('%s reports a folder that is not there, once, and writes nothing', async (_name, report) => {
    const { error, calls } = await run(report, { ...job, root: join(tree.root, 'nowhere') });
    expect(error).toMatchObject({ code: 'ENOENT', syscall: 'scandir' });
    expect(calls).toBe(1);
    expect(() => readFileSync(target)).toThrow('ENOENT');
  });

  it.each(all)('%s hands on the error of the database, unchanged', async (_name, report) => {
    const failure = new Error('no connection');
    const findNames = (_hashes: string[]): Promise<Names> => Promise.reject(failure);
    const broken: Database = { ...database, findNames, lookUp: callbackify(findNames) };
    const { error, calls } = await run(report, { ...job, database: broken });
    expect(error).toBe(failure);
    expect(calls).toBe(1);
  });

  it.each(all)('%s hands on the error of writing', async (_name, report) => {
    const { error, calls } = await run(report, { ...job, target: join(tree.root, 'nowhere', 'report.txt') });
    expect(error).toMatchObject({ code: 'ENOENT', syscall: 'open' });
    expect(calls).toBe(1);
  });

  it('can be left at the top by a signal', async () => {
    const reason = new Error('enough');
    await expect(awaiting.makeReport({ ...job, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('parts of different rungs', () => {
  const walks = {
    Step: promisify(step.walk),
    async: promisify(async.walk),
    'async/await': awaiting.walk,
  };
  const hashes = {
    EventProxy: promisify(proxy.hashAll),
    'async, callback task': (paths: string[], limit: number) => mapLimit(paths, limit, async.hashFile),
    'async, Deferred task': (paths: string[], limit: number) => mapLimit(paths, limit, deferred.hashFile),
  };
  const pairs = Object.entries(walks).flatMap(([from, walk]) =>
    Object.entries(hashes).map(([to, hashAll]) => ({ from, to, walk, hashAll })),
  );

  it.each(pairs)('fit together: a walk by $from, hashes by $to', async ({ walk, hashAll }) => {
    const files = (await hashAll((await walk(tree.root)) ?? [], 4)) ?? [];
    expect(files).toHaveLength(42);
    expect(new Set(files.map(({ hash }) => hash)).size).toBeLessThan(42);
  });
});

describe('the guide', () => {
  it('shows the code as it is', () => {
    const text = readFileSync(guide, 'utf8');
    expect(text).toBe(fill(text));
    expect(text.match(/<!-- excerpt: /g)?.length).toBeGreaterThan(10);
  });
});
