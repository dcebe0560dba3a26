// Every plug in every socket, as the end of a task and as the final callback. The data are in plugs.ts and sockets.ts.
import * as asyncPackage from '@sluice/async';
import { describe, expect, it } from 'vitest';
import { aspects, run, runHidden, runPromise, type Side } from './cell.js';
import { type Exception, exceptions, problemsOf, promiseProblemsOf } from './expectations.js';
import { plugs } from './plugs.js';
import { promises } from './promises.js';
import { otherFunctions, promiseSockets, type Socket, sockets } from './sockets.js';
import { compare, HIDDEN, keyOf } from './table.js';

const results = new Map<string, readonly Exception[]>();

function exceptionFor(
  plug: string,
  socket: Socket,
  aspect: Exception['aspects'][number],
  side: Side,
): Exception | undefined {
  return exceptions.find(
    (each) =>
      (each.plugs === undefined || each.plugs.includes(plug)) &&
      each.sockets.includes(socket.name) &&
      each.aspects.includes(aspect) &&
      (each.side === undefined || each.side === side),
  );
}

// Nothing is wrong; or, where an exception says that it cannot work, something still is.
function expectCell(
  where: string,
  problems: readonly string[],
  exception: Exception | undefined,
  taken: Set<Exception>,
): void {
  if (exception === undefined) expect.soft(problems, where).toEqual([]);
  else {
    taken.add(exception);
    expect.soft(problems, `${where} works now, which the exceptions say it cannot`).not.toEqual([]);
  }
}

describe.each(sockets)('$package $name', (socket) => {
  it.each(plugs)('takes $name of $package', async (plug) => {
    const taken = new Set<Exception>();
    for (const side of ['task', 'final callback'] as const) {
      for (const aspect of aspects) {
        const problems = problemsOf(plug, socket, side, aspect, await run(plug, socket, side, aspect));
        expectCell(`${side}, ${aspect}`, problems, exceptionFor(plug.name, socket, aspect, side), taken);
      }
    }
    results.set(keyOf(plug, socket), [...taken]);
  });

  it('takes a task whose callback is out of sight, and leaves alone the lazy query that it returns', async () => {
    const { runs, ...observed } = await runHidden(socket);
    const problems = [
      ...promiseProblemsOf(socket, 'success', observed),
      ...(runs > 0 ? [`the query was run ${runs} times`] : []),
    ];
    const taken = new Set<Exception>();
    expectCell('hidden callback', problems, exceptionFor('', socket, 'hidden callback', 'task'), taken);
    results.set(keyOf(HIDDEN, socket), [...taken]);
  });
});

describe.each([...sockets, ...promiseSockets])('$package $name', (socket) => {
  it.each(promises)('takes a promise that its task returns: $name', async ({ name, make }) => {
    const taken = new Set<Exception>();
    for (const aspect of ['success', 'failure'] as const) {
      const problems = promiseProblemsOf(socket, aspect, await runPromise(make, socket, aspect));
      const exception = exceptionFor(name, socket, aspect === 'success' ? 'fulfilment' : 'rejection', 'task');
      expectCell(aspect, problems, exception, taken);
    }
    results.set(keyOf({ name }, socket), [...taken]);
  });
});

it('no function of async is left out', () => {
  const known = new Set([...sockets, ...promiseSockets].flatMap(({ name }) => name.split(/[.,]/, 1)));
  const primary = new Map<unknown, string>();
  // Aliases are the same functions.
  for (const [name, fn] of Object.entries(asyncPackage)) {
    if (name !== 'default' && (!primary.has(fn) || known.has(name))) primary.set(fn, name);
  }
  const missing = [...primary.values()].filter((name) => !known.has(name) && !(name in otherFunctions));
  expect(missing).toEqual([]);
});

describe('docs/interop.md', () => {
  it('shows these results', () => {
    const all = sockets.length * (plugs.length + promises.length + 1) + promiseSockets.length * promises.length;
    // A run of some of the tests knows only some of them.
    if (results.size < all) return;
    for (const { written, wanted } of compare(results)) expect(written).toBe(wanted);
  });
});
