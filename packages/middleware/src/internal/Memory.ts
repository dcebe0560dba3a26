import type { ServerStackItem } from '../types.js';

// Most first segments that are remembered.
const MOST = 10_000;

/** What is known of a layer, for as long as its route and its handle are the same. */
export interface Known {
  readonly route: string;
  readonly handle: unknown;
  /** The number of the first segment of the route. Comparing two numbers spares the comparison of routes. */
  readonly segment: number;
  /** Reading the number of parameters of a function costs more than all the rest. */
  readonly takesRequests: boolean;
}

/**
 * What an app remembers from one request to the next. The stack is public and edited at any time: what is remembered of a
 * place holds for the function or the route that was seen there, and no other.
 */
export class Memory {
  /** What is known of the layer at each place. */
  readonly layers: Known[] = [];
  readonly #numbers = new Map([['', 0]]);

  learn(place: number, { route, handle }: ServerStackItem): Known {
    const known = { route, handle, segment: this.#numberOf(route), takesRequests: lengthOf(handle) < 4 };
    this.layers[place] = known;
    return known;
  }

  /** The number of the first segment of a path; 0 for what has to be compared, -1 for one of no route. */
  segmentOf(path: string): number {
    return this.#numbers.size === 1 ? 0 : (this.#numbers.get(firstSegment(path)) ?? -1);
  }

  #numberOf(route: string): number {
    const numbers = this.#numbers;
    const segment = firstSegment(route);
    // Routes may come and go; what is remembered must not grow with them.
    if (!numbers.has(segment) && numbers.size <= MOST) numbers.set(segment, numbers.size);
    return numbers.get(segment) ?? 0;
  }
}

/** Calling nothing fails, which is an error as any other; what else is no function, is never called. */
export function lengthOf(handle: unknown): number {
  return handle ? (handle as { length: number }).length : 0;
}

// Up to the second `/` or a `.`, the characters at which a route may end. None where letters follow whose lower case may
// depend on their neighbours.
const FIRST_SEGMENT = /^\/[\0-\-0-\x7f]*(?![^/.])/;

// In lower case, as routes ignore the case; empty for what does not begin like a path.
function firstSegment(path: string): string {
  return (typeof path === 'string' && FIRST_SEGMENT.exec(path)?.[0].toLowerCase()) || '';
}
