// Finds the documents of the repository and reads their structure: headings, links, code blocks taken out.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const root: string = join(import.meta.dirname, '../..');

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.git', '.tsup', 'api']);

/** Paths of all Markdown files, relative to the root; what is generated is left out. */
export function documents(folder: string = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : documents(path);
    return entry.name.endsWith('.md') && entry.name !== 'CHANGELOG.md' ? [relative(root, path)] : [];
  });
}

export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** The text without its code: fenced blocks and code spans. */
function prose(text: string): string {
  return text.replace(/^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2 *$/gm, '').replace(/`[^`\n]+`/g, 'code');
}

export interface Link {
  readonly line: number;
  readonly target: string;
}

export function linksOf(file: string): Link[] {
  const text = read(file);
  const found = prose(text).matchAll(
    /\]\((<[^>]+>|[^()\s]+(?:\([^()\s]*\))?)(?:\s+"[^"]*")?\)|(?:href|src)="([^"]+)"|^\[[^\]]+\]:\s+(\S+)/gm,
  );
  return [...found].map((match) => {
    const target = (match[1] ?? match[2] ?? match[3] ?? '').replace(/^<|>$/g, '');
    return { target, line: text.slice(0, text.indexOf(target)).split('\n').length };
  });
}

/** Headings with their level. */
export function headingsOf(file: string): { level: number; text: string }[] {
  const withoutBlocks = read(file).replace(/^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2 *$/gm, '');
  return [...withoutBlocks.matchAll(/^(#{1,6}) +(.+?) *#*$/gm)].map(([, hashes = '', text = '']) => ({
    level: hashes.length,
    text,
  }));
}

/** The anchors that GitHub makes of the headings, and those written by hand. */
export function anchorsOf(file: string): Set<string> {
  const anchors = new Set<string>();
  for (const { text } of headingsOf(file)) {
    const slug = text
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let i = 1; anchors.has(anchor); i += 1) anchor = `${slug}-${i}`;
    anchors.add(anchor);
  }
  for (const [, id = ''] of read(file).matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

/** Where a relative link of `file` leads, relative to the root, and the anchor in it. */
export function destination(file: string, target: string): { path: string; anchor: string | undefined } {
  const [path = '', anchor] = decodeURI(target).split('#');
  return { path: path === '' ? file : relative(root, resolve(root, dirname(file), path)), anchor };
}
