// The load generator, a process of its own: node load.mjs URL REQUESTS
// All requests are under way at once, each on its own connection. Prints what autocannon counted, as JSON.
import autocannon from 'autocannon';

const [url = '', requests = '1000'] = process.argv.slice(2);
const result = await autocannon({
  url,
  connections: Number(requests),
  amount: Number(requests),
  timeout: 120, // seconds: above what a thousand queries in a row take
});
const { latency, errors, timeouts, non2xx, duration } = result;
console.log(
  JSON.stringify({
    answered: result['2xx'],
    errors: errors + timeouts + non2xx,
    p50: latency.p50,
    p99: latency.p99,
    seconds: duration,
  }),
);
