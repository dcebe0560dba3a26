import EventProxy, { Guard } from '@sluice/eventproxy';

interface Events {
  user: [name: string];
  posts: [list: string[]];
}
const proxy = new EventProxy<Events>();
let seen = '';
proxy.all('user', 'posts', (user, posts) => {
  const name: string = user;
  const list: string[] = posts;
  seen = `${name}: ${list.join()}`;
});
proxy.emit('user', 'Ann').emit('posts', ['a', 'b']);
if (seen !== 'Ann: a,b') throw new Error(`all gave ${seen}`);
// @ts-expect-error there is no such event
proxy.emit('usr', 'Ann');

const guard = new Guard<string>({ ttl: 1000 });
const row: { id: number } = await guard.run('a', async ({ key }) => ({ id: key.length }));
if (row.id !== 1) throw new Error(`the guard gave ${row.id}`);
console.log('ok');
