import { Deferred } from '@sluice/deferred';
import Q from '@sluice/deferred/q';

const deferred = new Deferred<number>();
deferred.resolve(1);
const one: number = await deferred.promise;
const two: number = await Q(2);
if (one + two !== 3) throw new Error('1 and 2 are not 3');
if (!(deferred.promise instanceof Promise)) throw new Error('instanceof Promise must hold');
console.log('ok');
