import type { IncomingMessage, ServerStackItem } from '../types.js';
import { matches, originLength, pathOf } from './match.js';
import { type Known, lengthOf, type Memory } from './Memory.js';
import { rememberParsed } from './parsedUrl.js';

export type Handle = (...args: unknown[]) => unknown;
export type Stack = readonly (ServerStackItem | null | undefined)[];

/** What is found behind the last layer. */
export const END: Handle = () => undefined;

// No url of a request.
const NONE = '\0';

/** The way of one request through the stack of one app: which layer is next, and what `req.url` is meanwhile. */
export class Walk {
  /** The place of the next layer. */
  place = 0;

  readonly #req: IncomingMessage;
  readonly #stack: Stack;
  readonly #memory: Memory;
  readonly #layers: readonly Known[];

  // The value of req.url between the layers, and what was found out about it.
  #url = NONE;
  #path = '';
  #origin = 0;
  #isRooted = false;
  #segment = 0;

  // While a mount has the request: what goes in front again, in place of so many characters.
  #isStripped = false;
  #prefix = '';
  #cut = 0;

  constructor(req: IncomingMessage, stack: Stack, memory: Memory) {
    this.#req = req;
    this.#stack = stack;
    this.#memory = memory;
    this.#layers = memory.layers;
  }

  /** The next function for the request, or for an error. Throws for a stack or a url that cannot be read. */
  find(error: unknown): Handle {
    if (this.#isStripped || this.#req.url !== this.#url) this.#look();
    for (;;) {
      const { place } = this;
      const layer = this.#stack[place];
      // A hole ends the chain as well.
      if (!layer) return END;
      const { route, handle } = layer;
      let known = this.#layers[place] ?? this.#learn(place, layer);
      this.place = place + 1;
      // Comparing functions is quick, comparing strings is not.
      if (known.handle !== handle || (route !== '' && known.route !== route)) known = this.#learn(place, layer);
      if (route === '' ? !this.#isRooted : !this.#enter(route, known.segment)) continue;
      if (error ? lengthOf(handle) === 4 : known.takesRequests || lengthOf(handle) < 4) return handle as Handle;
      // A mount is entered before its kind counts: leaving it spells the url as the route does, as in connect.
      if (this.#isStripped) this.#look();
    }
  }

  // The path may be the first one that begins like this route, and has its number only now.
  #learn(place: number, layer: ServerStackItem): Known {
    const known = this.#memory.learn(place, layer);
    this.#segment = this.#memory.segmentOf(this.#path);
    return known;
  }

  #enter(route: string, segment: number): boolean {
    // 0 says that the paths have to be compared.
    if (segment !== 0 && segment !== this.#segment && this.#segment !== 0) {
      this.#skip();
      return false;
    }
    if (!matches(route, this.#path)) return false;
    if (route !== '/') this.#strip(route);
    return true;
  }

  // Passes further mounts that are known to be elsewhere.
  #skip(): void {
    const layers = this.#layers;
    const stack = this.#stack;
    const here = this.#segment;
    let { place } = this;
    while (place < layers.length) {
      const { route, segment } = layers[place] as Known;
      if (segment === 0 || segment === here || stack[place]?.route !== route) break;
      place += 1;
    }
    this.place = place;
  }

  // The first look at the url, or it was rewritten, or a mount has taken something off.
  #look(): void {
    const req = this.#req as { url: string };
    if (this.#isStripped) {
      // As the layer spells it; a rewrite by the layer survives behind it.
      this.#isStripped = false;
      req.url = this.#prefix + (req.url ?? '').slice(this.#cut);
    }
    const { url } = req;
    if (url === this.#url) return;
    this.#origin = originLength(url);
    this.#path = pathOf(url, this.#origin) || '/';
    this.#isRooted = matches('', this.#path);
    this.#segment = this.#memory.segmentOf(this.#path);
    this.#url = url;
    rememberParsed(this.#req, url, this.#path);
  }

  #strip(route: string): void {
    const origin = this.#url.slice(0, this.#origin);
    const rest = this.#url.slice(origin.length + route.length);
    const needsSlash = origin === '' && !rest.startsWith('/');
    this.#isStripped = true;
    this.#prefix = origin + route;
    this.#cut = needsSlash ? 1 : origin.length;
    this.#req.url = origin + (needsSlash ? '/' : '') + rest;
  }
}
