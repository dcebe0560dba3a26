// Packages from npm without types of their own that tests, benchmarks and examples use as they are.
declare module 'autocannon';
declare module 'promises-aplus-tests';
