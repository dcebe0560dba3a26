import { describe, expect, it } from 'vitest';
import { MemoryStore } from './MemoryStore.js';

describe('MemoryStore', () => {
  it('lets the entry go that was used least recently', () => {
    const store = new MemoryStore<string>({ max: 2 });
    const entry = (value: string) => ({ value, expires: Infinity });
    store.set('a', entry('a'), Infinity);
    store.set('b', entry('b'), Infinity);
    store.get('a');
    store.set('c', entry('c'), Infinity);
    expect(['a', 'b', 'c'].map((key) => store.get(key)?.value)).toEqual(['a', undefined, 'c']);
    expect(store.size).toBe(2);
    store.delete('a');
    expect(store.get('a')).toBeUndefined();
    expect(() => new MemoryStore({ max: 0 })).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_LIMIT' }));
  });

  it('drops what is past its time', () => {
    const store = new MemoryStore<string>();
    store.set('a', { value: 1, expires: 0 }, 0);
    expect(store.get('a')).toBeUndefined();
    expect(store.size).toBe(0);
  });

  it('holds 1000 entries unless told otherwise, and forgets them all at once', () => {
    const store = new MemoryStore<number>();
    for (let i = 0; i < 1_001; i += 1) store.set(i, { value: i, expires: Infinity }, Infinity);
    expect(store.size).toBe(1_000);
    expect([store.get(0), store.get(1)?.value]).toEqual([undefined, 1]);
    store.clear();
    expect(store.size).toBe(0);
    expect(() => new MemoryStore({ max: 1.5 })).toThrow(
      'MemoryStore: max must be an integer of at least 1 or Infinity, received 1.5 (number)',
    );
  });
});
