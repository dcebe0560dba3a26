// AsyncResource costs 35 to 95 ns where AsyncLocalStorage.snapshot() costs microseconds on Node 20. The trigger id 0 saves
// a look-up of about 10 ns; only hooks of async_hooks see it, the context does not depend on it.
import { AsyncResource } from 'node:async_hooks';
import type { Platform } from './context.js';

export const captureContext: Platform['captureContext'] = () => new AsyncResource('SLUICE', 0);

export const runInContext: Platform['runInContext'] = (context, fn, self, ...args) =>
  context === undefined ? fn.apply(self, args) : (context as AsyncResource).runInAsyncScope(fn, self, ...args);

export const runInContext1: Platform['runInContext1'] = (context, fn, value) =>
  context === undefined ? fn(value) : (context as AsyncResource).runInAsyncScope(fn, undefined, value);
