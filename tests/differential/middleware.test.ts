// connect from npm against ours: the same generated chains, the same requests, everything visible compared.
import * as http from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect as open } from 'node:net';
import createServer from '@sluice/middleware';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from './middleware/differences.js';
import { appOf, type Factory, observe, type Program, programs } from './middleware/programs.js';

const require = createRequire(import.meta.url);
const connect = require('connect') as Factory;
const sluice = createServer as unknown as Factory;
const numRuns = Number(process.env['SLUICE_RUNS'] ?? 400);

describe('a chain, compared with connect', () => {
  it('calls the same layers with the same urls in the same turns', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (program) => {
        expect(await observe(sluice, program)).toEqual(await observe(connect, program));
      }),
      { numRuns },
    );
  });

  it('answers real requests with the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (program) => {
        expect(await answers(sluice, program)).toEqual(await answers(connect, program));
      }),
      { numRuns: numRuns / 8 },
    );
  });

  it('answers errors and unanswered requests with the same bytes', async () => {
    const status = fc.constantFrom(
      ...[200, 399, 400, 404, 413, 418, 422, 425, 429, 500, 503, 511, 600, Number.NaN, '404', null, undefined],
    );
    const error = fc.record(
      {
        status,
        statusCode: status,
        message: fc.string(),
        stack: fc.string(),
        headers: fc.constant({ 'x-error': 'yes' }),
      },
      { requiredKeys: [] },
    );
    const target = fc.webPath().map((path) => (path.startsWith('/') ? path : `/${path}`));
    const odd = fc.constantFrom(
      '/%',
      '/%a',
      '/%%41',
      '/%zz',
      '/é',
      '/<b>',
      '/"q"',
      '/a^b`c{d|e}',
      '/a?<',
      'http://h/x<y',
      '/$&+,:;=@',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(target, odd),
        fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS'),
        fc.option(fc.oneof(error, fc.string({ minLength: 1 }), fc.constantFrom(5, true))),
        fc.constantFrom(200, 404, 503, 302),
        async (url, method, err, before) => {
          const app = (create: Factory): ReturnType<Factory> => {
            const chain = create();
            (chain.use as (handle: unknown) => void)(
              (_q: unknown, res: http.ServerResponse, next: (e: unknown) => void) => {
                res.statusCode = before;
                res.setHeader('set-cookie', 'kept=1');
                next(err);
              },
            );
            return chain;
          };
          expect(await exchange(app(sluice), url, method)).toBe(await exchange(app(connect), url, method));
        },
      ),
      { numRuns: numRuns / 4 },
    );
  });

  it('has the same properties', () => {
    const [theirs, ours] = [connect(), sluice()];
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    expect([ours.length, ours.name, createServer.length, createServer.name]).toEqual([
      theirs.length,
      theirs.name,
      (connect as { length: number }).length,
      connect.name,
    ]);
  });
});

describe('a deliberate difference from connect', () => {
  it.each(differences.map((difference) => [difference.name, difference] as const))('%s', async (_name, difference) => {
    expect(difference.reason).not.toBe('');
    expect(await difference.observe(connect)).toEqual(difference.connect);
    expect(await difference.observe(sluice)).toEqual(difference.sluice);
  });
});

async function answers(create: Factory, program: Program): Promise<string[]> {
  const app = appOf(create, program);
  const texts = [];
  for (const url of program.urls) {
    // The parser refuses the others.
    if (/^(\/|\*|https?:\/\/)/i.test(url))
      texts.push(await exchange(app, encodeURI(url).replaceAll('%25', '%'), 'GET'));
  }
  return texts;
}

// The stack of an error names files; connect's and ours differ there.
const FRAMES = /(?:<br>| &nbsp;)+ ?at [^\n]*?(?=<\/pre>)/g;

async function exchange(app: ReturnType<Factory>, target: string, method: string): Promise<string> {
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const text = await new Promise<string>((resolve) => {
    let received = '';
    const socket = open((server.address() as AddressInfo).port, '127.0.0.1', () =>
      socket.write(`${method} ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`, 'latin1'),
    );
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });
  server.close();
  return text
    .replace(/\r\nDate: .*/, '')
    .replace(FRAMES, ' at …')
    .replace(/\r\nContent-Length: \d+/, '');
}
