import { describe, expect, it } from 'vitest';
import { lengthOf, Memory } from './Memory.js';

const item = (route: unknown, handle: unknown = () => undefined): never => ({ route, handle }) as never;

describe('Memory', () => {
  it('gives the same number to a route and to the paths that may be under it', () => {
    const memory = new Memory();
    const { segment } = memory.learn(0, item('/Shop'));
    expect(segment).toBeGreaterThan(0);
    for (const path of ['/shop', '/SHOP', '/shop/cart', '/shop.json', '/shop//x']) {
      expect(memory.segmentOf(path)).toBe(segment);
    }
    expect(memory.learn(1, item('/shop/cart')).segment).toBe(segment);
    expect(memory.learn(2, item('/kiosk')).segment).not.toBe(segment);
  });

  it('tells paths that are under no route, once there is one', () => {
    const memory = new Memory();
    expect(memory.segmentOf('/blog')).toBe(0);
    memory.learn(0, item('/shop'));
    for (const path of ['/blog', '/shops', '/sho', '/']) expect(memory.segmentOf(path)).toBe(-1);
  });

  it('leaves to be compared what has no first segment, or letters outside of ASCII in it', () => {
    const memory = new Memory();
    memory.learn(0, item('/shop'));
    for (const path of ['shop', 'x/shop', '', '.x', '*', '/\u00e9', '/\u212aiosk', '/sh\u00e9p/x']) {
      expect(memory.segmentOf(path)).toBe(0);
      expect(memory.learn(1, item(path)).segment).toBe(0);
    }
    for (const route of [undefined, null, 5, ['/shop']]) expect(memory.learn(2, item(route)).segment).toBe(0);
  });

  it('remembers 10,000 first segments, and compares what comes after', () => {
    const memory = new Memory();
    for (let i = 1; i <= 10_000; i += 1) expect(memory.learn(0, item(`/${i}`)).segment).toBe(i);
    expect(memory.learn(0, item('/one-more')).segment).toBe(0);
    expect(memory.learn(0, item('/10000/x')).segment).toBe(10_000);
    expect(memory.segmentOf('/one-more')).toBe(-1);
    expect(memory.segmentOf('/1')).toBe(1);
  });

  it('keeps what is known at its place, and tells the functions that take requests', () => {
    const memory = new Memory();
    const takes = (handle: unknown): boolean => memory.learn(0, item('', handle)).takesRequests;
    const withLength = (value: number): unknown => Object.defineProperty(() => undefined, 'length', { value });
    expect([0, 1, 3, 4, 5].map((length) => takes(withLength(length)))).toEqual([true, true, true, false, false]);
    expect([takes(undefined), takes(null), takes(5)]).toEqual([true, true, false]);
    const known = memory.learn(0, item('/x'));
    expect(memory.layers).toEqual([known]);
  });
});

describe('lengthOf', () => {
  it('is 0 for nothing and undefined for what is no function', () => {
    expect([lengthOf(null), lengthOf(5), lengthOf((_a: unknown) => undefined)]).toEqual([0, undefined, 1]);
  });
});
