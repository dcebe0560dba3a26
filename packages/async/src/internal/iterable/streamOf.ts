import { checkCount, checkFunction, checkSignal } from '@sluice/core';
import { checkSource } from './SourceReader.js';
import { type Shape, TaskStream } from './TaskStream.js';
import type { IterableOptions, Source } from './types.js';

/** Checks the arguments of a stream function and makes its result. */
export function streamOf(
  name: string,
  source: unknown,
  task: unknown,
  options: IterableOptions,
  shape: Shape,
): AsyncIterableIterator<unknown> {
  checkSource(name, source);
  checkFunction(name, 'task', task);
  checkCount(name, 'concurrency', options.concurrency, 1);
  checkCount(name, 'readAhead', options.readAhead, 0);
  checkSignal(name, options.signal);
  const stream = new TaskStream(source as Source<unknown>, task as never, shape, options);
  return {
    next: () => stream.next(),
    return: () => stream.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
