import { warnCalledTwice } from '@sluice/core';
import { textOf } from './finalHandler.js';

// A layer is reported once, not once for each request.
const reported = new WeakSet<object>();

/** Reports that a layer called `next` again; the call changes nothing. */
export function reportSecondNext(handle: Function, route: string, ended: boolean): void {
  if (reported.has(handle)) return;
  reported.add(handle);
  const when = ended ? 'again after the response ended' : 'again';
  warnCalledTwice(`middleware: next() called ${when} in ${nameOf(handle, route)}; missing return before next()?`);
}

/** Reports a failure of a layer that had called `next` or answered before: nobody else will. */
export function reportLateFailure(handle: Function, route: string, error: unknown): void {
  warnCalledTwice(
    `middleware: ${nameOf(handle, route)} failed after it had called next() or the response had ended: ${textOf(error) ?? 'unknown error'}`,
  );
}

function nameOf(handle: Function, route: string): string {
  return `"${handle.name || 'anonymous'}" (route "${route || '/'}")`;
}
