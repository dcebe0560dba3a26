import type { ServerStackItem } from '../types.js';

type Handle = (...args: unknown[]) => unknown;

/** What a layer is called for. */
export type Kind = 0 | 1 | 2;
export const NEVER = 0;
export const REQUESTS = 1;
export const ERRORS = 2;

/** A layer as it was seen. */
export interface Entry {
  readonly place: number;
  readonly route: string;
  readonly handle: Handle;
  readonly kind: Kind;
  /** Whether it is mounted: the path decides. */
  readonly mounted: boolean;
}

/**
 * What was found out about a stack: which layers may match a path, and what each is called for. The stack is public and
 * edited at any time, so a plan is a cache: whoever uses an entry compares it with the stack first.
 */
export class Plan {
  readonly stack: readonly ServerStackItem[];
  readonly entries: Entry[] = [];
  /** The routes alone, for the comparison of what is skipped. */
  readonly routes: string[] = [];
  /** Whether there is any mount. */
  readonly mounted: boolean;
  // Places in the stack of the layers that may match: by the first segment of the path, and for all other paths.
  private readonly bySegment = new Map<string, number[]>();
  private readonly others: number[] = [];

  constructor(stack: readonly ServerStackItem[]) {
    this.stack = stack;
    for (const layer of stack) this.add(this.entries.length, layer);
    this.mounted = this.bySegment.size > 0;
    // Every list ends with an entry that is none, so that there is always one to compare with.
    const end = this.entries.length;
    for (const places of this.bySegment.values()) places.push(end);
    this.others.push(end);
    this.entries.push({ place: end, route: '', handle: HOLE.handle, kind: NEVER, mounted: false });
  }

  /** Places of the layers that may match `path`, in order. */
  placesFor(path: string): readonly number[] {
    return (this.mounted && this.bySegment.get(firstSegment(path))) || this.others;
  }

  private add(place: number, layer: ServerStackItem | null | undefined): void {
    // A hole ends the chain when it comes to it: it is looked at for every path, and equals no layer.
    const { route, handle } = (layer || HOLE) as Pick<Entry, 'route' | 'handle'>;
    this.routes.push(route);
    this.entries.push({ place, route, handle, kind: kindOf(handle), mounted: route !== '' });
    // A route that does not begin like a path is left to the comparison; it costs a place in every list.
    if (typeof route !== 'string' || !route.startsWith('/')) {
      this.others.push(place);
      for (const places of this.bySegment.values()) places.push(place);
      return;
    }
    const segment = firstSegment(route);
    const places = this.bySegment.get(segment);
    if (places) places.push(place);
    else this.bySegment.set(segment, [...this.others, place]);
  }
}

const HOLE: { route: string; handle: Handle } = { route: '', handle: () => undefined };

function kindOf(handle: Handle | null | undefined): Kind {
  // Calling what is no function fails, which is an error as any other.
  const length = handle ? handle.length : 0;
  if (length === 4) return ERRORS;
  return length < 4 ? REQUESTS : NEVER;
}

// Up to the second `/` or a `.`, the characters at which a route may end; in lower case, as routes ignore the case.
function firstSegment(path: string): string {
  let end = 1;
  let isLower = true;
  for (; end < path.length; end += 1) {
    const code = path.charCodeAt(end);
    if (code === 0x2f || code === 0x2e) break;
    if ((code >= 0x41 && code <= 0x5a) || code > 0x7f) isLower = false;
  }
  const segment = path.slice(1, end);
  return isLower ? segment : segment.toLowerCase();
}
