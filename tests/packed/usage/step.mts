import Step from '@sluice/step';

Step(
  function first() {
    setTimeout(this.parallel(), 1, null, 'o');
    this.parallel()(null, 'k');
  },
  function second(error, a, b) {
    if (error) throw error;
    console.log(`${String(a)}${String(b)}`);
  },
);
