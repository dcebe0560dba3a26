import { describe, expectTypeOf, it } from 'vitest';
import { type Flight, Guard, type GuardStore, MemoryStore } from './index.js';

describe('Guard', () => {
  it('infers the result of every form of task', () => {
    const guard = new Guard();
    expectTypeOf(guard.run('key', async () => 5)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(guard.run('key', () => Promise.resolve('a'), { timeout: 5 })).toEqualTypeOf<Promise<string>>();
    guard.run(
      'key',
      async () => 5,
      (error, value) => {
        expectTypeOf(error).toEqualTypeOf<unknown>();
        expectTypeOf(value).toEqualTypeOf<number | undefined>();
      },
    );
    guard.run('key', (flight, done) => {
      expectTypeOf(flight).toEqualTypeOf<Flight>();
      done(null, 5);
    });
    const typed = guard.run('key', (_flight, done: (error: null, value: number) => void) => done(null, 5));
    expectTypeOf(typed).toEqualTypeOf<Promise<number>>();
  });

  it('types the key', () => {
    const guard = new Guard<string>();
    void guard.run('key', async ({ key }) => expectTypeOf(key).toEqualTypeOf<string>());
    // @ts-expect-error -- keys are strings
    void guard.run(5, async () => 5);
    expectTypeOf(guard.size).toEqualTypeOf<number>();
    // @ts-expect-error -- counters are read only
    guard.counters.started = 0;
  });

  it('types the guarded function', () => {
    const load = new Guard<string>().wrap(
      (id: number, lang: string) => `${lang}:${id}`,
      async (id, lang, { signal }) => ({ id, lang, aborted: signal.aborted }),
    );
    expectTypeOf(load(1, 'en')).toEqualTypeOf<Promise<{ id: number; lang: string; aborted: boolean }>>();
    void load(1, 'en', { signal: new AbortController().signal });
    load(1, 'en', (_error, value) => value?.lang);
    // @ts-expect-error -- the language is missing
    void load(1);
  });

  it('takes any store', () => {
    expectTypeOf(new Guard({ store: new MemoryStore(), ttl: 5 })).toEqualTypeOf<Guard>();
    const store: GuardStore<string> = { get: () => Promise.resolve(undefined), set: () => {}, delete: () => true };
    new Guard<string>({ store });
    // @ts-expect-error -- there is no such option
    new Guard({ maxwaiting: 5 });
  });
});
