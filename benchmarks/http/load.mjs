// The load generator, in a process of its own.
import autocannon from 'autocannon';

const [port, duration] = process.argv.slice(2).map(Number);
const { requests, errors, non2xx } = await autocannon({ url: `http://127.0.0.1:${port}/`, connections: 32, duration });
process.send?.({ requests: requests.total, failed: errors + non2xx }, () => process.exit(0));
