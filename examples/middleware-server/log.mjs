// One JSON object a line. Every line that is written while a request is being served carries the request's id, wherever
// it is written: in a layer, in a guarded query that another request started, in a job that has waited in the queue.
import { AsyncLocalStorage } from 'node:async_hooks';

/** @typedef {{ requestId: string }} Context */

/** @param {(line: string) => void} [write] - Takes a line with its line feed. */
export function createLog(write = (line) => process.stdout.write(line)) {
  /** @type {AsyncLocalStorage<Context>} */
  const context = new AsyncLocalStorage();
  /** @param {'info' | 'error'} level */
  const writer =
    (level) =>
    (/** @type {string} */ message, /** @type {object} */ fields = {}) =>
      write(
        `${JSON.stringify({ time: new Date().toISOString(), level, message, ...context.getStore(), ...fields })}\n`,
      );
  return {
    info: writer('info'),
    error: writer('error'),
    /**
     * Runs `fn`, and everything that it starts, for one request.
     * @template R
     * @param {string} requestId
     * @param {() => R} fn
     */
    withRequest: (requestId, fn) => context.run({ requestId }, fn),
    requestId: () => context.getStore()?.requestId,
  };
}

/** @typedef {ReturnType<typeof createLog>} Log */
