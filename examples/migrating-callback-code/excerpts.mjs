// Copies the excerpts of the rungs into the guide: what stands there between `<!-- excerpt: file name -->` and
// `<!-- /excerpt -->` comes from the lines between `// excerpt: name` and `// end` of that file.
//   node examples/migrating-callback-code/excerpts.mjs           brings the guide up to date
//   node examples/migrating-callback-code/excerpts.mjs --check   fails when it is not
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const guide = join(import.meta.dirname, '../../docs/migrating-callback-code.md');
const PLACE = /(<!-- excerpt: (\S+) (\S+) -->\n)[\s\S]*?(<!-- \/excerpt -->)/g;

/** @param {string} file @param {string} name */
function excerpt(file, name) {
  const source = readFileSync(join(import.meta.dirname, 'rungs', file), 'utf8');
  const [, indent = '', body] =
    new RegExp(`^( *)// excerpt: ${name}\\n([\\s\\S]*?)^\\1// end$`, 'm').exec(source) ?? [];
  if (body === undefined) throw new Error(`excerpts: ${file} has no excerpt "${name}"`);
  return body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

/** The guide with the excerpts as they are now. @param {string} text */
export const fill = (text) =>
  text.replaceAll(
    PLACE,
    (_all, open, file, name, close) =>
      `${open}<!-- not run: an excerpt of a file that the tests run -->\n\n\`\`\`js\n${excerpt(file, name)}\`\`\`\n\n${close}`,
  );

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = readFileSync(guide, 'utf8');
  const filled = fill(text);
  if (!process.argv.includes('--check')) writeFileSync(guide, filled);
  else if (filled !== text) {
    console.error('excerpts: docs/migrating-callback-code.md is not up to date; run excerpts.mjs');
    process.exitCode = 1;
  }
}
