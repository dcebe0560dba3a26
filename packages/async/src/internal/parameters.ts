// Reads the names of a function's parameters from its source, in one pass.

/** The names, without defaults; throws when they cannot be told. */
export function parameterNames(fn: (...args: never[]) => unknown): string[] {
  const source = Function.prototype.toString.call(fn);
  const open = start(source);
  const names: string[] = [];
  let name = '';
  let depth = 0;
  let inDefault = false;
  const finish = (): void => {
    if (name !== '') names.push(name);
    name = '';
    inDefault = false;
  };
  if (!open.inBrackets) {
    for (let i = open.at; i < source.length;) {
      const next = skip(source, i);
      if (next > i) i = next;
      else if (source.startsWith('=>', i)) {
        finish();
        return names;
      } else name += source.charAt(i++);
    }
    throw unreadable(source);
  }
  for (let i = open.at; i < source.length;) {
    const next = skip(source, i);
    if (next > i) {
      i = next;
      continue;
    }
    const character = source.charAt(i);
    i += 1;
    if (depth === 0 && character === ')') {
      finish();
      return names;
    }
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth === 0 && character === ',') finish();
    else if (depth === 0 && character === '=') inDefault = true;
    else if (!inDefault) name += character;
  }
  throw unreadable(source);
}

// Where the parameters begin, and whether in brackets; `a => …` and `async a => …` have none.
function start(source: string): { at: number; inBrackets: boolean } {
  let i = 0;
  let word = '';
  let first = 0;
  while (i < source.length) {
    const next = skip(source, i);
    if (next > i) {
      if (word === 'async' || word === 'function') word = '';
      i = next;
      continue;
    }
    if (source[i] === '(') return { at: i + 1, inBrackets: true };
    if (source.startsWith('=>', i)) return { at: first, inBrackets: false };
    if (word === '') first = i;
    word += source.charAt(i++);
  }
  throw unreadable(source);
}

// The end of the white space, comment or string that begins at `i`, or `i`.
function skip(source: string, i: number): number {
  const character = source.charAt(i);
  if (/\s/.test(character)) return i + 1;
  if (source.startsWith('//', i)) return end(source, '\n', i);
  if (source.startsWith('/*', i)) return end(source, '*/', i + 2);
  if (character !== '"' && character !== "'" && character !== '`') return i;
  for (let j = i + 1; j < source.length; j += 1) {
    if (source[j] === '\\') j += 1;
    else if (source[j] === character) return j + 1;
  }
  return source.length;
}

function end(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  return at < 0 ? source.length : at + mark.length;
}

function unreadable(source: string): Error {
  return new Error(`could not parse args in autoInject\nSource:\n${source.slice(0, 200)}`);
}
