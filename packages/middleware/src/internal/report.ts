import { warnCalledTwice } from '@sluice/core';
import type { ServerStackItem } from '../types.js';
import { textOf } from './finalHandler.js';

// A layer is reported once, not once for each request.
const reported = new WeakSet<object>();

/** Reports that a layer called `next` again; the call changes nothing. */
export function reportSecondNext(layer: ServerStackItem | null | undefined, ended: boolean): void {
  const { handle, route = '' } = layer ?? {};
  if (typeof handle !== 'function' || reported.has(handle)) return;
  reported.add(handle);
  const when = ended ? 'again after the response ended' : 'again';
  const name = `"${handle.name || 'anonymous'}" (route "${route || '/'}")`;
  warnCalledTwice(`middleware: next() called ${when} in ${name}; missing return before next()?`);
}

/** Reports a failure of a layer that had called `next` or answered before: nobody else will. */
export function reportLateFailure(error: unknown): void {
  const text = textOf(error) ?? 'an error that cannot be shown';
  warnCalledTwice(`middleware: a layer failed after it had called next() or had answered: ${text}`);
}
