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

// Up to the second `/` or a `.`, the characters at which a route may end. None where letters follow whose lower case may
// depend on their neighbours.
const FIRST_SEGMENT = /^\/[\0-\-0-\x7f]*(?![^/.])/;

// In lower case, as routes ignore the case; empty for what does not begin like a path.
function firstSegment(path: string): string {
  return FIRST_SEGMENT.exec(path)?.[0].toLowerCase() ?? '';
}
