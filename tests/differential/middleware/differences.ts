// Where we differ from connect on purpose: what connect does, what we do, and why. Both are observed, so a difference
// that vanishes fails the run as well.
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Factory } from './programs.js';

export interface Difference {
  readonly name: string;
  readonly reason: string;
  readonly observe: (create: Factory) => Promise<unknown>;
  readonly connect: unknown;
  readonly sluice: unknown;
}

type Next = (err?: unknown) => void;
type Handle = (req: http.IncomingMessage, res: http.ServerResponse, next: Next) => unknown;

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

const chain = (create: Factory, ...handles: Handle[]): ReturnType<Factory> => {
  const app = create();
  for (const handle of handles) (app.use as (handle: unknown) => void)(handle);
  return app;
};

// Runs a chain on plain objects; `out` and layers write to the log.
async function logged(create: Factory, url: string | undefined, make: (log: string[]) => Handle[]): Promise<string[]> {
  const log: string[] = [];
  const app = chain(create, ...make(log));
  const rejected = (): void => void log.push('unhandledRejection');
  process.on('unhandledRejection', rejected);
  try {
    app(
      { url, method: 'GET' } as unknown as http.IncomingMessage,
      { end: () => undefined } as unknown as http.ServerResponse,
      (err) => {
        log.push(`out ${err instanceof Error ? err.constructor.name : String(err)}`);
      },
    );
  } catch (error) {
    log.push(`threw ${(error as Error).constructor.name}`);
  }
  await turns(5);
  process.removeListener('unhandledRejection', rejected);
  return log;
}

async function request(app: ReturnType<Factory>): Promise<{ status: number | undefined; bytes: number }> {
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise((resolve) => {
      const client = http.get({ port: (server.address() as AddressInfo).port, agent: false }, (res) => {
        let bytes = 0;
        const done = (): void => resolve({ status: res.statusCode, bytes });
        res.on('data', (chunk: Buffer) => (bytes += chunk.length));
        res.on('error', done);
        res.on('end', done);
      });
      client.on('error', () => resolve({ status: undefined, bytes: 0 }));
    });
  } finally {
    server.close();
  }
}

export const differences: readonly Difference[] = [
  {
    name: 'a rejected async layer is an error',
    reason: 'connect leaves the request without an answer, and the rejection ends the process',
    observe: (create) => logged(create, '/', () => [() => Promise.reject(new TypeError('x'))]),
    connect: ['unhandledRejection'],
    sluice: ['out TypeError'],
  },
  {
    name: 'a rejection with undefined is an error',
    reason: 'a failure stays a failure, whatever its reason',
    observe: (create) => logged(create, '/', () => [() => Promise.reject(undefined)]),
    connect: ['unhandledRejection'],
    sluice: ['out FalsyRejectionError'],
  },
  {
    name: 'a thrown undefined is an error',
    reason: 'connect goes on to the next layer, past a guard that has failed',
    observe: (create) =>
      logged(create, '/', (log) => [
        () => {
          throw undefined;
        },
        () => void log.push('behind the guard'),
      ]),
    connect: ['behind the guard'],
    sluice: ['out FalsyRejectionError'],
  },
  {
    name: 'a second next() changes nothing',
    reason: 'connect runs the rest twice, or past a layer that is still waiting',
    observe: (create) =>
      logged(create, '/', (log) => [
        (_req, _res, next) => {
          next();
          setImmediate(next);
        },
        () => void log.push('waits'),
        () => void log.push('too early'),
      ]),
    connect: ['waits', 'too early'],
    sluice: ['waits'],
  },
  {
    name: 'a throw after next() does not advance the chain again',
    reason: 'the layer has handed the request on; the failure is reported, the layers behind go on',
    observe: (create) =>
      logged(create, '/', (log) => [
        (_req, _res, next) => {
          next();
          throw new TypeError('late');
        },
        () => void log.push('waits'),
      ]),
    connect: ['waits', 'out TypeError'],
    sluice: ['waits'],
  },
  {
    name: 'a request without a url is an error of the chain',
    reason: 'connect throws out of the app, which ends the process',
    observe: (create) => logged(create, undefined, () => [() => undefined]),
    connect: ['threw TypeError'],
    sluice: ['out TypeError'],
  },
  {
    name: 'a long synchronous stack runs to its end',
    reason: 'connect overflows the call stack',
    observe: async (create) => {
      const app = create();
      app.stack = Array.from({ length: 20_000 }, () => ({
        route: '',
        handle: (_q: unknown, _s: unknown, next: Next) => next(),
      }));
      let end: unknown;
      app(
        { url: '/' } as unknown as http.IncomingMessage,
        {} as unknown as http.ServerResponse,
        (err) => (end = err instanceof Error ? err.name : err),
      );
      await turns(2);
      return end;
    },
    connect: 'RangeError',
    sluice: undefined,
  },
  {
    name: 'a finished answer is not cut by an error that follows',
    reason: 'connect destroys the socket while the rest of the answer is on its way',
    observe: async (create) => {
      const { bytes } = await request(
        chain(create, (_req, res, next) => {
          res.end(Buffer.alloc(20_000_000));
          next(new Error('late'));
        }),
      );
      return bytes === 20_000_000;
    },
    connect: false,
    sluice: true,
  },
  {
    name: 'a path is what the client sent, up to ? or #',
    reason:
      'for targets with #, a space or an absolute form, connect matches what url.parse makes of them (escapes, \\ as /) and strips the raw target; one string decides both here',
    observe: (create) =>
      logged(create, '/a\\b#x', (log) => {
        return [
          (req: http.IncomingMessage, _res: unknown, next: Next) => {
            log.push(String((req as { _parsedUrl?: { pathname?: string } })._parsedUrl?.pathname));
            next();
          },
        ];
      }),
    connect: ['/a/b', 'out undefined'],
    sluice: ['/a\\b', 'out undefined'],
  },
  {
    name: 'a target that a layer rewrites into another form is matched and stripped by that form',
    reason: 'connect looks for scheme and host once, and cuts the wrong characters off a target that was rewritten',
    observe: async (create) => {
      const seen: unknown[] = [];
      const app = chain(create, (req, _res, next) => {
        req.url = 'http://h/a/b';
        next();
      });
      (app.use as (route: string, handle: unknown) => void)('/a', (req: http.IncomingMessage) => seen.push(req.url));
      app({ url: '/' } as unknown as http.IncomingMessage, {} as unknown as http.ServerResponse);
      await turns(1);
      return seen;
    },
    connect: ['/tp://h/a/b'],
    sluice: ['http://h/b'],
  },
  {
    name: 'a status without a name is shown as its number',
    reason: 'connect shows the word undefined',
    observe: async (create) => {
      let body = '';
      const app = chain(create, (_req, res, next) => {
        const { end } = res;
        res.end = ((text: string) => {
          body = text;
          return end.call(res, text, 'utf8');
        }) as typeof res.end;
        next(Object.assign(Object.create(null) as object, { status: 432 }));
      });
      await request(app);
      return /<pre>(.*)<\/pre>/.exec(body)?.[1];
    },
    connect: 'undefined',
    sluice: '432',
  },
];
