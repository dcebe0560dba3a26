import * as node from 'node:url';
import type { IncomingMessage } from '../types.js';

interface LegacyUrl {
  pathname: string;
  path: string;
  href: string;
  search?: string;
  query?: string;
  _raw: string;
}

const { Url } = node as unknown as { Url: new () => LegacyUrl };

/**
 * Leaves the parsed target on the request as connect does: layers read `req._parsedUrl`, and the package `parseurl`,
 * which most of them use, takes it instead of parsing again.
 */
export function rememberParsed(req: IncomingMessage & { _parsedUrl?: LegacyUrl }, url: string, path: string): void {
  const parsed = new Url();
  parsed.pathname = path;
  parsed.path = url;
  parsed.href = url;
  const search = url.indexOf('?');
  if (search !== -1) {
    parsed.search = url.slice(search);
    parsed.query = url.slice(search + 1);
  }
  parsed._raw = url;
  req._parsedUrl = parsed;
}
