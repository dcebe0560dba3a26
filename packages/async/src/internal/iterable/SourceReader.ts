import { argumentError, isPromise } from '@sluice/core';
import type { ReadableSource, Source } from './types.js';

type Step = IteratorResult<unknown, unknown>;

interface Parts {
  readonly [Symbol.asyncIterator]?: () => AsyncIterator<unknown>;
  readonly [Symbol.iterator]?: () => Iterator<unknown>;
  readonly getReader?: ReadableSource<unknown>['getReader'];
  readonly destroy?: () => unknown;
}

/** Whether `value` is something to read from. Strings are values. */
export function isSource(value: unknown): value is Source<unknown> {
  if (typeof value !== 'object' && typeof value !== 'function') return false;
  const parts = (value ?? {}) as Parts;
  return [parts[Symbol.asyncIterator], parts[Symbol.iterator], parts.getReader].some(
    (part) => typeof part === 'function',
  );
}

/** Throws unless `source` can be read from. */
export function checkSource(where: string, source: unknown): void {
  if (typeof source === 'string' || isSource(source)) return;
  throw argumentError(where, 'source must be an iterable, an async iterable or a stream', source);
}

/** Reads a source step by step, with at most one step under way. */
export class SourceReader {
  /** Whether a step is under way. */
  isReading = false;
  /** Whether there is something to close after a failure of `read`: it was not the source that failed. */
  isOpen = false;
  readonly #isSync: boolean;
  readonly #next: () => unknown;
  readonly #close: () => unknown;

  /** Opens the source; nothing is read yet. */
  constructor(source: Source<unknown>) {
    const parts = source as Parts;
    this.#isSync = false;
    if (parts.getReader !== undefined) {
      // A reader can be cancelled while it reads; the async iterator of a Web stream cannot.
      const reader = parts.getReader();
      this.#next = () => reader.read();
      this.#close = async () => {
        await reader.cancel();
        reader.releaseLock();
      };
      return;
    }
    this.#isSync = parts[Symbol.asyncIterator] === undefined;
    const iterator = parts[Symbol.asyncIterator]?.() ?? parts[Symbol.iterator]?.();
    this.#next = () => iterator?.next();
    this.#close = () => {
      // The iterator of a Node stream closes it only between two chunks.
      if (typeof parts.destroy === 'function') parts.destroy();
      return iterator?.return?.();
    };
  }

  /** Hands one step to `got`, at once where the source answers at once; `after` is called only when it does not. */
  read(got: (step: Step) => void, failed: (reason: unknown) => void, after: () => void): void {
    let step: Step | PromiseLike<Step>;
    this.isOpen = false;
    try {
      step = this.#next() as Step | PromiseLike<Step>;
      if (this.#isSync) {
        if (!isPromise((step as Step).value)) {
          got(step as Step);
          return;
        }
        this.isOpen = true;
        step = awaitValue(step as Step);
      }
    } catch (error) {
      failed(error);
      return;
    }
    this.isReading = true;
    const whenRead = <V>(then: (value: V) => void): ((value: V) => void) => {
      return (value) => {
        this.isReading = false;
        then(value);
        after();
      };
    };
    Promise.resolve(step).then(whenRead(got), whenRead(failed));
  }

  /** Closes the source early. Resolves at once when a step is under way: it closes after that, which may take for ever. */
  async close(): Promise<void> {
    const closed = Promise.resolve(this.#close());
    if (this.isReading) closed.catch(ignore);
    else await closed;
  }
}

async function awaitValue(step: Step): Promise<Step> {
  return { done: step.done ?? false, value: await step.value };
}

function ignore(): void {
  // Nobody waits for it any more.
}
