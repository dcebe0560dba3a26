import Step = require('@sluice/step');

Step(
  function () {
    return 'ok';
  },
  function (_error, text) {
    console.log(text);
  },
);
