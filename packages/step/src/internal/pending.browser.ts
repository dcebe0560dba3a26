// A page has no end at which a pending step could be reported.
import type { Platform } from './pending.js';

export const track: Platform['track'] = () => undefined;

export const untrack: Platform['untrack'] = () => undefined;
