// CPU time per HTTP request: `node benchmarks/http/run.mjs [--rounds 3] [--seconds 3] [--only name]`.
//
// Each server has ten layers, the last of which answers, and a process of its own; so has the load generator. What a
// server spends on a request is read from its own CPU clock, so that the generator and the neighbours on the machine do
// not count. The rounds are interleaved; the figure is the median.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true },
  },
});
const names = values.only ?? ['native', '@sluice/middleware', '@fastify/middie', 'polka', 'connect', 'express'];
const env = { ...process.env, NODE_ENV: 'production' };

/** @param {string} name @returns {Promise<{ micros: number, perSecond: number }>} */
async function measure(name) {
  const server = fork(join(import.meta.dirname, 'server.mjs'), [name], { env });
  const [{ port }] = await once(server, 'message');
  const cpu = async () => {
    server.send('cpu');
    const [message] = await once(server, 'message');
    return message.cpu;
  };
  await load(port, 1);
  const before = await cpu();
  const requests = await load(port, Number(values.seconds));
  const micros = ((await cpu()) - before) / requests;
  server.kill();
  return { micros, perSecond: requests / Number(values.seconds) };
}

/** @param {number} port @param {number} seconds @returns {Promise<number>} */
async function load(port, seconds) {
  const generator = fork(join(import.meta.dirname, 'load.mjs'), [String(port), String(seconds)], { env });
  const [{ requests, failed }] = await once(generator, 'message');
  if (failed > 0) throw new Error(`${failed} requests failed`);
  return requests;
}

/** @type {Map<string, { micros: number, perSecond: number }[]>} */
const results = new Map(names.map((name) => [name, []]));
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const name of names) results.get(name)?.push(await measure(name));
}

/** @param {number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
console.table(
  Object.fromEntries(
    [...results].map(([name, samples]) => {
      const micros = samples.map((sample) => sample.micros);
      return [
        name,
        {
          'CPU µs per request': Number(median(micros).toFixed(1)),
          lowest: Number(Math.min(...micros).toFixed(1)),
          'requests per second': Math.round(median(samples.map((sample) => sample.perSecond))),
        },
      ];
    }),
  ),
);
