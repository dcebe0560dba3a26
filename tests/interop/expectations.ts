// What every cell must show, and the cells that cannot.
import { type Aspect, FAILURE, type Observed, REASON, type Second, type Side, VALUE } from './cell.js';
import type { Plug } from './plugs.js';
import type { Socket } from './sockets.js';

/** A cell, or some aspects of it, that cannot work. */
export interface Exception {
  /** Names of the plugs. Default: all. */
  readonly plugs?: readonly string[];
  readonly sockets: readonly string[];
  readonly aspects: readonly (Aspect | 'fulfilment' | 'rejection' | 'hidden callback')[];
  readonly side?: Side;
  readonly reason: string;
}

export const exceptions: readonly Exception[] = [
  {
    sockets: ['forever'],
    aspects: ['success', 'double call', 'unused signal', 'fulfilment', 'hidden callback'],
    reason: 'it ends with a failure only: a success starts the next turn',
  },
  {
    sockets: ['layer', 'error layer', 'layer of a mounted app'],
    aspects: ['fulfilment'],
    reason: 'fulfilment neither answers nor advances: a layer calls `next` when it wants to go on',
  },
  {
    sockets: ['promisify', 'callbackify(promisify(task))', 'promise.nodeify', 'promise.asCallback'],
    aspects: ['fulfilment', 'rejection'],
    reason: 'what is promisified is a callback function: as in `util.promisify`, its return value is not looked at',
  },
  {
    sockets: ['Q.nfcall', 'Q.nodeify'],
    aspects: ['fulfilment', 'hidden callback'],
    reason: 'as in Q, what the function returns is followed for its failure only, thenables included',
  },
  {
    sockets: ['Step, last step', 'Step.fn', 'step([...])'],
    aspects: ['hidden callback'],
    reason: 'what a step returns is its result, as in Step',
  },
  {
    sockets: ['apply', 'ensureAsync'],
    aspects: ['fulfilment', 'rejection'],
    reason: 'it passes arguments on and runs no task: the promise goes to whoever calls the function',
  },
  {
    plugs: ['proxy.done(fn)'],
    sockets: ['timeout', 'ensureAsync', 'apply', 'reflect'],
    aspects: ['double call'],
    reason: 'neither counts calls, as in the peers, so the second one arrives too',
  },
];

const outcome = (socket: Socket, error: unknown): readonly [unknown, unknown] =>
  socket.failure?.(error) ?? [error, undefined];

/** What is wrong with what was observed. Empty when the cell holds. */
export function problemsOf(plug: Plug, socket: Socket, side: Side, aspect: Aspect, observed: Observed): string[] {
  if ('thrown' in observed) return [`it threw ${String(observed.thrown)}`];
  const problems: string[] = [];
  // On the task's side the value goes through the plug first, on the other side through the socket.
  const handed = side === 'task' && !plug.carries ? undefined : VALUE;
  const value = socket.result ? socket.result(handed) : handed;
  const lost = side === 'final callback' && !plug.carries;
  const [failure, report] = outcome(socket, FAILURE);
  const expected: readonly [unknown, unknown] =
    aspect === 'abort'
      ? [REASON, undefined]
      : aspect === 'failure'
        ? [failure, lost ? undefined : report]
        : [undefined, lost ? undefined : value];
  problems.push(...outcomeProblems(observed, expected, aspect === 'failure' && report === undefined));
  if (aspect === 'double call') {
    // The one that is called first decides; if it passes calls on, the other.
    const [nearer, farther] = side === 'task' ? [plug, socket] : [socket, plug];
    const second: Second = nearer.second === 'is passed on' ? farther.second : nearer.second;
    if (observed.second !== second) {
      problems.push(`the second call ${String(observed.second)}; expected that it ${second}`);
    }
  }
  if (observed.listeners) problems.push(`${observed.listeners} abort listeners are left`);
  return problems;
}

/** As {@link problemsOf}, for a promise that the task returns. */
export function promiseProblemsOf(socket: Socket, aspect: 'success' | 'failure', observed: Observed): string[] {
  const [failure, report] = outcome(socket, FAILURE);
  const value = socket.result ? socket.result(VALUE) : VALUE;
  return outcomeProblems(
    observed,
    aspect === 'failure' ? [failure, report] : [undefined, value],
    aspect === 'failure' && report === undefined,
  );
}

function outcomeProblems(
  { outcomes }: Observed,
  [error, value]: readonly [unknown, unknown],
  ignoreValue: boolean,
): string[] {
  const [first] = outcomes;
  if (!first) return ['nothing came'];
  if (outcomes.length > 1) return [`${outcomes.length} outcomes came`];
  const problems: string[] = [];
  // Success is null or undefined, as each peer has it.
  if ((first[0] ?? undefined) !== (error ?? undefined))
    problems.push(`the error is ${String(first[0])}, not ${String(error)}`);
  // With an error async hands over what there is so far.
  else if (!error && !ignoreValue && !isSame(first[1], value)) {
    problems.push(`the value is ${JSON.stringify(first[1])}, not ${JSON.stringify(value)}`);
  }
  return problems;
}

// The containers are made by the socket, what is in them is the identical object.
function isSame(actual: unknown, expected: unknown): boolean {
  if (Object.is(actual, expected)) return true;
  if (expected === VALUE || typeof expected !== 'object' || expected === null) return false;
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual) !== Array.isArray(expected)) return false;
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].every((key) =>
    isSame((actual as Record<string, unknown>)[key], (expected as Record<string, unknown>)[key]),
  );
}
