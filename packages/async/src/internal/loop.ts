// The engine of whilst, until, doWhilst and doUntil: test and body take turns.
import { type NodeCallback, run0, runWith, taskKind, type TaskKind } from '@sluice/core';
import type { Attach } from './promised.js';
import { Call, NESTING } from './call.js';
import { type Callable, expectFunction } from './checks.js';
import { inForm } from './form.js';

interface LoopKind {
  readonly where: string;
  /** Whether the body runs before the first test, and its results are passed to the test. */
  readonly bodyFirst: boolean;
  /** The test's answer that ends the loop. */
  readonly until: boolean;
}

export function loop(kind: LoopKind, test: unknown, body: unknown, callback: unknown): never {
  return inForm(kind.where, callback, (settle, promised, _options, attach) => {
    turn(kind, test, body, settle, promised, attach);
  });
}

function turn(
  { where, bodyFirst, until }: LoopKind,
  test: unknown,
  body: unknown,
  callback: NodeCallback<never>,
  promised: boolean,
  attach: Attach | undefined,
): void {
  expectFunction(where, 'iteratee', body);
  expectFunction(where, 'test', test);
  const bodyKind = taskKind(body, 1, true);
  const testKind = taskKind(test, 1, true);
  const call = new Call(callback, promised);
  attach?.(call);
  let results: unknown[] = [];
  let testing = !bodyFirst;
  let depth = 0;
  let due = false;

  const next = (error?: unknown, ...values: unknown[]): void => {
    if (error) return call.end(error);
    results = values;
    if (error === false) return call.cancel();
    testing = true;
    proceed();
  };
  const check = (error?: unknown, truth?: unknown): void => {
    if (error) return call.end(error);
    if (error === false) return call.cancel();
    if (!truth !== until) return call.end(null, ...results);
    testing = false;
    proceed();
  };
  const tested = follower(call, (value) => check(null, value));
  const done = follower(call, (value) => next(null, value));
  const failed = follower(call, (reason) => call.end(call.failure(reason)));

  const step = (): void => {
    if (!testing) run(bodyKind, body, next, done);
    else if (!bodyFirst || testKind === 3) run(testKind, test, check, tested, bodyFirst ? results : undefined);
    else runWith(taskKind(test, results.length + 1, true), test, undefined, results, check, call.failure);
  };
  const run = (
    kind: TaskKind,
    task: Callable,
    receiver: NodeCallback<never>,
    fulfilled: (value: unknown) => void,
    args?: unknown[],
  ): void => {
    if (kind === 0) task(receiver);
    else if (kind === 3) (task(...(args ?? [])) as Promise<unknown>).then(fulfilled, failed);
    else run0(kind, task, receiver, call.failure);
  };
  const proceed = (): void => {
    if (call.stopped) return;
    if (depth >= NESTING) {
      due = true;
      return;
    }
    depth += 1;
    try {
      do {
        due = false;
        step();
      } while (due);
    } catch (error) {
      depth -= 1;
      call.caught(error);
      return;
    }
    depth -= 1;
  };
  proceed();
}

function follower(call: Call, receive: (value: unknown) => void): (value: unknown) => void {
  return (value) => {
    try {
      receive(value);
    } catch (error) {
      call.escaped(error);
    }
  };
}
