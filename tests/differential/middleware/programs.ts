// Random chains, built alike on connect and on ours; everything a layer, the end of the chain or a client can see is
// written to a log, together with the turn of the event loop in which it happened.
import type { IncomingMessage, ServerResponse } from 'node:http';
import fc from 'fast-check';

type Next = (err?: unknown) => void;
type Handle = (...args: never[]) => unknown;

/** What both factories make, as far as the programs use it. */
export interface App {
  (req: IncomingMessage, res: ServerResponse, out?: (err?: unknown) => void): void;
  route: string;
  stack: { route: string; handle: unknown }[];
  use: (...args: never[]) => unknown;
}
export type Factory = () => App;

export type Step =
  | { kind: 'pass' | 'later' | 'fail' | 'throw' | 'end' | 'nextThenEnd' | 'zero' }
  | { kind: 'catch' | 'catchPass' | 'catchThrow' | 'catchEnd' }
  | { kind: 'arity'; length: 0 | 1 | 2 | 5 }
  | { kind: 'rewrite'; url: string }
  | {
      kind: 'edit';
      edit: 'push' | 'pop' | 'remove' | 'reroute' | 'rehandle' | 'replace' | 'swap' | 'unshift';
      at: number;
    }
  | { kind: 'app'; layers: Layer[] };

export interface Layer {
  readonly route: string;
  readonly step: Step;
}

export interface Program {
  readonly layers: Layer[];
  readonly urls: string[];
}

const routes = fc.constantFrom(
  '/',
  '',
  '/a',
  '/a/',
  '/A',
  '/a/b',
  '/a.b',
  '/b',
  '/b//',
  '/é',
  '/É',
  '/c',
  'a',
  '/a%2F',
  '//a',
  '.x',
);
const paths = fc.constantFrom(
  ...['/', '/a', '/A', '/a/', '/a/b', '/A/B/c', '/a/b/c?x=1', '/a?x', '/a.b', '/a.json', '/ab', '/a;v=1', '/b//', '/b'],
  ...['//a', '//a/b', '/./a', '/a/../b', '/%61', '/a%2Fb', '/é/x', '/É', '/c/a/b', '/a/a/a', '/a/?', '/?u=http://h/a'],
  ...[
    'http://h/a',
    'http://h/A/b?x',
    'HTTP://h:80/a/b',
    'http://h/',
    'http://h/x://y',
    '*',
    '',
    '?x',
    'foo',
    '/p/http://h',
  ],
);
const simple = fc.constantFrom('pass', 'later', 'fail', 'throw', 'end', 'nextThenEnd', 'zero');
const catching = fc.constantFrom('catch', 'catchPass', 'catchThrow', 'catchEnd');
const edits = fc.constantFrom('push', 'pop', 'remove', 'reroute', 'rehandle', 'replace', 'swap', 'unshift');

const { layer } = fc.letrec<{ layer: Layer; step: Step }>((tie) => ({
  layer: fc.record({ route: routes, step: tie('step') }),
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('pass') }) },
    { weight: 6, arbitrary: fc.record({ kind: simple }) },
    { weight: 4, arbitrary: fc.record({ kind: catching }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('arity'), length: fc.constantFrom(0, 1, 2, 5) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('rewrite'),
        url: paths.filter((url) => url.startsWith('/')),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('edit'), edit: edits, at: fc.nat(6) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('app'),
        layers: fc.array(tie('layer'), { maxLength: 4 }),
      }),
    },
  ),
}));

// Rewriting between the forms of a target is a deliberate difference.
const isMixed = ({ layers, urls }: Program): boolean =>
  JSON.stringify(layers).includes('"rewrite"') && urls.some((url) => !url.startsWith('/'));

export const programs: fc.Arbitrary<Program> = fc
  .record({
    layers: fc.array(layer, { minLength: 1, maxLength: 9 }),
    urls: fc.array(paths, { minLength: 1, maxLength: 3 }),
  })
  .filter((program) => !isMixed(program));

class Run {
  readonly log: string[] = [];
  private readonly create: Factory;
  private count = 0;
  turn = 0;

  constructor(create: Factory) {
    this.create = create;
  }

  app(layers: readonly Layer[]): App {
    const app = this.create();
    for (const { route, step } of layers) {
      (app.use as (route: string, handle: unknown) => void)(
        route,
        step.kind === 'app' ? this.app(step.layers) : this.handle(step, app),
      );
    }
    return app;
  }

