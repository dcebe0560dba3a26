// Most first segments that are remembered.
const MOST = 10_000;

/**
 * What an app remembers from one request to the next. The stack is public and edited at any time: what is remembered of a
 * place holds for the function or the route that was seen there, and no other.
 */
export class Memory {
  /** By place: a function that takes requests. Reading its number of parameters costs more than all the rest. */
  readonly handles: unknown[] = [];
  /** By place: a route, and the number of its first segment. Comparing two numbers spares the comparison of routes. */
  readonly routes: string[] = [];
  readonly segments: number[] = [];
  readonly #numbers = new Map([['', 0]]);

  rememberHandle(place: number, handle: unknown): void {
    // Arrays without holes are faster.
    while (this.handles.length < place) this.handles.push(undefined);
    this.handles[place] = handle;
  }

  rememberRoute(place: number, route: string): void {
    const segment = firstSegment(route);
    // Routes may come and go; what is remembered must not grow with them.
    if (segment === '' || this.#numbers.size > MOST) return;
    while (this.routes.length <= place) {
      this.routes.push('\0');
      this.segments.push(0);
    }
    if (!this.#numbers.has(segment)) this.#numbers.set(segment, this.#numbers.size);
    this.routes[place] = route;
    this.segments[place] = this.segmentOf(route);
  }

  /** The number of the first segment of a path or a route; 0 for what has to be compared, -1 for one of no route. */
  segmentOf(path: string): number {
    return this.#numbers.size === 1 ? 0 : (this.#numbers.get(firstSegment(path)) ?? -1);
  }
}

// Up to the second `/` or a `.`, the characters at which a route may end; in lower case, as routes ignore the case.
// Empty for what does not begin like a path, or has letters whose lower case depends on their neighbours.
function firstSegment(path: string): string {
  if (path.charCodeAt(0) !== 0x2f) return '';
  let end = 1;
  let isLower = true;
  for (; end < path.length; end += 1) {
    const code = path.charCodeAt(end);
    if (code === 0x2f || code === 0x2e) break;
    if (code > 0x7f) return '';
    if (code >= 0x41 && code <= 0x5a) isLower = false;
  }
  const segment = path.slice(0, end);
  return isLower ? segment : segment.toLowerCase();
}
