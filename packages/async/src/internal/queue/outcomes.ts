import { type Resolvers, withResolvers } from '@sluice/core';
import type { QueueEngine } from './QueueEngine.js';
import type { JobOutcome } from './types.js';

/** The outcomes of the jobs that finish from now on, until the queue is idle. Unread ones are kept. */
export function outcomesOf(engine: QueueEngine): AsyncIterableIterator<JobOutcome> {
  const unread: JobOutcome[] = [];
  const asked: Resolvers<IteratorResult<JobOutcome, undefined>>[] = [];
  let ended = engine.started && engine.isIdle();
  const end = (): void => {
    ended = true;
    stop();
    for (const { resolve } of asked.splice(0)) resolve({ done: true, value: undefined });
  };
  const stop = engine.read((outcome) => {
    if (outcome === undefined) end();
    else if (asked.length > 0) asked.shift()?.resolve({ done: false, value: outcome });
    else unread.push(outcome);
  });
  if (ended) stop();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const value = unread.shift();
      if (value !== undefined) return Promise.resolve({ done: false, value });
      if (ended) return Promise.resolve({ done: true, value: undefined });
      const waiter = withResolvers<IteratorResult<JobOutcome, undefined>>();
      asked.push(waiter);
      return waiter.promise;
    },
    return() {
      unread.length = 0;
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