  write(req: IncomingMessage & { originalUrl?: string }, text: string): void {
    this.log.push(`${this.turn}: ${text} ${req.url} (${req.originalUrl})`);
  }

  handle(step: Step, app: App): Handle {
    const id = `${(this.count += 1)} ${step.kind}`;
    const body = (req: IncomingMessage, res: ServerResponse, next: Next): void => {
      this.write(req, id);
      this.act(step, app, req, res, next);
      this.write(req, `${id} returns`);
    };
    const caught = (err: Error, req: IncomingMessage, res: ServerResponse, next: Next): void => {
      this.write(req, `${id} of ${err.message}`);
      if (step.kind === 'catch') next();
      else if (step.kind === 'catchPass') next(err);
      else if (step.kind === 'catchEnd') this.answer(res, id);
      else throw new Error(`${id} again`);
    };
    if (step.kind.startsWith('catch')) return caught;
    const handle = ((req: IncomingMessage, res: ServerResponse, next: Next) => body(req, res, next)) as Handle;
    return step.kind === 'arity' ? Object.defineProperty(handle, 'length', { value: step.length }) : handle;
  }

  // A program may answer twice; Node reports that as an event.
  private answer(res: ServerResponse, body: string): void {
    if (!res.writableEnded) res.end(body);
  }

  private act(step: Step, app: App, req: IncomingMessage, res: ServerResponse, next: Next): void {
    switch (step.kind) {
      case 'later':
        setImmediate(() => next());
        return;
      case 'fail':
        next(new Error('failed'));
        return;
      case 'throw':
        throw new Error('thrown');
      case 'end':
        this.answer(res, 'end');
        return;
      case 'nextThenEnd':
        next();
        this.answer(res, 'mine');
        return;
      case 'zero':
        next(0);
        return;
      case 'rewrite':
        req.url = step.url;
        next();
        return;
      case 'edit':
        this.edit(step, app);
        next();
        return;
      default:
        next();
    }
  }

  private edit({ edit, at }: Extract<Step, { kind: 'edit' }>, app: App): void {
    const { stack } = app;
    const item = (route: string): App['stack'][number] => ({ route, handle: this.handle({ kind: 'pass' }, app) });
    const target = stack[at % Math.max(1, stack.length)];
    // A stack that grows at each request would end only with the memory.
    if (edit === 'push' && stack.length < 20) stack.push(item('/a'));
    else if (edit === 'unshift' && stack.length < 20) stack.unshift(item(''));
    else if (edit === 'pop') stack.pop();
    else if (edit === 'remove') stack.splice(at, 1);
    else if (edit === 'reroute' && target) target.route = target.route === '' ? '/a' : '';
    else if (edit === 'rehandle' && target) target.handle = this.handle({ kind: 'catchPass' }, app);
    else if (edit === 'swap' && target) stack[at % stack.length] = item(target.route);
    else if (edit === 'replace') app.stack = [item(''), ...stack];
  }
}

/** Runs a program in this process, with requests that are plain objects. */
export async function observe(create: Factory, program: Program): Promise<string[]> {
  const run = new Run(create);
  const app = run.app(program.layers);
  for (const url of program.urls) {
    const req = { url, method: 'GET', headers: {} } as unknown as IncomingMessage;
    await new Promise<void>((resolve) => {
      let ended = false;
      const end = (text: string): void => {
        run.write(req, text);
        if (ended) return;
        ended = true;
        void (async () => {
          // Late effects still count.
          for (let i = 0; i < 30; i += 1) await new Promise((later) => setImmediate(later));
          resolve();
        })();
      };
      const res = { headersSent: false, writableEnded: false, end: (body: string) => end(`answer ${body}`) };
      run.turn = 0;
      const count = (): void => {
        if (ended || run.turn === 200) return;
        run.turn += 1;
        setImmediate(count);
      };
      setImmediate(count);
      try {
        app(req, res as unknown as ServerResponse, (err) =>
          end(`out ${err instanceof Error ? err.message : String(err)}`),
        );
      } catch (error) {
        end(`throws ${String(error)}`);
      }
      run.write(req, 'returned');
    });
  }
  run.log.push(JSON.stringify(app.stack.map(({ route }) => route)));
  return run.log;
}

/** The app of a program, for a real server. */
export function appOf(create: Factory, program: Program): App {
  return new Run(create).app(program.layers);
}
