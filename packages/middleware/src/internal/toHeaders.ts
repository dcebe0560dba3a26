/* eslint-disable n/no-unsupported-features/node-builtins -- global and working since Node 18; only the label was experimental */

/** The headers of a Node message, each as often as it came; HTTP/2 pseudo-headers are none. */
export function toHeaders(rawHeaders: readonly string[]): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    if (!name.startsWith(':')) headers.append(name, value);
  }
  return headers;
}
