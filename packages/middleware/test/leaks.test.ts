import * as http from 'node:http';
import { describe, expect, it } from 'vitest';
import createServer, { requestSignal } from '../src/index.js';
import { ask, serving, warningsDuring } from './serving.js';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what is left behind', () => {
  it('is nothing on a response that many layers wait for', async () => {
    const app = createServer();
    for (let i = 0; i < 50; i += 1) {
      app.use(async (req, res, next) => {
        requestSignal(req, res, { timeout: 60_000 });
        await tick();
        await next();
      });
    }
    let response!: http.ServerResponse;
    app.use((_req, res) => {
      response = res;
      res.end();
    });
    const warnings = await warningsDuring(() => serving(app, (port) => ask(port)));
    expect(warnings).toEqual([]);
    while (response.listenerCount('close') > 0) await tick();
    expect(response.listenerCount('close')).toBe(0);
  });
});
