import { toRejection } from './errors.js';
import { warnCalledTwice } from './warn.js';

/**
 * Makes the Node-style callback that settles a promise. The first call counts; a second changes nothing and is reported as
 * a process warning.
 *
 * @typeParam R - Fulfilment value.
 * @param where - Name of the function that hands the callback out, for the warning.
 * @param resolve - Takes the first result.
 * @param reject - Takes the error, unchanged; any truthy first argument is one.
 * @returns The callback.
 */
export function nodeResolver<R>(
  where: string,
  resolve: (value: R) => void,
  reject: (reason: unknown) => void,
): (error?: unknown, value?: R) => void {
  let calls = 0;
  return (error, value) => {
    calls += 1;
    if (calls === 2) warnCalledTwice(`${where}: the callback was called twice; the first result is kept`);
    if (calls > 1) return;
    if (error) reject(toRejection(error));
    else resolve(value as R);
  };
}
