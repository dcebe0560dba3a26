// The text of the report, and its summary: what needs no waiting is the same in all rungs.
import { relative, sep } from 'node:path';

/** @param {string} root @param {import('./types.js').Hashed[]} files @param {import('./types.js').Names} names */
export function format(root, files, names) {
  const lines = files.map(({ path, hash }) => {
    const name = relative(root, path).split(sep).join('/');
    return `${name} ${hash.slice(0, 12)} ${names.get(hash) ?? 'unknown'}\n`;
  });
  return lines.sort().join('');
}

/** @param {import('./types.js').Hashed[]} files @param {import('./types.js').Names} names */
export const summarize = (files, names) => ({
  files: files.length,
  known: files.filter(({ hash }) => names.has(hash)).length,
});
