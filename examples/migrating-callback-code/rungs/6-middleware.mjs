// Rung 6: a chain of middlewares over one context. Each stage has a name, can be tested alone and put round others.
import { readFile, writeFile } from 'node:fs';
import { mapLimit } from '@sluice/async';
import { callbackify, promisify } from '@sluice/core';
import { compose } from '@sluice/middleware';
import { hashOf } from '../fixture.mjs';
import { format, summarize } from '../format.mjs';
import { walk } from './4-async.mjs';

/**
 * @typedef {object} Context
 * @property {import('../types.js').Job} job
 * @property {string[]} paths
 * @property {import('../types.js').Hashed[]} files
 * @property {import('../types.js').Names} names
 */

const readContent = promisify(readFile);

// excerpt: stages
/** @param {Context} context @param {() => Promise<void>} next */
async function findPaths(context, next) {
  context.paths = (await promisify(walk)(context.job.root)) ?? [];
  await next();
}

/** @param {Context} context @param {() => Promise<void>} next */
async function hashFiles(context, next) {
  context.files = await mapLimit(context.paths, context.job.concurrency, async (/** @type {string} */ path) => ({
    path,
    hash: hashOf(await readContent(path)),
  }));
  await next();
}

/** @param {Context} context @param {() => Promise<void>} next */
async function nameHashes(context, next) {
  context.names = await context.job.database.findNames(context.files.map(({ hash }) => hash));
  await next();
}

/** @param {Context} context */
async function writeReport({ job, files, names }) {
  await promisify(writeFile)(job.target, format(job.root, files, names));
}
// end

// excerpt: report
const chain = compose([findPaths, hashFiles, nameHashes, writeReport]);

/** @type {import('../types.js').Report} */
export const report = callbackify(async (job) => {
  /** @type {Context} */
  const context = { job, paths: [], files: [], names: new Map() };
  await chain(context);
  return summarize(context.files, context.names);
});
// end
