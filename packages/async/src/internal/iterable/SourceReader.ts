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

/** Who reads. */
export interface SourceHandler {
  /** A step has been read. */
  readonly got: (isDone: boolean, value: unknown) => void;
  /** A step could not be read. */
  readonly failed: (reason: unknown, reader: SourceReader) => void;
  /** Called after either, when the step did not come at once. */
  readonly after: () => void;
}

/** Reads a source step by step, with at most one step under way. */
export class SourceReader {
  /** Whether a step is under way. */
  isReading = false;
  /** Whether there is something to close after a failure: it was not the source that failed. */
  isOpen = false;
  /** Told about the steps; set before the first `read`. */
  handler: SourceHandler | undefined = undefined;
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

  /** Reads one step: it goes to the handler, at once where the source answers at once. */
  read(): void {
    this.isOpen = false;
    let step: unknown;
    try {
      step = this.#next();
      if (this.#isSync && isPromise((step as Step).value)) {
        this.isOpen = true;
        step = awaitValue(step as Step);
      } else if (this.#isSync) {
        this.#hand(step as Step);
        return;
      }
    } catch (error) {
      this.handler?.failed(error, this);
      return;
    }
    this.isReading = true;
    Promise.resolve(step as Step).then(this.#onStep, this.#onFailure);
  }

  readonly #onStep = (step: Step): void => {
    this.isReading = false;
    this.#hand(step);
    this.handler?.after();
  };

  readonly #onFailure = (reason: unknown): void => {
    this.isReading = false;
    this.handler?.failed(reason, this);
    this.handler?.after();
  };

  /** Steps are made by others: they may be no objects, and their getters may throw. */
  #hand(step: Step): void {
    let done: unknown;
    let value: unknown;
    try {
      ({ done } = step);
      if (!done) ({ value } = step);
    } catch (error) {
      this.handler?.failed(error, this);
      return;
    }
    this.handler?.got(Boolean(done), value);
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
