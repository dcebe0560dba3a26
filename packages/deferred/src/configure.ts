import { argumentError } from '@sluice/core';
import { settings } from './internal/settings.js';

/** Settings of the whole package, for the process. */
export interface DeferredOptions {
  /**
   * Whether every handler runs in the `AsyncLocalStorage` context of whoever attached it, as with native promises. Turned
   * off, a handler runs in the context of whatever settled the promise, and `then` costs about half. Takes effect for
   * the handlers attached afterwards. Browsers keep no context, so there it means nothing. Default: true.
   */
  readonly asyncContext?: boolean;
}

/**
 * Changes settings of the package, and returns the ones that were in force.
 *
 * @param options - Settings to change; the others stay.
 * @returns The settings before the call, to put them back.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `asyncContext` is no boolean; nothing has changed.
 * @example Handlers of a hot path, where nobody reads `AsyncLocalStorage`
 * ```ts
 * import { configure } from '@sluice/deferred';
 *
 * const before = configure({ asyncContext: false });
 * before; // => { asyncContext: true }
 * configure(before);
 * ```
 */
export function configure(options: DeferredOptions): Required<DeferredOptions> {
  const before = { ...settings };
  const { asyncContext = before.asyncContext } = options;
  if (typeof asyncContext !== 'boolean') {
    throw argumentError('configure', 'asyncContext must be a boolean', asyncContext);
  }
  settings.asyncContext = asyncContext;
  return before;
}
