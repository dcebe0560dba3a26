import * as node from 'node:url';
import { describe, expect, it } from 'vitest';
import { rememberParsed } from './parsedUrl.js';

const { Url } = node as unknown as { Url: new () => object };

describe('rememberParsed', () => {
  it.each([
    ['/a/b', '/a/b', null, null],
    ['/a?b=c?d', '/a', '?b=c?d', 'b=c?d'],
    ['/?', '/', '?', ''],
  ])('leaves what parseurl would leave for %j', (url, pathname, search, query) => {
    const req: { _parsedUrl?: unknown } = {};
    rememberParsed(req as never, url, pathname);
    expect(req._parsedUrl).toBeInstanceOf(Url);
    expect(req._parsedUrl).toMatchObject({ pathname, path: url, href: url, search, query, _raw: url, host: null });
  });
});
