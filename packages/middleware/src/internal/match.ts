const SLASH = 0x2f;
const DOT = 0x2e;
const HASH = 0x23;
const QUESTION = 0x3f;
// Takes a step for each character and never goes back.
const ORIGIN = /^[^?]*?:\/\/[^/?#]*/;

/**
 * Finds the pathname of a request target in one pass, without decoding, collapsing or changing the case of anything.
 *
 * @param url - `/path?query`, `scheme://host/path`, `*` …
 * @param from - Where the path starts: the length of scheme and host.
 * @returns The raw path up to `?` or `#`.
 */
export function pathOf(url: string, from: number): string {
  for (let i = from; i < url.length; i += 1) {
    const code = url.charCodeAt(i);
    if (code === QUESTION || code === HASH) return url.slice(from, i);
  }
  return from === 0 ? url : url.slice(from);
}

/**
 * Finds the length of `scheme://host` in front of the path of an absolute-form target, 0 when there is none. An `://`
 * behind a `?` or in a path is no host.
 *
 * @param url - The target.
 * @returns Length of the part in front of the path.
 */
export function originLength(url: string): number {
  return url.charCodeAt(0) === SLASH ? 0 : (ORIGIN.exec(url)?.[0].length ?? 0);
}

/**
 * Tells whether `route` is `path` or a prefix of it that ends at a `/`, a `.` or the end; the case is ignored.
 *
 * Compares from the end: where many mounts share a beginning, one or two characters decide.
 *
 * @param route - As the layer spells it.
 * @param path - Raw path of the request.
 * @returns Whether the layer is for this path.
 */
export function matches(route: string, path: string): boolean {
  const { length } = route;
  if (length > path.length) return false;
  if (length < path.length) {
    const border = path.charCodeAt(length);
    if (border !== SLASH && border !== DOT) return false;
  }
  for (let i = length - 1; i >= 0; i -= 1) {
    const a = path.charCodeAt(i);
    const b = route.charCodeAt(i);
    if (a === b) continue;
    // Lower-casing can change lengths and merge letters outside of ASCII: connect's own rule decides there.
    if (a > 0x7f || b > 0x7f) return path.toLowerCase().slice(0, length) === route.toLowerCase();
    const letter = a | 0x20;
    if (letter !== (b | 0x20) || letter < 0x61 || letter > 0x7a) return false;
  }
  return true;
}
