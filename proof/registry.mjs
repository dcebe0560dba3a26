// A package registry on loopback, in memory: as much of the protocol as publishing and installing need.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

/** @returns {Promise<{ url: string, host: string, published: Map<string, any>, close: () => void }>} */
export async function startRegistry() {
  /** @type {Map<string, any>} */
  const published = new Map();
  /** @type {Map<string, Buffer>} */
  const tarballs = new Map();

  /** @param {any} body */
  const publish = (body) => {
    const known = published.get(body.name) ?? { name: body.name, 'dist-tags': {}, versions: {}, time: {} };
    for (const [version, manifest] of Object.entries(body.versions)) {
      if (known.versions[version]) return 409;
      const file = `${body.name}-${version}.tgz`;
      const data = Buffer.from(body._attachments[file].data, 'base64');
      const path = `/${body.name}/-/${file}`;
      tarballs.set(path, data);
      const integrity = `sha512-${createHash('sha512').update(data).digest('base64')}`;
      const shasum = createHash('sha1').update(data).digest('hex');
      known.versions[version] = { ...manifest, dist: { tarball: url + path, integrity, shasum } };
      known.time[version] = new Date().toISOString();
    }
    Object.assign(known['dist-tags'], body['dist-tags']);
    published.set(body.name, known);
    return 201;
  };

  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
    /** @param {number} status @param {object} [body] */
    const answer = (status, body = {}) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.method === 'PUT') {
      /** @type {Buffer[]} */
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => answer(publish(JSON.parse(Buffer.concat(chunks).toString()))));
    } else if (path === '/-/whoami') answer(200, { username: 'rehearsal' });
    else if (tarballs.has(path)) response.end(tarballs.get(path));
    else if (published.has(path.slice(1))) answer(200, published.get(path.slice(1)));
    else answer(404, { error: 'not found' });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const host = `127.0.0.1:${port}`;
  const url = `http://${host}`;
  return { url, host, published, close: () => (server.close(), server.closeAllConnections()) };
}
