import { describe, expect, it } from 'vitest';
import { promisifyAll } from './index.js';

type Callback = (error: unknown, value?: unknown) => void;

describe('promisifyAll', () => {
  it('adds a method beside each one, own or inherited, and leaves the originals', async () => {
    class Store {
      readonly rows: unknown[] = ['a'];
      get(id: number, callback: Callback): void {
        callback(null, this.rows[id]);
      }
    }
    const store = promisifyAll(new Store());
    expect(await store.getAsync(0)).toBe('a');
    expect(Object.keys(store)).toEqual(['rows']);
    expect('getAsync' in Store.prototype).toBe(false);
  });

  it('gives classes inside a module their methods', async () => {
    class Client {
      query(callback: Callback): void {
        callback(null, 'rows');
      }
    }
    const driver = promisifyAll({ Client });
    const client = new driver.Client() as Client & { queryAsync: () => Promise<unknown> };
    expect(await client.queryAsync()).toBe('rows');
  });

  it('may be called again, with another suffix too', async () => {
    const api = { read: (callback: Callback): void => callback(null, 1), _hidden: (): void => undefined };
    promisifyAll(promisifyAll(api));
    const other = promisifyAll(api, { suffix: 'P' });
    expect(Object.getOwnPropertyNames(other)).toEqual(['read', '_hidden', 'readAsync', 'readP']);
    expect(await other.readP()).toBe(1);
  });

  it('does not call getters, and asks the filter', () => {
    const api = {
      get trap(): never {
        throw new Error('called');
      },
      a: (callback: Callback): void => callback(null),
      b: (callback: Callback): void => callback(null),
    };
    promisifyAll(api, { filter: (name) => name === 'b' });
    expect(Object.keys(Object.getOwnPropertyDescriptors(api))).toEqual(['trap', 'a', 'b', 'bAsync']);
  });

  it('refuses to replace a method of the object, an empty suffix, and what is no object', () => {
    const api = { get: (): void => undefined, getAsync: (): void => undefined };
    const refused = expect.objectContaining({ code: 'ERR_SLUICE_ARGUMENT' }) as unknown;
    expect(() => promisifyAll(api)).toThrow(refused);
    expect(() => promisifyAll({}, { suffix: '' })).toThrow(refused);
    expect(() => promisifyAll(5 as never)).toThrow(refused);
  });
});
