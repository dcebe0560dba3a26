import { describe, expect, it } from 'vitest';
import { toHeaders } from './toHeaders.js';

describe('toHeaders', () => {
  it('keeps every header as often as it came, without those of HTTP/2 and without a name that has no value', () => {
    const raw = [':path', '/x', 'Accept', 'a', 'accept', 'b', 'X-Time', '10:00', 'odd'];
    expect([...toHeaders(raw)]).toEqual([
      ['accept', 'a, b'],
      ['x-time', '10:00'],
    ]);
  });
});
