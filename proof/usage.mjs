// Programs written for the peers, as their users write them. The rehearsal runs them on our packages.

/** `mts` and `cts` are only type-checked. @type {Record<string, { peer: string, esm: string, cjs: string, mts: string, cts: string }>} */
export const aliases = {
  async: {
    peer: 'async',
    esm: `
import async, { mapLimit, queue } from 'async';
import series from 'async/series.js';
const doubled = await mapLimit([1, 2, 3], 2, (n, callback) => setImmediate(callback, null, n * 2));
if (String(doubled) !== '2,4,6') throw new Error(String(doubled));
const both = await series([async () => 1, (callback) => callback(null, 2)]);
if (String(both) !== '1,2') throw new Error(String(both));
const jobs = queue(async (n) => n + 1, 2);
if ((await jobs.push(1)) !== 2) throw new Error('queue');
if (async.mapLimit !== mapLimit) throw new Error('default export');
console.log('ok');
`,
    cjs: `
const async = require('async');
const mapLimit = require('async/mapLimit');
const waterfall = require('async/waterfall.js');
const order = [];
async.parallel({ a: (callback) => callback(null, 1), b: (callback) => setTimeout(callback, 1, null, 2) }, (error, results) => {
  if (error || results.a + results.b !== 3) throw new Error('parallel');
  mapLimit(['a', 'b'], 1, (item, callback) => { order.push(item); callback(null, item.toUpperCase()); }, (error, items) => {
    if (error || items.join('') !== 'AB' || order.join('') !== 'ab') throw new Error('mapLimit');
    waterfall([(next) => next(null, 1), (n, next) => next(null, n + 1)], (error, n) => {
      if (error || n !== 2) throw new Error('waterfall');
      console.log('ok');
    });
  });
});
`,
    mts: `
import async, { mapLimit } from 'async';
const doubled: number[] = await mapLimit([1, 2], 1, async (n: number) => n * 2);
const jobs: async.QueueObject<number> = async.queue((n: number, callback: (error?: Error) => void) => callback(), 1);
jobs.pause();
async.each(doubled, (n: number, callback: (error?: Error | null) => void) => callback(n > 4 ? new Error('no') : null), (error) => {
  if (error) throw error;
});
`,
    cts: `
import async = require('async');
async.mapLimit([1, 2], 1, (n: number, callback: (error: Error | null, n?: number) => void) => callback(null, n), (error, list) => {
  if (error || list === undefined) throw error;
});
`,
  },
  eventproxy: {
    peer: 'eventproxy',
    esm: `
import EventProxy from 'eventproxy';
const proxy = new EventProxy();
proxy.all('user', 'posts', (user, posts) => {
  if (user !== 'ann' || posts.length !== 2) throw new Error('all');
  console.log('ok');
});
proxy.emit('user', 'ann');
proxy.emit('posts', [1, 2]);
`,
    cjs: `
const EventProxy = require('eventproxy');
const { EventProxy: named } = require('eventproxy');
if (named !== EventProxy) throw new Error('named');
const proxy = EventProxy.create();
if (!(EventProxy() instanceof EventProxy)) throw new Error('without new');
proxy.fail((error) => { throw error; });
proxy.after('file', 2, (files) => {
  if (files.join() !== 'a,b') throw new Error('after');
  console.log('ok');
});
proxy.group('file')(null, 'a');
proxy.group('file')(null, 'b');
`,
    mts: `
import EventProxy from 'eventproxy';
const proxy = new EventProxy();
proxy.all('user', 'posts', (user: string, posts: string[]) => [user, ...posts]);
proxy.emit('user', 'ann').emit('posts', []);
`,
    cts: `
import EventProxy = require('eventproxy');
const proxy = EventProxy.create('user', (user: string) => user.length);
proxy.fail((error: unknown) => error);
`,
  },
  middleware: {
    peer: 'connect',
    esm: `
import connect from 'connect';
const app = connect();
app.use('/hello', (req, res) => res.end('hello ' + req.url));
app.use((error, req, res, next) => res.end('caught ' + error.message));
const server = app.listen(0, '127.0.0.1', async () => {
  const answer = await (await fetch('http://127.0.0.1:' + server.address().port + '/hello/you')).text();
  if (answer !== 'hello /you') throw new Error(answer);
  server.close();
  console.log('ok');
});
`,
    cjs: `
const connect = require('connect');
const http = require('http');
const inner = connect().use((req, res, next) => next(new Error('inner')));
const app = connect().use('/sub', inner).use((error, req, res, next) => { res.statusCode = 418; res.end(error.message); });
const server = http.createServer(app).listen(0, '127.0.0.1', () => {
  http.get('http://127.0.0.1:' + server.address().port + '/sub', (response) => {
    if (response.statusCode !== 418) throw new Error('status ' + response.statusCode);
    response.resume();
    server.close();
    console.log('ok');
  });
});
`,
    mts: `
import connect from 'connect';
import type http from 'node:http';
const app: connect.Server = connect();
const layer: connect.NextHandleFunction = (req, res, next) => next();
app.use(layer).use('/plain', (req, res) => res.end(req.url));
app.use(
  '/path',
  (error: Error, req: connect.IncomingMessage, res: http.ServerResponse, next: connect.NextFunction) => next(error),
);
`,
    cts: `
import connect = require('connect');
const app: connect.Server = connect();
app.use('/path', (req, res) => res.end(req.url));
`,
  },
  step: {
    peer: 'step',
    esm: `
import Step from 'step';
Step(
  function () { return 1; },
  function (error, n) { this.parallel()(null, n); this.parallel()(null, 2); },
  function (error, a, b) {
    if (error || a + b !== 3) throw new Error('step');
    console.log('ok');
  },
);
`,
    cjs: `
const Step = require('step');
const read = Step.fn(
  function (name) { setImmediate(this, null, name + '!'); },
  function (error, text) { if (error) throw error; return text.toUpperCase(); },
);
read('hey', (error, text) => {
  if (error || text !== 'HEY!') throw new Error('Step.fn');
  console.log('ok');
});
`,
    mts: `
import Step from 'step';
Step(
  function () {
    this.parallel()(null, 1);
  },
  (error, n) => [error, n],
);
`,
    cts: `
import Step = require('step');
const read: (...args: unknown[]) => void = Step.fn(function (name) {
  this(null, name);
});
read('name', (error: unknown, text: string) => [error, text]);
`,
  },
};

/** Entries whose `import` and `require` are compared, object by object. @type {Record<string, string[]>} */
export const hazardPrograms = {
  core: ['@sluice/core'],
  async: ['@sluice/async', '@sluice/async/mapLimit', '@sluice/async/queue'],
  deferred: ['@sluice/deferred', '@sluice/deferred/q'],
  eventproxy: ['@sluice/eventproxy'],
  middleware: ['@sluice/middleware'],
  step: ['@sluice/step'],
};

/** A program written for Q, which an npm alias cannot serve, since it is a subpath. */
export const q = `
import Q from 'q';
const deferred = Q.defer();
setTimeout(deferred.resolve, 1, 20);
const sum = await Q.all([deferred.promise, Q(22)]).spread((a, b) => a + b);
if (sum !== 42) throw new Error('sum is ' + sum);
if (Q.fcall(() => 1).inspect === undefined) throw new Error('no inspect');
console.log('ok');
`;
