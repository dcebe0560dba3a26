// Browsers keep no asynchronous context.
import type { Platform } from './context.js';

export const captureContext: Platform['captureContext'] = () => undefined;

export const runInContext: Platform['runInContext'] = (_context, fn, self, ...args) => fn.apply(self, args);

export const runInContext1: Platform['runInContext1'] = (_context, fn, value) => fn(value);
