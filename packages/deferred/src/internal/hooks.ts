import { throwLater } from '@sluice/core';

/** What is told when somebody handles a promise after it was reported. */
export interface Report {
  catch: (handler: () => void) => unknown;
}

// What the entry for Q replaces for its own promises.
export const hooks: {
  /** Receives what a progress handler or the end of a `done` chain throws. */
  onError: (error: unknown) => void;
  /** Reports an unhandled rejection to the host. */
  unhandled: (promise: object, reason: unknown) => Report;
} = {
  onError: throwLater,
  // The host does with a native promise what its user has asked it to do.
  unhandled: (_promise, reason) => Promise.reject(reason),
};
