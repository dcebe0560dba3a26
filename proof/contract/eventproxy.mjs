// @ts-nocheck -- the packages are used here as plain JavaScript does
import assert from 'node:assert/strict';
import * as eventproxy from '@sluice/eventproxy';

const { EventProxy, Guard, MemoryStore } = eventproxy;
const later = () => new Promise((resolve) => setTimeout(resolve, 1));

export const name = 'eventproxy';
export const module = eventproxy;

export const uses = {
  default: () => assert.equal(eventproxy.default, EventProxy),
  EventProxy: () => {
    const got = [];
    const proxy = new EventProxy();
    proxy.all('a', 'b', (a, b) => got.push(a, b));
    proxy.emit('b', 2).emit('a', 1);
    assert.deepEqual(got, [1, 2]);
  },
  Guard: async () => {
    let calls = 0;
    const guard = new Guard();
    const load = async () => (calls += 1);
    assert.deepEqual(await Promise.all([guard.run('key', load), guard.run('key', load)]), [1, 1]);
  },
  MemoryStore: () => {
    const store = new MemoryStore({ max: 1 });
    store.set('a', { value: 1, expires: Infinity }, Infinity);
    store.set('b', { value: 2, expires: Infinity }, Infinity);
    assert.equal(store.get('a'), undefined);
    assert.equal(store.get('b').value, 2);
  },
};

export const checks = {
  'is callable without new, and can be made by create': () => {
    assert.equal(EventProxy() instanceof EventProxy, true);
    let got;
    EventProxy.create('a', (a) => (got = a)).emit('a', 7);
    assert.equal(got, 7);
  },
  'has every method of the peer under all its names': () => {
    const names =
      'addListener on bind subscribe headbind removeListener unbind removeAllListeners bindForAll unbindForAll trigger emit fire ' +
      'once emitLater immediate asap all assign tail assignAll assignAlways after group any not done doneLater fail throw';
    for (const method of names.split(' ')) assert.equal(typeof EventProxy.prototype[method], 'function', method);
  },
  'after collects what is emitted, group keeps the order of the calls': () => {
    const proxy = new EventProxy();
    let files;
    proxy.after('file', 2, (all) => (files = all));
    const first = proxy.group('file');
    const second = proxy.group('file');
    second(null, 'b');
    first(null, 'a');
    assert.deepEqual(files, ['a', 'b']);
  },
  'tail runs again on each further event': () => {
    const proxy = new EventProxy();
    const got = [];
    proxy.tail('a', 'b', (a, b) => got.push(a + b));
    proxy.emit('a', 1).emit('b', 2).emit('b', 3);
    assert.deepEqual(got, [3, 4]);
  },
  'done hands an error to fail': () => {
    const proxy = new EventProxy();
    let failed;
    proxy.fail((error) => (failed = error));
    proxy.done('x')('no');
    assert.equal(failed, 'no');
  },
  'a thousand callers of one key share one flight, and a failure reaches each of them and frees the key': async () => {
    const guard = new Guard();
    let calls = 0;
    const load = async () => {
      calls += 1;
      await later();
      throw new Error(`failure ${calls}`);
    };
    const results = await Promise.allSettled(Array.from({ length: 1000 }, () => guard.run('key', load)));
    assert.equal(calls, 1);
    assert.equal(new Set(results.map(({ reason }) => reason)).size, 1);
    assert.equal(guard.size, 0);
    await assert.rejects(guard.run('key', load), { message: 'failure 2' });
  },
  'callback and promise callers are mixed on one key of proxy.guard': async () => {
    const proxy = new EventProxy();
    const task = (_flight, done) => setTimeout(done, 1, null, 'row');
    const promise = proxy.guard('key', task);
    const called = new Promise((resolve) => proxy.guard('key', task, (error, row) => resolve([error, row])));
    assert.equal(await promise, 'row');
    assert.deepEqual(await called, [null, 'row']);
  },
  'a caller leaves alone with its signal; the task is aborted when the last one has left': async () => {
    const guard = new Guard();
    const [one, two] = [new AbortController(), new AbortController()];
    let inner;
    const load = ({ signal }) => {
      inner = signal;
      return new Promise(() => {});
    };
    const calls = [one, two].map(({ signal }) => guard.run('key', load, { signal }).catch((reason) => reason));
    one.abort('first');
    assert.equal(await calls[0], 'first');
    assert.equal(inner.aborted, false);
    two.abort('second');
    assert.equal(await calls[1], 'second');
    assert.equal(inner.aborted, true);
  },
  'a flight that never ends fails with its timeout; the one caller too many is refused': async () => {
    const guard = new Guard({ timeout: 5, maxWaiting: 1 });
    const never = () => new Promise(() => {});
    const first = guard.run('key', never);
    await assert.rejects(guard.run('key', never), { code: 'ERR_SLUICE_OVERLOAD', limit: 'maxWaiting' });
    await assert.rejects(first, { code: 'ERR_SLUICE_TIMEOUT' });
  },
  'a value is served for its ttl': async () => {
    const guard = new Guard({ ttl: 60_000 });
    let calls = 0;
    const load = async () => (calls += 1);
    await guard.run('key', load);
    assert.equal(await guard.run('key', load), 1);
  },
};
