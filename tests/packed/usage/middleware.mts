import createServer, { close } from '@sluice/middleware';

const app = createServer();
app.use('/hello', async (_req, res) => {
  res.end('ok');
});
app.use(async () => {
  throw new Error('nothing here');
});
const server = app.listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('no port');
const { get } = await import('node:http');
const text = await new Promise<string>((done) => {
  get({ port: address.port, path: '/hello', host: '127.0.0.1' }, (res) => {
    res.setEncoding('utf8').on('data', (chunk: string) => done(chunk));
  });
});
await close(server, { timeout: 1000 });
console.log(text);
