import core = require('@sluice/core');

const { promise, resolve }: core.Resolvers<number> = core.withResolvers<number>();
resolve(1);
void core.withTimeout(promise, 1000).then((value: number) => {
  if (value !== 1) throw new Error(`1 is ${value}`);
  console.log('ok');
});
