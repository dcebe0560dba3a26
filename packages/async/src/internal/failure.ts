/**
 * The form in which a rejection goes into a callback: async makes an `Error` of a reason that is none and has no truthy
 * `message`. So a falsy reason never reads as success.
 */
export function toPeerError(reason: unknown): unknown {
  if (reason && (reason instanceof Error || (reason as { message?: unknown }).message)) return reason;
  return new Error(textOf(reason), { cause: reason });
}

/** The code of core's `FalsyRejectionError`, which callbacks of other packages may bring. */
const FALSY = 'ERR_SLUICE_FALSY_REJECTION';

/** In the promise form, the form of a rejection on its way to the promise: a falsy reason must not read as success. */
export function toTruthy(reason: unknown): unknown {
  return (
    reason || Object.assign(new Error(`rejected with the falsy reason ${String(reason)}`), { code: FALSY, reason })
  );
}

/** The reason with which the promise is rejected: the reverse of `toTruthy`, and of core's `toCallbackError`. */
export function toReason(error: unknown): unknown {
  const { code, reason } = error as { code?: unknown; reason?: unknown };
  return code === FALSY ? reason : error;
}

/** How a rejection goes into the callback of a call in either form. */
export function failureOf(isPromised: boolean): (reason: unknown) => unknown {
  return isPromised ? toTruthy : toPeerError;
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
