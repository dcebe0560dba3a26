/**
 * Calls a function before the event loop goes on, with the arguments given: by `process.nextTick` in Node, else by
 * `setImmediate` or `setTimeout`.
 *
 * Compat: async v3 `nextTick`.
 *
 * @typeParam A - Arguments of the function.
 * @param fn - The function.
 * @param args - Its arguments.
 * @example
 * ```ts
 * import { nextTick } from '@sluice/async';
 *
 * await new Promise((resolve) => nextTick(resolve, 'later')); // => 'later'
 * ```
 */
export function nextTick<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): void {
  const { process, setImmediate } = globalThis as Hosts;
  const job = (): unknown => fn(...args);
  if (typeof process?.nextTick === 'function') process.nextTick(job);
  else if (typeof setImmediate === 'function') setImmediate(job);
  else setTimeout(job, 0);
}

interface Hosts {
  readonly process?: { readonly nextTick?: (job: () => unknown) => void };
  readonly setImmediate?: (job: () => unknown) => void;
}
