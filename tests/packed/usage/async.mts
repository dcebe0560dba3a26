import async, { mapLimit, queue } from '@sluice/async';
import deep from '@sluice/async/mapLimit';

const lengths: number[] = await mapLimit(['a', 'bb'], 1, async (word: string) => word.length);
if (lengths.join() !== '1,2') throw new Error(`mapLimit gave ${lengths.join()}`);
if (async.mapLimit !== mapLimit || deep !== mapLimit) throw new Error('there are two copies of mapLimit');
const jobs = queue((n: number, callback: (error?: Error | null, result?: number) => void) => callback(null, n * 2), 1);
jobs.push(4, (_error, result) => console.log(result === 8 ? 'ok' : result));
