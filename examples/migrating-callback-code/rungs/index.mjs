import * as nested from './1-nested-callbacks.mjs';
import * as step from './2-step.mjs';
import * as eventproxy from './3-eventproxy.mjs';
import * as async from './4-async.mjs';
import * as deferred from './5-deferred.mjs';
import * as middleware from './6-middleware.mjs';
import * as mixed from './7-mixed.mjs';
import * as awaiting from './8-async-await.mjs';

/** Every rung by its name, from the bottom to the top. @type {Record<string, import('../types.js').Report>} */
export const rungs = {
  'nested callbacks': nested.report,
  Step: step.report,
  EventProxy: eventproxy.report,
  async: async.report,
  Deferred: deferred.report,
  'middleware chain': middleware.report,
  mixed: mixed.report,
  'async/await': awaiting.report,
};
