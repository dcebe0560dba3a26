import { expectFunction } from './checks.js';
import { toPeerError } from './failure.js';
import { invoke } from './invoke.js';

export function printing(method: 'log' | 'dir', fn: unknown, args: readonly unknown[]): void {
  expectFunction(method, 'task', fn);
  const print = (error?: unknown, ...results: unknown[]): void => {
    if (error) console.error(error);
    else for (const result of results) console[method](result);
  };
  invoke(fn, undefined, args, print, toPeerError);
}
