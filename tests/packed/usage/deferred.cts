import sluice = require('@sluice/deferred');
import Q = require('@sluice/deferred/q');

const deferred: sluice.Deferred<string> = new sluice.Deferred<string>();
deferred.makeNodeResolver()(null, 'o');
void Q.all([deferred.promise, Q('k')]).then((both) => console.log(both.join('')));
