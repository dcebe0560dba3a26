import { toCallbackError } from '@sluice/core';

/**
 * The form in which a rejection goes into a callback: async makes an `Error` of a reason that is none and has no truthy
 * `message`. So a falsy reason never reads as success.
 */
export function toPeerError(reason: unknown): unknown {
  if (reason && (reason instanceof Error || (reason as { message?: unknown }).message)) return reason;
  return new Error(textOf(reason), { cause: reason });
}

/** How a rejection goes into the callback of a call in either form; in the promise form it keeps its identity. */
export function failureOf(isPromised: unknown): (reason: unknown) => unknown {
  return isPromised ? toCallbackError : toPeerError;
}

function textOf(reason: unknown): string {
  try {
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- "[object Object]" is async's text for such a reason.
    return reason === undefined ? '' : String(reason);
  } catch {
    // An object without a prototype has no text.
    return Object.prototype.toString.call(reason);
  }
}
