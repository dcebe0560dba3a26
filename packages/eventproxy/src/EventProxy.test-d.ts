import { readFile } from 'node:fs';
import { describe, expectTypeOf, it } from 'vitest';
import { EventProxy } from './index.js';

interface User {
  name: string;
}
interface Post {
  title: string;
}
interface Events {
  user: [User];
  posts: [Post[], number];
  none: [];
  maybe: [n?: number];
}

declare const proxy: EventProxy<Events>;

describe('a typed proxy', () => {
  it('knows what listeners get', () => {
    proxy.on('user', (user) => expectTypeOf(user).toEqualTypeOf<User>());
    proxy.once('posts', (posts, count) => {
      expectTypeOf(posts).toEqualTypeOf<Post[]>();
      expectTypeOf(count).toEqualTypeOf<number>();
    });
    proxy.on('error', (error) => error.message);
    // @ts-expect-error -- there is no such event
    proxy.on('nobody', () => {});
    // @ts-expect-error -- a user is no number
    proxy.on('user', (user: number) => user);
    expectTypeOf(proxy.on('none', () => {})).toEqualTypeOf(proxy);
  });

  it('knows what is emitted', () => {
    proxy.emit('user', { name: 'Ada' }).emit('none').emit('maybe').emit('maybe', 1).emit('error', new Error('failed'));
    expectTypeOf(proxy.emit).toBeFunction();
    // @ts-expect-error -- the payload is missing
    proxy.emit('user');
    // @ts-expect-error -- the payload is wrong
    proxy.emit('user', 'Ada');
    // @ts-expect-error -- there is no such event
    proxy.fire('nobody');
  });

  it('infers the data of any number of events', () => {
    proxy.all('user', 'posts', 'none', 'maybe', (user, posts, none, maybe) => {
      expectTypeOf(user).toEqualTypeOf<User>();
      expectTypeOf(posts).toEqualTypeOf<Post[]>();
      expectTypeOf(none).toEqualTypeOf<undefined>();
      expectTypeOf(maybe).toEqualTypeOf<number | undefined>();
    });
    proxy.tail(['posts', 'user'], (posts, user) =>
      expectTypeOf({ posts, user }).toEqualTypeOf<{ posts: Post[]; user: User }>(),
    );
    proxy.all('user', ['posts'], (user, posts) =>
      expectTypeOf({ posts, user }).toEqualTypeOf<{ posts: Post[]; user: User }>(),
    );
    expectTypeOf(proxy.all('user', 'posts')).toEqualTypeOf<Promise<[User, Post[]]>>();
    expectTypeOf(proxy.all('user', ['posts'], { timeout: 5 })).toEqualTypeOf<Promise<[User, Post[]]>>();
    expectTypeOf(proxy.all(['user', 'posts'])).toEqualTypeOf<Promise<[User, Post[]]>>();
    // @ts-expect-error -- there is no such event
    proxy.all('user', 'nobody', () => {});
    // @ts-expect-error -- the second one is a list of posts
    proxy.all('user', 'posts', (_user, _posts: string) => {});
    // @ts-expect-error -- there is no such option
    void proxy.all('user', { timeOut: 5 });
  });

  it('infers the rest of the surface', () => {
    proxy.after('posts', 3, (lists) => expectTypeOf(lists).toEqualTypeOf<Post[][]>());
    expectTypeOf(proxy.after('user', 3)).toEqualTypeOf<Promise<User[]>>();
    expectTypeOf(proxy.once('posts')).toEqualTypeOf<Promise<[Post[], number]>>();
    proxy.any('user', 'posts', (event) => {
      if (event.eventName === 'user') expectTypeOf(event.data).toEqualTypeOf<User>();
    });
    expectTypeOf(proxy.any('user')).toEqualTypeOf<Promise<{ readonly data: User; readonly eventName: 'user' }>>();
    proxy.done('user')(null, { name: 'Ada' });
    proxy.done('user', (name: string) => ({ name }))(null, 'Ada');
    // @ts-expect-error -- the map must give a user
    proxy.done('user', (name: string) => name);
    expectTypeOf(proxy.events('posts')).toEqualTypeOf<AsyncGenerator<[Post[], number], void, undefined>>();
    expectTypeOf(proxy.guard('key', async ({ signal }) => signal.aborted)).toEqualTypeOf<Promise<boolean>>();
  });

  it('takes events declared as a type or as an interface', () => {
    expectTypeOf(new EventProxy<{ a: [number] }>()).toEqualTypeOf<EventProxy<{ a: [number] }>>();
    expectTypeOf(new EventProxy<Events>()).toEqualTypeOf<EventProxy<Events>>();
    // @ts-expect-error -- arguments are a list
    new EventProxy<{ a: number }>();
  });
});

describe('an untyped proxy', () => {
  it('is as loose as the peer', () => {
    const loose = new EventProxy();
    const listener = (user: User, count: number): string => `${user.name} ${count}`;
    loose
      .on('anything', listener)
      .once('user', (user) => user.name)
      .bind('x', () => {});
    loose.all('a', 'b', 'c', (a, b, c) => [a, b, c]);
    loose.all(['a', 'b'], (a: User, b: number) => [a, b]);
    const names: string[] = ['a', 'b'];
    loose.assign(names, (...all) => all.length);
    loose.after('file', 3, (list) => list.length).fail((error) => error.message);
    loose.emit('a', 1, 2, 3).trigger(Symbol('b'));
    EventProxy.create(
      'a',
      'b',
      (a, b) => [a, b],
      (error) => error.message,
    );
    expectTypeOf(EventProxy.create()).toEqualTypeOf<EventProxy>();
    EventProxy.create(
      () => {},
      (error) => error,
    );
  });

  it('makes callbacks for the functions of Node.js', () => {
    const loose = new EventProxy();
    expectTypeOf(loose.done('content')).toBeFunction();
    readFile('a.txt', 'utf8', loose.done('content'));
    readFile(
      'a.txt',
      'utf8',
      loose.done((content: string) => content.trim()),
    );
    readFile('a.txt', 'utf8', loose.group('files'));
    readFile('a.txt', 'utf8', new EventProxy<{ content: [string] }>().done('content'));
    // @ts-expect-error -- the file is a string
    readFile('a.txt', 'utf8', new EventProxy<{ content: [number] }>().done('content'));
  });

  it('is extended and mixed in', () => {
    class Sub extends EventProxy<{ a: [number] }> {
      twice(n: number): this {
        return this.emit('a', n * 2);
      }
    }
    expectTypeOf(new Sub().on('a', (n) => n).twice(1)).toEqualTypeOf<Sub>();
  });
});
