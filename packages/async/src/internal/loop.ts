// The engine of whilst, until, doWhilst and doUntil: test and body take turns.
import { taskKind } from '@sluice/core';
import { follower } from './adopt.js';
import { Call, NESTING } from './call.js';
import { type Callable, expectFunction } from './checks.js';
import { inForm } from './form.js';
import { CALLBACK, invoke, WITHHELD } from './invoke.js';

interface LoopKind {
  readonly where: string;
  /** Whether the body runs before the first test, and its results are passed to the test. */
  readonly bodyFirst: boolean;
  /** The test's answer that ends the loop. */
  readonly until: boolean;
}

type Step = () => void;

export function loop({ where, bodyFirst, until }: LoopKind, test: unknown, body: unknown, callback: unknown): never {
  return inForm(where, callback, (settle, ticket) => {
    expectFunction(where, 'iteratee', body);
    expectFunction(where, 'test', test);
    const call = new Call(settle, ticket);
    let results: readonly unknown[] = [];
    // Synchronous steps nest; too deep down they wait until the stack is unwound.
    let depth = 0;
    let due: Step | undefined;

    const runDue = (): void => {
      while (due !== undefined && !call.stopped) {
        const step = due;
        due = undefined;
        depth = 1;
        step();
      }
    };
    const enter = (): void => {
      try {
        call.guard(runDue);
      } finally {
        depth = 0;
      }
    };
    const proceed = (error: unknown, step: Step): void => {
      if (error) call.end(error);
      else if (error === false) call.cancel();
      else if (depth > 0 && depth < NESTING) {
        depth += 1;
        step();
      } else {
        due = step;
        if (depth === 0) enter();
      }
    };
    // The most frequent case, where both declare their callbacks, has a shorter way.
    const isDirect = !bodyFirst && [test, body].every((fn) => taskKind(fn, 1, true) === CALLBACK);
    const next = (error?: unknown, ...values: unknown[]): void => {
      results = values;
      if (isDirect && error == null && depth > 0 && depth < NESTING) {
        depth += 1;
        test(check);
      } else proceed(error, runTest);
    };
    const check = (error?: unknown, truth?: unknown): void => {
      if (isDirect && error == null && !truth === until && depth > 0 && depth < NESTING) {
        depth += 1;
        body(next);
      } else if (error || error === false || !truth === until) proceed(error, runBody);
      else call.end(null, ...results);
    };
    const runBody = stepOf(call, body, next);
    const runTest = stepOf(call, test, check, bodyFirst ? () => results : undefined);
    proceed(null, bodyFirst ? runBody : runTest);
  });
}

// Calls `fn`, the results of the body being its arguments if they are wanted.
function stepOf(call: Call, fn: Callable, receive: Callable, args?: () => readonly unknown[]): Step {
  const kind = taskKind(fn, 1, true);
  if (kind === CALLBACK && args === undefined) return () => void fn(receive);
  if (kind !== WITHHELD) return () => invoke(fn, undefined, args?.() ?? [], receive, call.failure);
  const follow = follower(call.failure, receive);
  return () => follow(args === undefined ? fn() : fn(...args()));
}
