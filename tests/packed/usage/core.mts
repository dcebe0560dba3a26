import { promisify, TimeoutError, withTimeout } from '@sluice/core';

const half: (n: number) => Promise<number> = promisify(
  (n: number, callback: (error: Error | null, result: number) => void) => callback(null, n / 2),
);
const result: number = await withTimeout(half(8), 1000);
if (result !== 4) throw new Error(`half of 8 is ${result}`);
const late: unknown = await withTimeout(new Promise(() => {}), 1).catch((error: unknown) => error);
if (!(late instanceof TimeoutError)) throw new Error('no TimeoutError');
console.log('ok');
