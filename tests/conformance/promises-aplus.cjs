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

// Its limit of 200 ms leaves tests that wait for 150 ms too little room on a busy machine.
aplus(adapter, { reporter: 'dot', timeout: 2_000 }, (/** @type {unknown} */ failures) =>
  process.exit(failures ? 1 : 0),
);
