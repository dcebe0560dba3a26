import { type Resolvers, withResolvers } from '@sluice/core';
import { Fifo } from './Fifo.js';
import type { QueueEngine } from './QueueEngine.js';
import type { JobOutcome } from './types.js';

/** The outcomes of the jobs that finish from now on, until the queue is idle. Unread ones are kept. */
export function outcomesOf(engine: QueueEngine): AsyncIterableIterator<JobOutcome> {
  const unread = new Fifo<JobOutcome>();
  const asked = new Fifo<Resolvers<IteratorResult<JobOutcome, undefined>>>();
  let ended = engine.started && engine.isIdle();
  const end = (): void => {
    ended = true;
    stop();
    for (const { resolve } of asked.takeAfter()) resolve({ done: true, value: undefined });
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
      unread.takeAfter();
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
