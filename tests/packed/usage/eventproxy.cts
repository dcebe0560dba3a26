import EventProxy = require('@sluice/eventproxy');

const proxy = EventProxy.create('a', 'b', (a: unknown, b: unknown) => {
  if (a !== 1 || b !== 2) throw new Error('all is wrong');
  console.log('ok');
});
const guard: EventProxy.Guard<string> = new EventProxy.Guard<string>();
guard.run(
  'key',
  (_flight, done: (error: unknown, n?: number) => void) => done(null, 1),
  (_error, n) => {
    proxy.emit('a', n);
    proxy.emit('b', 2);
  },
);
if (!(EventProxy() instanceof EventProxy)) throw new Error('EventProxy() must work without new');
