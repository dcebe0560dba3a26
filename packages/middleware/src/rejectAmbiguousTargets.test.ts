import { describe, expect, it } from 'vitest';
import { exchange, serving } from '../test/serving.js';
import createServer, { rejectAmbiguousTargets } from './index.js';

const guarded = (): ReturnType<typeof createServer> =>
  createServer()
    .use(rejectAmbiguousTargets())
    .use((req, res) => res.end(`seen ${req.url}`));
const status = async (port: number, target: string): Promise<number> =>
  Number((await exchange(port, `GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)).slice(9, 12));

describe('rejectAmbiguousTargets', () => {
  it.each([
    '/%73ecret/f',
    '//secret/f',
    '/./secret/f',
    '/x/../secret/f',
    '/secret%2Ff',
    '/secret%2ff',
    '/secret%5Cf',
    '/secret\\f',
    '/secret/..',
    '/secret/.',
    '/x/%2e%2e/secret',
    '/%2E/secret',
    '/secret%00',
    '/secret%0a',
    '/a%zz',
    '/a%',
    '/a#b',
    '/x//',
    'http://h//secret/f',
    'http://h/%73ecret/f',
    'http://h/x/../secret',
    'http://h?/secret',
    'http://h\\x/secret',
    'http://user@h/secret',
    'ftp://h/secret',
  ])('answers 400 to %s', async (target) => {
    await serving(guarded(), async (port) => expect(await status(port, target)).toBe(400));
  });

  it.each([
    '/',
    '/secret/f',
    '/a.b/c..d/...',
    '/.well-known/x',
    '/%20%C3%A9%25',
    '/a;v=1',
    '/x?next=//a/../b%2F\\',
    '/@scope/pkg~1',
    'http://h/secret/f',
    'http://h:80/',
    'HTTP://[::1]:80/x',
    'http://h',
  ])('lets %s through', async (target) => {
    await serving(guarded(), async (port) => expect(await status(port, target)).toBe(200));
  });

  it.each(['upper', 'lower'])(
    'knows every escape that other software may read as the character itself, in %s case',
    (digits) => {
      const rejected: number[] = [];
      for (let code = 0; code < 256; code += 1) {
        const hex = code.toString(16).padStart(2, '0');
        const path = `/x%${digits === 'upper' ? hex.toUpperCase() : hex}y`;
        let passed = false;
        const res = { setHeader: () => undefined, end: () => undefined };
        rejectAmbiguousTargets()({ url: path, complete: true } as never, res as never, () => {
          passed = true;
          return Promise.resolve();
        });
        if (!passed) rejected.push(code);
      }
      const expected = (code: number): boolean =>
        code < 0x20 || code === 0x7f || /[\w/\\.~-]/.test(String.fromCharCode(code));
      expect(rejected).toEqual(Array.from({ length: 256 }, (_, code) => code).filter((code) => expected(code)));
    },
  );

  it('lets OPTIONS * through to the end of the chain', async () => {
    await serving(guarded(), async (port) => {
      const text = await exchange(port, 'OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
      expect(text).toMatch(/^HTTP\/1.1 404 /);
    });
  });

  it('looks at the target as it was sent, in a mounted app too', async () => {
    const outer = createServer().use('/api', createServer().use(rejectAmbiguousTargets()));
    await serving(outer, async (port) => {
      expect(await status(port, '/api//x')).toBe(400);
      expect(await status(port, '/api/x')).toBe(404);
    });
  });
});
