import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { finalHandler } from './finalHandler.js';

interface Sent {
  statusCode: number;
  statusMessage: string | undefined;
  headers: Record<string, unknown>;
  body: string | undefined;
  calls: string[];
}

// A request and a response as far as the handler uses them; what it has sent is returned.
function answerTo(error: unknown, req: object = {}, res: object = {}): Sent {
  const sent: Sent = { statusCode: 200, statusMessage: undefined, headers: {}, body: undefined, calls: [] };
  const response = Object.assign(sent, {
    headersSent: false,
    setHeader: (name: string, value: unknown) => {
      sent.headers[name] = value;
    },
    end: (...args: string[]) => {
      sent.calls.push(`end ${args.length}`);
      [sent.body] = args;
    },
    ...res,
  });
  const request = { method: 'GET', url: '/x', httpVersionMajor: 1, complete: true, ...req };
  finalHandler(request as unknown as IncomingMessage, response as unknown as ServerResponse, error);
  return response;
}

const page = (text: string): string =>
  `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${text}</pre>\n</body>\n</html>\n`;

describe('finalHandler', () => {
  it('answers 404 to what nobody has answered, with the page and the headers of finalhandler', () => {
    const { statusCode, statusMessage, headers, body } = answerTo(undefined);
    expect([statusCode, statusMessage]).toEqual([404, 'Not Found']);
    expect(body).toBe(page('Cannot GET /x'));
    expect(headers).toEqual({
      'Content-Security-Policy': "default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': body?.length,
    });
  });

  it.each([
    [{ originalUrl: '/mount/x?y', url: '/x' }, '/mount/x'],
    [{ url: 'http://h/p/q#r' }, '/p/q'],
    [{ url: 'http://h' }, '/'],
    [{ url: undefined }, 'resource'],
    [{ originalUrl: 5, url: '/x' }, '/x'],
    [{ url: '/\u00e9 <b>&"\'^`' }, '/%C3%A9%20%3Cb%3E&amp;%22&#39;%5E%60'],
    [{ url: '/%' }, '/%25'],
    [{ url: '/%zz%41%%' }, '/%25zz%41%25%25'],
    [{ url: '/a\ud800' }, '/a%EF%BF%BD'],
    [{ url: "/!$&+,:;=@[]_a-z~'()*" }, '/!$&amp;+,:;=@[]_a-z~&#39;()*'],
  ])('names the resource of %j', (req, shown) => {
    expect(answerTo(undefined, req).body).toBe(page(`Cannot GET ${shown}`));
  });

  it('gives HEAD the headers and no body, and calls end as Node does without one', () => {
    const { calls, headers } = answerTo(undefined, { method: 'HEAD' });
    expect(calls).toEqual(['end 0']);
    expect(headers['Content-Length']).toBe(page('Cannot HEAD /x').length);
  });

  it.each([
    [{ status: 400 }, 200, 400],
    [{ status: 599 }, 200, 599],
    [{ status: 399 }, 200, 500],
    [{ status: 600 }, 200, 500],
    [{ status: '404' }, 200, 500],
    [{ statusCode: 413 }, 200, 413],
    [{ status: 200, statusCode: 413 }, 200, 413],
    [{ status: 404, statusCode: 413 }, 200, 404],
    [{}, 399, 500],
    [{}, 400, 400],
    [{}, 599, 599],
    [{}, 600, 500],
    [{ status: 404 }, 503, 404],
  ])('takes the status of %j on a response with %i: %i', (error, before, status) => {
    expect(answerTo(error, {}, { statusCode: before }).statusCode).toBe(status);
  });

  it.each([
    [418, "I'm a teapot"],
    [425, 'Unordered Collection'],
    [500, 'Internal Server Error'],
    [599, undefined],
  ])('names the status %i as finalhandler 1 does', (status, name) => {
    expect(answerTo({ status }).statusMessage).toBe(name);
  });

  it('shows the stack, else the text, else the status', () => {
    expect(answerTo({ stack: 'a\n  b <c>' }).body).toBe(page('a<br> &nbsp;b &lt;c&gt;'));
    expect(answerTo('text').body).toBe(page('text'));
    expect(answerTo({ status: 404, toString: undefined }).body).toBe(page('Not Found'));
    expect(answerTo({ status: 599, toString: undefined }).body).toBe(page('599'));
  });

  it('takes the headers of an error with a status of its own, and no others', () => {
    const headers = { 'x-error': 'yes', 'x-empty': undefined, '': 'refused' };
    const setHeader = function (this: void, seen: Record<string, unknown>) {
      return (name: string, value: unknown): void => {
        if (name === '') throw new TypeError('no name');
        seen[name] = value;
      };
    };
    const seen: Record<string, unknown> = {};
    answerTo({ status: 404, headers }, {}, { setHeader: setHeader(seen) });
    expect(seen).toMatchObject({ 'x-error': 'yes', 'x-empty': '' });
    expect(answerTo({ headers }).headers).not.toHaveProperty('x-error');
    expect(answerTo({ status: 404, headers: 'x' }).headers).not.toHaveProperty('0');
    expect(answerTo({ status: 404, headers: null }).statusCode).toBe(404);
  });

  it('sets no status message on HTTP/2', () => {
    expect(answerTo(undefined, { httpVersionMajor: 2 }).statusMessage).toBeUndefined();
  });

  it('leaves a response alone that was sent, and cuts one that was begun, by its stream or its socket', () => {
    const cuts: string[] = [];
    const socket = { destroy: () => cuts.push('socket') };
    const stream = { close: (code: number) => cuts.push(`stream ${code}`) };
    expect(answerTo(undefined, { socket }, { headersSent: true }).calls).toEqual([]);
    answerTo(new Error('x'), { socket }, { headersSent: true, writableEnded: true });
    expect(cuts).toEqual([]);
    answerTo(new Error('x'), { socket }, { headersSent: true });
    answerTo(new Error('x'), { socket }, { headersSent: true, stream });
    answerTo(new Error('x'), { socket }, { headersSent: undefined, _header: 'HTTP/1.1 200 OK' });
    answerTo(new Error('x'), {}, { headersSent: true });
    expect(cuts).toEqual(['socket', 'stream 2', 'socket']);
  });
});
