import domain from 'node:domain';
import { describe, expect, it } from 'vitest';
import { Deferred, SluicePromise } from './index.js';
import Q from './q.js';

describe('Q', () => {
  it('gives the promise itself, and makes one of everything else', async () => {
    const promise = Q(1);
    expect(Q(promise)).toBe(promise);
    expect(await Q(Promise.resolve(2))).toBe(2);
    expect(promise).toBeInstanceOf(SluicePromise);
    expect(promise.then(Number)).toBeInstanceOf(Q.makePromise);
  });

  it('shows at once the state of a deferred of the other entry that it was made of', () => {
    const { promise, resolve } = new Deferred<number>();
    resolve(1);
    expect(Q(promise).inspect()).toEqual({ state: 'fulfilled', value: 1 });
  });

  it('lets methods be added to its promises', () => {
    const prototype = Q.makePromise.prototype as unknown as { shout?: () => string };
    prototype.shout = () => 'hey';
    expect((Q(1) as unknown as Required<typeof prototype>).shout()).toBe('hey');
    delete prototype.shout;
    expect(() => Q.makePromise()).toThrow('not supported');
  });

  it('makes deferreds that can be copied, whose functions stay the same', async () => {
    const target = { ...Q.defer<number>() };
    target.resolve(3);
    expect(await target.promise).toBe(3);
  });

  it.each([
    ['done', () => void Q.reject(new Error('boom')).done()],
    [
      'nextTick',
      () =>
        Q.nextTick(() => {
          throw new Error('boom');
        }),
    ],
  ])('what %s throws goes to the domain in which it was called', async (_name, run) => {
    const scope = domain.create();
    const caught = new Promise((resolve) => scope.on('error', resolve));
    scope.run(run);
    expect(await caught).toMatchObject({ message: 'boom' });
  });
});
