import * as http from 'node:http';
import { describe, expect, it } from 'vitest';
import { close, compose, fromFetchHandler, requestSignal, toFetchHandler, toUpgradeListener } from '../src/index.js';

const never = 5 as never;
const noop = (): void => undefined;
const res = (): http.ServerResponse => new http.ServerResponse({ method: 'GET' } as never);

describe('a bad argument', () => {
  it.each([
    [() => toFetchHandler(never), 'toFetchHandler: app must be a function, received 5 (number)'],
    [() => fromFetchHandler(never), 'fromFetchHandler: handler must be a function, received 5 (number)'],
    [() => toUpgradeListener(never, noop), 'toUpgradeListener: app must be a function, received 5 (number)'],
    [() => toUpgradeListener(noop, never), 'toUpgradeListener: accept must be a function, received 5 (number)'],
    [() => compose(never), 'compose: the middleware stack must be an array, received 5 (number)'],
    [() => compose([never]), 'compose: the middleware must be a function, received 5 (number)'],
  ])('is refused at once', (call, message) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT', message }));
  });

  it.each([
    [-1, 'ERR_SLUICE_RANGE'],
    [Number.NaN, 'ERR_SLUICE_RANGE'],
    ['1', 'ERR_SLUICE_ARGUMENT'],
  ])('is refused as a timeout: %s', async (timeout, code) => {
    const message = expect.stringMatching(
      /^(requestSignal|close): timeout must be a number of milliseconds of at least 0/,
    );
    const error = expect.objectContaining({ code, message }) as Error;
    const options = { timeout: timeout as number };
    expect(() => requestSignal({} as never, res(), options)).toThrow(error);
    await expect(close(noop, options)).rejects.toEqual(error);
  });

  it('is refused as what is to be closed', async () => {
    const message = 'close: the target must be an app or a server, received 5 (number)';
    await expect(close(never)).rejects.toEqual(expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT', message }));
  });
});
