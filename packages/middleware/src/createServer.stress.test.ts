import { describe, expect, it } from 'vitest';
import { ask, serving } from '../test/serving.js';
import createServer, { type Layer } from './index.js';

describe('the depth of a chain', () => {
  const pass: Layer = (_req, _res, next) => void next();

  it('runs 100,000 synchronous layers', async () => {
    const app = createServer();
    app.stack = Array.from({ length: 100_000 }, () => ({ route: '', handle: pass as never }));
    app.use((_req, res) => res.end('end'));
    await serving(app, async (port) => expect((await ask(port)).body).toBe('end'));
  });

  it('skips 100,000 mounts and runs as many that match', async () => {
    const app = createServer();
    app.stack = Array.from({ length: 200_000 }, (_, i) => ({ route: i % 2 ? '/m' : '/n', handle: pass as never }));
    app.use((req, res) => res.end(req.url));
    await serving(app, async (port) => expect((await ask(port, '/m/x')).body).toBe('/m/x'));
  });

  it('runs 100,000 layers that fail one after the other', async () => {
    const app = createServer();
    const fail = (_err: unknown, _req: unknown, _res: unknown, _next: unknown): never => {
      throw new Error('again');
    };
    app.use(() => {
      throw new Error('first');
    });
    app.stack.push(...Array.from({ length: 100_000 }, () => ({ route: '', handle: fail })));
    await serving(app, async (port) => expect((await ask(port)).status).toBe(500));
  });

  it('runs 10,000 apps that are mounted in each other', async () => {
    let app = createServer();
    app.use((_req, res) => res.end('innermost'));
    for (let i = 0; i < 10_000; i += 1) app = createServer().use(app);
    await serving(app, async (port) => expect((await ask(port)).body).toBe('innermost'));
  });
});
