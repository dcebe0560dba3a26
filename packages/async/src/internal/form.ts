import type { NodeCallback } from '@sluice/core';
import { type Attach, promised } from './promised.js';
import type { RunOptions } from './run.js';

/** Starts a call in either form. */
export type Start = (
  callback: NodeCallback<never>,
  promised: boolean,
  options: RunOptions | undefined,
  attach: Attach | undefined,
) => void;

/** The two forms of a function that is not a mere walk through a collection; see `iterate`. */
export function inForm(where: string, callback: unknown, start: Start): never {
  if (typeof callback === 'function') {
    start(callback as NodeCallback<never>, false, undefined, undefined);
    return undefined as never;
  }
  return promised(where, callback, (settle, options, attach) => start(settle, true, options, attach)) as never;
}
