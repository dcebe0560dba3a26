import type { Platform, Waiting } from './platform.js';

// A page has no end at which a pending step could be reported. Minifiers drop the calls of empty functions, not of empty
// arrows.
export function track(_run: Waiting): void {
  // nothing
}

export function untrack(_run: Waiting): void {
  // nothing
}

// Step 1.0.0 needs `process.nextTick` here.
export const nextTick: Platform['nextTick'] = queueMicrotask;
