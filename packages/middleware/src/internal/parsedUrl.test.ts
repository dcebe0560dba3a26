import { Url } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { IncomingMessage } from '../types.js';
import { rememberParsed } from './parsedUrl.js';

describe('rememberParsed', () => {
  it.each([
    ['/a/b', '/a/b', null, null],
    ['/a?b=c?d', '/a', '?b=c?d', 'b=c?d'],
    ['/?', '/', '?', ''],
  ])('leaves what parseurl would leave for %j', (url, pathname, search, query) => {
    const req = {} as IncomingMessage & { _parsedUrl?: object };
    rememberParsed(req, url, pathname);
    expect(req._parsedUrl).toBeInstanceOf(Url);
    expect(req._parsedUrl).toMatchObject({ pathname, path: url, href: url, search, query, _raw: url, host: null });
  });
});
