import { throwLater } from '@sluice/core';

// What the entry for Q replaces for its own promises.
export const hooks: {
  /** Receives what a progress handler or the end of a `done` chain throws. */
  onError: (error: unknown, promise: object) => void;
  /** Reports an unhandled rejection itself, and returns true; or leaves it to the host. */
  unhandled: (promise: object, reason: unknown) => boolean;
} = {
  onError: (error) => throwLater(error),
  unhandled: () => false,
};
