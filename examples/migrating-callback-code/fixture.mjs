// Makes the input: a tree of files in a temporary folder, the same each time, with duplicates and an empty folder.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FOLDERS = ['.', 'a', 'a/deep', 'a/deep/er', 'b', 'c/only-folders/x'];
const FILES = 7;

/** Every third text comes twice. @param {number} folder @param {number} file */
const text = (folder, file) => `text ${file % 3 === 0 ? file : `${folder}.${file}`}\n`.repeat(50);

/** The hash of a text. @param {string | Buffer} content */
export const hashOf = (content) => createHash('sha256').update(content).digest('hex');

/** @returns {{ root: string, known: [hash: string, name: string][], remove: () => void }} */
export function makeTree() {
  const root = mkdtempSync(join(tmpdir(), 'sluice-migrating-'));
  for (const [i, folder] of FOLDERS.entries()) {
    mkdirSync(join(root, folder), { recursive: true });
    for (let j = 0; j < FILES; j += 1) writeFileSync(join(root, folder, `${j}.txt`), text(i, j));
  }
  mkdirSync(join(root, 'empty'));
  return {
    root,
    known: [
      [hashOf(text(0, 0)), 'the first text'],
      [hashOf(text(1, 2)), 'a text of folder a'],
      [hashOf(text(9, 9)), 'a text that is nowhere'],
    ],
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
