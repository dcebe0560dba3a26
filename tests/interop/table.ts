// The result of the interop tests as Markdown.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aspects } from './cell.js';
import { type Exception, exceptions } from './expectations.js';
import { plugs } from './plugs.js';
import { promises } from './promises.js';
import { promiseSockets, type Socket, sockets } from './sockets.js';

const root = join(import.meta.dirname, '../..');

/** What was measured of a pair: which exceptions it took. */
export type Results = ReadonlyMap<string, readonly Exception[]>;

export const keyOf = (row: { readonly name: string }, socket: Socket): string =>
  `${row.name} → ${socket.package} ${socket.name}`;

/** The row of tasks that show no callback, call it all the same, and return a lazy query. */
export const HIDDEN: { readonly name: string } = { name: 'none: the callback is called, a lazy query is returned' };

const groupsOf = (list: readonly Socket[]): string[] => [...new Set(list.map(({ group }) => group))];

// A footnote for each reason, with the sockets that it is about.
const notes = exceptions.filter(({ reason }, i) => exceptions.findIndex((each) => each.reason === reason) === i);

function cell(results: Results, list: readonly Socket[], row: { readonly name: string }, group: string): string {
  const found = list.filter((socket) => socket.group === group).map((socket) => results.get(keyOf(row, socket)));
  if (found.every((each) => each === undefined)) return '';
  if (found.includes(undefined)) return '✗';
  const taken = new Set(found.flatMap((each) => (each ?? []).map(({ reason }) => reason)));
  const marks = notes.flatMap(({ reason }, i) => (taken.has(reason) ? [`[${i + 1}]`] : []));
  return ['✓', ...marks].join(' ');
}

function plugTable(results: Results): string {
  const groups = groupsOf(sockets);
  return table(
    ['plug', ...groups],
    plugs.map((plug) => [nameOf(plug), ...groups.map((group) => cell(results, sockets, plug, group))]),
  );
}

function promiseTable(results: Results): string {
  const list = [...sockets, ...promiseSockets];
  const groups = groupsOf(list);
  return table(
    ['what the task returns', ...groups],
    [...promises, HIDDEN].map((each) => [each.name, ...groups.map((group) => cell(results, list, each, group))]),
  );
}

const footnotes = (): string =>
  notes
    .map(({ sockets: names, reason }, i) => `${i + 1}. ${names.map((name) => `\`${name}\``).join(', ')}: ${reason}.`)
    .join('\n');

const nameOf = (plug: { readonly package: string; readonly name: string }): string =>
  /^[a-z.]*callback of|done of/.test(plug.name) ? `${plug.package}: ${plug.name}` : `${plug.package}: \`${plug.name}\``;

/** The tables and what explains them. */
export function render(results: Results): string {
  const runs = plugs.length * sockets.length * 2 * aspects.length;
  return [
    `${plugs.length} plugs × ${sockets.length} sockets, each as the end of a task and as the final callback, in ${aspects.length} ways: ${runs} runs.`,
    '',
    plugTable(results),
    '',
    'The same sockets, when their task returns a promise:',
    '',
    promiseTable(results),
    '',
    footnotes(),
    '',
    '### The plugs',
    '',
    table(
      ['plug', 'a second call', 'whoever waits goes on in the context'],
      plugs.map((plug) => [
        nameOf(plug),
        `${plug.second}${plug.carries ? '' : '; no value gets through'}`,
        plug.context,
      ]),
    ),
    '',
    '### The sockets',
    '',
    table(['package', 'entry points', 'a second call of the task’s callback', 'forms', 'a signal'], mergedSockets()),
  ].join('\n');
}

// Sockets that behave alike share a line.
function mergedSockets(): string[][] {
  const lines = new Map<string, { rest: string[]; of: string; names: string[] }>();
  for (const socket of sockets) {
    const rest = [
      socket.second,
      socket.form === 'both' ? 'callback, promise' : socket.form,
      socket.signal ? 'option `signal`' : '`withTimeout(task, Infinity, { signal })`',
    ];
    const key = [socket.package, socket.group, ...rest].join('|');
    const line = lines.get(key) ?? { rest, of: socket.package, names: [] };
    line.names.push(`\`${socket.name}\``);
    lines.set(key, line);
  }
  return [...lines.values()].map(({ rest, of, names }) => [of, names.join(', '), ...rest]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // As prettier prints it.
  const escaped = [head, ...rows].map((row) => row.map((text) => text.replaceAll('|', '\\|')));
  const widths = head.map((_, i) => Math.max(3, ...escaped.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = escaped;
  return [line(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others.map(line)].join('\n');
}

interface Place {
  readonly file: string;
  readonly begin: string;
  readonly text: (results: Results) => string;
}

const END = '<!-- end -->';
const places: readonly Place[] = [
  { file: 'docs/interop.md', begin: '<!-- begin: all of interop, written by tests/interop -->', text: render },
  // Only where it asks for the table.
  {
    file: 'README.md',
    begin: '<!-- begin: the interop table, written by tests/interop -->',
    text: (results) => `${plugTable(results)}\n\n${footnotes()}`,
  },
];

/**
 * What stands between the markers of the documents, and what ought to. With `SLUICE_UPDATE=1` in the environment it is
 * written.
 */
export function compare(results: Results): { readonly written: string; readonly wanted: string }[] {
  return places.flatMap(({ file, begin, text }) => {
    const path = join(root, file);
    const document = readFileSync(path, 'utf8');
    const from = document.indexOf(begin) + begin.length;
    const to = document.indexOf(END, from);
    if (from < begin.length || to < 0) return [];
    const wanted = `\n\n${text(results)}\n\n`;
    if (!process.env['SLUICE_UPDATE']) return [{ written: document.slice(from, to), wanted }];
    writeFileSync(path, document.slice(0, from) + wanted + document.slice(to));
    return [{ written: wanted, wanted }];
  });
}
