// Finds the code blocks of the documents and of the doc comments, and turns each into a module that checks itself:
// `expression; // => value` asserts deep equality with the value, and so does `const x = expression; // => value`.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

export const root: string = join(import.meta.dirname, '../..');

export interface Snippet {
  /** `file:line` of the block. */
  readonly where: string;
  readonly language: 'js' | 'ts' | 'cjs';
  readonly code: string;
  /** Why it is not run, when the document says so. */
  readonly skip: string | undefined;
}

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name) && !/node_modules|\/dist/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));
}

export function findSnippets(): Snippet[] {
  const documents = [
    ...readdirSync(root)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(root, name)),
    ...filesBelow('docs', /\.md$/),
    ...filesBelow('packages', /^(?!CHANGELOG).*\.md$/),
    ...filesBelow('examples', /\.md$/),
  ];
  const sources = filesBelow('packages', /(?<!\.test|\.test-d|\.d)\.ts$/).filter((file) => file.includes('/src/'));
  return [
    ...documents.flatMap((file) => blocks(file, readFileSync(file, 'utf8').split('\n'))),
    ...sources.flatMap((file) =>
      blocks(
        file,
        readFileSync(file, 'utf8')
          .split('\n')
          // Outside comments nothing can look like a fence.
          .map((line) => /^\s*\* ?(.*)$/.exec(line)?.[1] ?? ''),
      ),
    ),
  ];
}

function blocks(file: string, lines: string[]): Snippet[] {
  const found: Snippet[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const open = /^(\s*)(`{3,})(js|ts|cjs)\s*$/.exec(lines[i] ?? '');
    if (!open) continue;
    const [, indent = '', fence = '', language] = open;
    const end = lines.findIndex((line, at) => at > i && line.trim() === fence);
    const skip = /<!-- not run: (.+?) -->/.exec(lines.slice(Math.max(0, i - 2), i).join('\n'))?.[1];
    found.push({
      where: `${relative(root, file)}:${i + 1}`,
      language: language as Snippet['language'],
      code: lines
        .slice(i + 1, end)
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
        .join('\n'),
      skip,
    });
    i = end;
  }
  return found;
}

/** The snippet as plain JavaScript that throws where a documented value is not what comes out. */
export function compile({ code, language }: Snippet): string {
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ESNext, true);
  const edits: { at: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const comment = /^[ \t]*\/\/ => (.+)/.exec(code.slice(node.end));
    const expected = comment?.[1]?.trim();
    if (expected !== undefined && ts.isExpressionStatement(node)) {
      const call = node.expression;
      const logged =
        ts.isCallExpression(call) && call.expression.getText() === 'console.log' ? call.arguments[0] : undefined;
      const subject = logged ?? call;
      edits.push({ at: subject.getStart(), text: 'snippetCheck(' });
      edits.push({ at: subject.end, text: `, (${expected}))` });
    } else if (expected !== undefined && ts.isVariableStatement(node)) {
      const name = node.declarationList.declarations.at(-1)?.name.getText() ?? '';
      edits.push({ at: node.end, text: ` snippetCheck(${name}, (${expected}));` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  let text = code;
  for (const { at, text: inserted } of edits.sort((a, b) => b.at - a.at)) {
    text = text.slice(0, at) + inserted + text.slice(at);
  }
  const module = language === 'cjs' ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext;
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module, verbatimModuleSyntax: false },
  });
  const check = 'const snippetCheck = (actual, expected) => { snippetAssert(actual, expected); return actual; };';
  return language === 'cjs'
    ? `const { deepStrictEqual: snippetAssert } = require('node:assert');\n${check}\n${outputText}`
    : `import { deepStrictEqual as snippetAssert } from 'node:assert';\n${check}\n${outputText}`;
}
