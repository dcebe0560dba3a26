import type { Platform } from './platform.js';

// A page has no end at which a pending step could be reported.
export const track: Platform['track'] = () => undefined;

export const untrack: Platform['untrack'] = () => undefined;

// Step 1.0.0 needs `process.nextTick` here.
export const nextTick: Platform['nextTick'] = queueMicrotask;
