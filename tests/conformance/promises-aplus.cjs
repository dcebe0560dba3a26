// Runs promises-aplus-tests: node promises-aplus.cjs <bundle of @sluice/deferred> <class|deferred>
const process = require('node:process');
const aplus = require('promises-aplus-tests');

const [bundle = '', subject] = process.argv.slice(2);
const { Deferred, SluicePromise } = require(bundle);

// The suite leaves rejected promises unhandled on purpose.
process.on('unhandledRejection', () => {});

const adapter =
  subject === 'class'
    ? {
        resolved: (/** @type {unknown} */ value) => SluicePromise.resolve(value),
        rejected: (/** @type {unknown} */ reason) => SluicePromise.reject(reason),
        deferred: () => SluicePromise.withResolvers(),
      }
    : { deferred: () => new Deferred() };

aplus(adapter, { reporter: 'dot' }, (/** @type {unknown} */ failures) => process.exit(failures ? 1 : 0));
