// The engine of whilst, until, doWhilst and doUntil: test and body take turns.
import { type NodeCallback, taskKind } from '@sluice/core';
import type { Attach } from './promised.js';
import { Call, NESTING } from './call.js';
import { expectFunction } from './checks.js';
import { inForm } from './form.js';
import { CALLBACK, invoke, invokeAs, WITHHELD } from './invoke.js';

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
  const call = new Call(callback, promised, attach);
  let result: unknown;
  let more: readonly unknown[] = NONE;
  let testing = !bodyFirst;
  let depth = 0;
  let due = false;
  const results = (): readonly unknown[] => (result === undefined && more.length === 0 ? NONE : [result, ...more]);

  const next = (error?: unknown, value?: unknown, ...rest: unknown[]): void => {
    if (error) return call.end(error);
    if (error === false) return call.cancel();
    result = value;
    if (rest.length > 0 || more !== NONE) more = rest;
    testing = true;
    if (depth === 0) enter();
    else if (depth < NESTING) step();
    else due = true;
  };
  const check = (error?: unknown, truth?: unknown): void => {
    if (error) return call.end(error);
    if (error === false) return call.cancel();
    if (!truth !== until) return call.end(null, ...results());
    testing = false;
    if (depth === 0) enter();
    else if (depth < NESTING) step();
    else due = true;
  };
  const tested = follower(call, (value) => check(null, value));
  const done = follower(call, (value) => next(null, value));
  const failed = follower(call, (reason) => call.end(call.failure(reason)));

  const runOther = (): void => {
    const kind = testing ? testKind : bodyKind;
    if (kind === WITHHELD) {
      const promise = (testing && bodyFirst ? test(...results()) : testing ? test() : body()) as Promise<unknown>;
      promise.then(testing ? tested : done, failed);
    } else if (!testing) invokeAs(kind, body, undefined, NONE, next, call.failure);
    else invoke(test, undefined, bodyFirst ? results() : NONE, check, call.failure);
  };
  const step = (): void => {
    depth += 1;
    do {
      due = false;
      if (!testing && bodyKind === CALLBACK) body(next);
      else if (testing && testKind === CALLBACK && !bodyFirst) test(check);
      else runOther();
    } while (due);
    depth -= 1;
  };
  const enter = (): void => {
    if (call.stopped) return;
    try {
      step();
    } catch (error) {
      depth = 0;
      call.caught(error);
    }
  };
  enter();
}

const NONE: readonly unknown[] = [];

function follower(call: Call, receive: (value: unknown) => void): (value: unknown) => void {
  return (value) => {
    try {
      receive(value);
    } catch (error) {
      call.escaped(error);
    }
  };
}
