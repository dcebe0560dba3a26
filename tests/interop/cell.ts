// One run of a plug in a socket: what is put in, and what comes out.
import { getEventListeners } from 'node:events';
import { callbackify, follow, type NodeCallback, withTimeout } from '@sluice/core';
import { vi } from 'vitest';
import type { Plug } from './plugs.js';
import { LazyQuery, type Promises } from './promises.js';
import { shape, type Socket } from './sockets.js';

/**
 * What the second call of a callback does: it throws, it is reported as a process warning, it does nothing, or it is
 * passed on to whoever waits, whose contract counts then.
 */
export type Second = 'throws' | 'is reported' | 'is ignored' | 'is passed on';

/** Which part of a socket meets the plug: the task is finished by it, or it is the final callback. */
export type Side = 'task' | 'final callback';

export const aspects = ['success', 'failure', 'double call', 'abort', 'unused signal'] as const;
export type Aspect = (typeof aspects)[number];

/** A value that is known by identity; falsy keys and truth tests see a row. */
class Row {
  readonly id: number;
  constructor(id: number) {
    this.id = id;
  }
  toString(): string {
    return `row ${this.id}`;
  }
}

export const VALUE: unknown = Object.freeze(new Row(1));
const OTHER: unknown = Object.freeze(new Row(2));
export const FAILURE: Error = new Error('the query failed');
export const REASON: Error = new Error('the client has left');

/** What a run brought. */
export interface Observed {
  /** Every call that arrived at the end of the line. */
  readonly outcomes: (readonly [error: unknown, value: unknown])[];
  /** What the second call of the callback did. */
  second?: Second;
  /** How many `abort` listeners were left. */
  listeners?: number;
  /** What was thrown where an outcome was expected. */
  thrown?: unknown;
}

type Work = (callback: NodeCallback) => void;

/** Runs one aspect of one cell. */
export async function run(plug: Plug, socket: Socket, side: Side, aspect: Aspect): Promise<Observed> {
  const observed: Observed = { outcomes: [] };
  const end: NodeCallback = (error, value) => void observed.outcomes.push([error, value]);
  let late: NodeCallback | undefined;
  const work: Work = (callback) => {
    if (aspect === 'abort') late = callback;
    else {
      // Like every query, it answers in a later turn.
      setImmediate(() => {
        if (aspect === 'failure') callback(FAILURE);
        else callback(null, VALUE);
        if (aspect === 'double call') observed.second = secondCall(callback);
      });
    }
  };
  const plugIn = async (callback: NodeCallback, then: Work): Promise<void> => {
    try {
      const opened = plug.open(callback);
      // A queue starts its worker in a microtask, so some callbacks come later.
      then(typeof opened === 'function' ? opened : await opened);
    } catch (error) {
      observed.thrown = error;
    }
  };
  const turnsOfForever: NodeCallback[] = [];
  const task = shape(
    socket.shape,
    onlyOnce(
      (callback) => (side === 'task' ? void plugIn(callback, work) : work(callback)),
      (callback) => void turnsOfForever.push(callback),
    ),
  );
  const controller = new AbortController();
  const signal = aspect === 'abort' || aspect === 'unused signal' ? controller.signal : undefined;
  if (side === 'task') start(socket, task, end, signal);
  else void plugIn(end, (callback) => start(socket, task, callback, signal));

  if (aspect === 'abort') {
    await untilTrue(() => late !== undefined);
    controller.abort(REASON);
  }
  await untilTrue(() => observed.outcomes.length > 0);
  // Whoever comes too late changes nothing.
  late?.(null, OTHER);
  await turns(4);
  if (signal) observed.listeners = getEventListeners(signal, 'abort').length;
  const result = { ...observed, outcomes: [...observed.outcomes] };
  // A step that nobody finishes would be reported when the process ends.
  turnsOfForever[0]?.(FAILURE);
  await turns(1);
  return result;
}

/** Runs one aspect of a socket whose task returns a promise. */
export async function runPromise(
  make: Promises['make'],
  socket: Socket,
  aspect: 'success' | 'failure',
): Promise<Observed> {
  const task = shape(
    socket.shape,
    onlyOnce(() => {
      const made = make((resolve, reject) => {
        setImmediate(() => (aspect === 'success' ? resolve(VALUE) : reject(FAILURE)));
      });
      // Some sockets do not look at it.
      made.then(undefined, () => undefined);
      return made;
    }),
    'none',
  );
  return finish(socket, task);
}

/** Runs a socket whose task shows no callback, calls it all the same, and returns a query that must not be run. */
export async function runHidden(socket: Socket): Promise<Observed & { readonly runs: number }> {
  const query = new LazyQuery();
  const task = shape(
    socket.shape,
    onlyOnce((callback: NodeCallback | undefined) => {
      setImmediate(() => callback?.(null, VALUE));
      return query;
    }),
    'hidden',
  );
  return { ...(await finish(socket, task)), runs: query.runs };
}

async function finish(socket: Socket, task: unknown): Promise<Observed> {
  const observed: Observed = { outcomes: [] };
  start(socket, task, (error, value) => void observed.outcomes.push([error, value]));
  await untilTrue(() => observed.outcomes.length > 0);
  await turns(4);
  return observed;
}

// The callback form where there is one; a signal goes in as the promise form's option, or through core's `withTimeout`.
function start(socket: Socket, task: unknown, callback: NodeCallback, signal?: AbortSignal): void {
  if (signal) {
    const call = socket.signal
      ? () => socket.call(task, { signal })
      : () => withTimeout((_scope, done) => start(socket, task, done), Infinity, { signal });
    callbackify(call)(callback);
  } else if (socket.form === 'promise') follow(socket.call(task), callback);
  else socket.call(task, callback);
}

// A task that is run again, as `forever` does, waits.
function onlyOnce<A extends unknown[], R>(
  fn: (...args: A) => R,
  again?: (...args: A) => void,
): (...args: A) => unknown {
  let calls = 0;
  return (...args) => ((calls += 1) === 1 ? fn(...args) : again?.(...args));
}

function secondCall(callback: NodeCallback): Second {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    callback(null, OTHER);
    const [, options] = (warn.mock.calls[0] ?? []) as unknown as [string, { code?: string }?];
    if (options?.code === 'ERR_SLUICE_CALLBACK_TWICE') return 'is reported';
    return 'is ignored';
  } catch (error) {
    if (error instanceof Error && error.message.includes('already called')) return 'throws';
    throw error;
  } finally {
    warn.mockRestore();
  }
}

/** Waits for some turns of the event loop. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function untilTrue(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 12 && !condition(); i += 1) await turns(1);
}
