/**
 * The form in which a rejection goes into a callback: async makes an `Error` of a reason that is none and has no truthy
 * `message`. So a falsy reason never reads as success.
 */
export function toPeerError(reason: unknown): unknown {
  if (reason && (reason instanceof Error || (reason as { message?: unknown }).message)) return reason;
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- "[object Object]" is async's text for such a reason.
  return new Error(reason === undefined ? '' : String(reason));
}
