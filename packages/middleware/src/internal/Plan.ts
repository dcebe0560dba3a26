import type { ServerStackItem } from '../types.js';

type Handle = (...args: unknown[]) => unknown;

// What a layer is called for.
const NEVER = 0;
export const REQUESTS = 1;
export const ERRORS = 2;
/** Added for a layer that is mounted: the path decides. */
export const MOUNTED = 3;

/** A layer as it was seen. */
export interface Entry {
  readonly place: number;
  readonly route: string;
  readonly handle: Handle;
  readonly kind: number;
}

/**
 * What was found out about a stack: which layers may match a path, and what each is called for. The stack is public and
 * edited at any time, so a plan is a cache: whoever uses an entry compares it with the stack first.
 */
export class Plan {
  readonly stack: readonly ServerStackItem[];
  /** The routes alone, for the comparison of what is skipped. */
  readonly routes: string[] = [];
  /** The layers that may match a path of which no mount knows the first segment. */
  readonly others: Entry[] = [];
  private readonly bySegment = new Map<string, Entry[]>();

  constructor(stack: readonly ServerStackItem[]) {
    this.stack = stack;
    for (const layer of stack) this.add(this.routes.length, layer);
    // Every list ends with an entry that is none, so that there is always one to compare with.
    this.addToAll({ place: this.routes.length, route: '', handle: HOLE.handle, kind: NEVER });
  }

  /** The layers that may match `path`, in order. */
  entriesFor(path: string): readonly Entry[] {
    return (this.bySegment.size !== 0 && this.bySegment.get(firstSegment(path))) || this.others;
  }

  private add(place: number, layer: ServerStackItem | null | undefined): void {
    // A hole ends the chain when it comes to it: it is looked at for every path, and equals no layer.
    const { route, handle } = (layer || HOLE) as Pick<Entry, 'route' | 'handle'>;
    this.routes.push(route);
    const entry = { place, route, handle, kind: kindOf(handle) + (route === '' ? 0 : MOUNTED) };
    // A route that does not begin like a path is left to the comparison; it costs a place in every list.
    if (typeof route !== 'string' || !route.startsWith('/')) {
      this.addToAll(entry);
      return;
    }
    const segment = firstSegment(route);
    const entries = this.bySegment.get(segment);
    if (entries) entries.push(entry);
    else this.bySegment.set(segment, [...this.others, entry]);
  }

  private addToAll(entry: Entry): void {
    this.others.push(entry);
    for (const entries of this.bySegment.values()) entries.push(entry);
  }
}

const HOLE: { route: string; handle: Handle } = { route: '', handle: () => undefined };

function kindOf(handle: Handle | null | undefined): number {
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
