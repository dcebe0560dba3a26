import async = require('@sluice/async');
import mapLimit = require('@sluice/async/mapLimit');

if (async.mapLimit !== mapLimit) throw new Error('there are two copies of mapLimit');
mapLimit(
  [1, 2],
  2,
  (n: number, callback: (error: Error | null, result?: number) => void) => callback(null, n + 1),
  (_error, results) => console.log(String(results) === '2,3' ? 'ok' : results),
);
