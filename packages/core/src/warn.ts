/**
 * Reports a callback that was called again after its first outcome had counted: a process warning with the code
 * `ERR_SLUICE_CALLBACK_TWICE`, `console.warn` where there is no process.
 *
 * @param message - Names the function and what becomes of the second call.
 */
export function warnCalledTwice(message: string): void {
  const code = 'ERR_SLUICE_CALLBACK_TWICE';
  const host = (globalThis as { process?: { emitWarning?: (text: string, options: object) => void } }).process;
  if (host?.emitWarning) host.emitWarning(message, { type: 'SluiceWarning', code });
  else console.warn(`${code}: ${message}`);
}
