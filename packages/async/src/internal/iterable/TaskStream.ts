import {
  captureContext,
  type Context,
  type NodeCallback,
  onAbort,
  type Resolvers,
  runInContext,
  taskKind,
  type TaskKind,
  throwLater,
  toCallbackError,
  toRejection,
  withResolvers,
} from '@sluice/core';
import { calledTwice } from '../checks.js';
import { CALLBACK, invokeAs, WITHHELD } from '../invoke.js';
import { Fifo } from '../queue/Fifo.js';
import { type SourceHandler, SourceReader } from './SourceReader.js';
import type { IterableOptions, Source } from './types.js';

/** What one item gives: nothing, one value, or several. */
export type Output = undefined | { readonly value: unknown } | { readonly many: SourceReader };

/** Makes that of a task's result. */
export type Shape = (result: unknown, item: unknown) => Output;

type StreamTask = (item: unknown, callback?: unknown) => unknown;
type Result = IteratorResult<unknown, undefined>;

interface Failure {
  readonly reason: unknown;
}

/** An item whose results are due at this place. */
interface Entry {
  readonly item: unknown;
  settled: boolean;
  /** An earlier item has ended the stream. */
  dropped: boolean;
  output: Output;
  failure: Failure | undefined;
}

const END: Result = { done: true, value: undefined };

/**
 * The machine behind the stream functions: takes items while there is room, runs tasks on them, and hands the results to
 * whoever has asked. Everything is decided in `#advance`, which is called after each event.
 */
export class TaskStream {
  readonly #source: Source<unknown>;
  readonly #task: StreamTask;
  readonly #kind: TaskKind;
  readonly #shape: Shape;
  readonly #options: IterableOptions;
  readonly #context: Context = captureContext();
  #reader: SourceReader | undefined = undefined;
  #stopListening: (() => void) | undefined = undefined;
  #controller: AbortController | undefined = undefined;
  /** Consumers that wait for a result. */
  readonly #asked = new Fifo<Resolvers<Result>>();
  /** In the order of the source: all items taken. As they finish: those that have finished. */
  readonly #entries = new Fifo<Entry>();
  /** The several results of one item, being handed out. */
  #inner: SourceReader | undefined = undefined;
  #running = 0;
  /** Nothing more is taken. */
  #sourceEnded = false;
  /** The last entry is the last one, whatever still runs. */
  #isCut = false;
  /** Nothing more is handed out, but the failure. */
  #ended = false;
  #failure: Failure | undefined = undefined;
  #isAdvancing = false;
  #isDue = false;

  readonly #after = (): void => this.#advance();

  readonly #sourceHandler: SourceHandler = {
    got: (isDone, item) => {
      this.#isDue = true;
      if (this.#ended || this.#isCut) return;
      if (isDone) this.#sourceEnded = true;
      else this.#run(item);
    },
    failed: (reason, reader) => {
      this.#isDue = true;
      // What a source does after it has been closed is nobody's failure.
      if (this.#ended || this.#isCut) return;
      // A source that throws has closed itself, but not a synchronous one whose promise is rejected.
      this.#sourceEnded = !reader.isOpen;
      const entry: Entry = { item: undefined, settled: true, dropped: false, output: undefined, failure: { reason } };
      this.#entries.push(entry);
      this.#cut(entry);
    },
    after: this.#after,
  };

  readonly #innerHandler: SourceHandler = {
    got: (isDone, value) => {
      if (this.#ended) return;
      if (isDone) this.#inner = undefined;
      else this.#answer(value);
    },
    failed: (reason) => {
      this.#inner = undefined;
      this.#fail(reason);
    },
    after: this.#after,
  };

  constructor(source: Source<unknown>, task: StreamTask, shape: Shape, options: IterableOptions) {
    this.#source = source;
    this.#task = task;
    this.#kind = taskKind(task, 2, true);
    this.#shape = shape;
    this.#options = { ...options };
  }

  next(): Promise<Result> {
    const waiter = withResolvers<Result>();
    this.#asked.push(waiter);
    if (this.#reader === undefined && !this.#ended) this.#start();
    this.#advance();
    return waiter.promise;
  }

  /** The consumer has had enough. */
  async return(): Promise<Result> {
    this.#failure = undefined;
    const closed = this.#stop(undefined);
    this.#advance();
    await closed;
    return END;
  }

  #start(): void {
    const { signal } = this.#options;
    if (signal?.aborted) {
      this.#fail(signal.reason);
      return;
    }
    try {
      this.#reader = new SourceReader(this.#source);
      this.#reader.handler = this.#sourceHandler;
    } catch (error) {
      this.#sourceEnded = true;
      this.#fail(error);
      return;
    }
    this.#stopListening = onAbort(signal, (reason) => {
      this.#fail(reason);
      this.#advance();
    });
  }

  #advance(): void {
    this.#isDue = true;
    // A synchronous task comes back here; the loop below goes on then.
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    while (this.#isDue) {
      this.#isDue = false;
      while (this.#handOut());
      for (let reader = this.#reader; reader !== undefined && this.#hasRoom(reader);) reader.read();
    }
    this.#isAdvancing = false;
  }

  /** Hands out the next result, if there is one and somebody has asked. Returns whether to go on. */
  #handOut(): boolean {
    if (this.#ended) return this.#handOutEnd();
    if (this.#inner !== undefined) return this.#asked.length > 0 && this.#handOutInner(this.#inner);
    const entry = this.#entries.first;
    if (entry === undefined) return this.#isOver() && this.#finish();
    if (!entry.settled) return false;
    const { failure, output } = entry;
    if (output !== undefined && this.#asked.length === 0) return false;
    this.#entries.shift();
    if (failure !== undefined) this.#fail(failure.reason);
    else if (output !== undefined && 'many' in output) this.#inner = output.many;
    else if (output !== undefined) this.#answer(output.value);
    return true;
  }

  #isOrdered(): boolean {
    return this.#options.ordered !== false;
  }

  #isOver(): boolean {
    return this.#isCut || (this.#sourceEnded && this.#running === 0);
  }

  #finish(): true {
    this.#ended = true;
    this.#stopListening?.();
    return true;
  }

  #handOutEnd(): false {
    const failure = this.#failure;
    if (failure !== undefined && this.#asked.length > 0) {
      this.#failure = undefined;
      this.#asked.shift()?.reject(failure.reason);
    }
    for (const { resolve } of this.#asked.takeAfter()) resolve(END);
    return false;
  }

  #answer(value: unknown): void {
    this.#asked.shift()?.resolve({ done: false, value });
  }

  /** Reads one of several results. Returns whether it came at once. */
  #handOutInner(inner: SourceReader): boolean {
    if (inner.isReading) return false;
    inner.handler ??= this.#innerHandler;
    inner.read();
    return !inner.isReading;
  }

  #hasRoom(reader: SourceReader): boolean {
    if (this.#ended || this.#sourceEnded || reader.isReading) return false;
    const { concurrency = 1, readAhead = concurrency } = this.#options;
    if (this.#running >= concurrency) return false;
    const taken = this.#isOrdered() ? this.#entries.length : this.#entries.length + this.#running;
    return taken + (this.#inner === undefined ? 0 : 1) < readAhead + this.#asked.length;
  }

  #run(item: unknown): void {
    const entry: Entry = { item, settled: false, dropped: false, output: undefined, failure: undefined };
    if (this.#isOrdered()) this.#entries.push(entry);
    this.#running += 1;
    try {
      runInContext(this.#context, this.#call, this, entry);
    } catch (error) {
      // What a task throws after its callback has been called is nobody's.
      if (entry.settled) throwLater(error);
      else this.#settle(entry, toCallbackError(error), undefined);
    }
  }

  #call(entry: Entry): void {
    const task = this.#task;
    if (this.#kind === CALLBACK) {
      task(entry.item, this.#callbackOf(entry));
      return;
    }
    if (this.#kind !== WITHHELD) {
      invokeAs(this.#kind, task, undefined, [entry.item], this.#callbackOf(entry), toCallbackError);
      return;
    }
    const promise = task.length > 1 ? task(entry.item, this.#scope()) : task(entry.item);
    (promise as Promise<unknown>).then(
      (value) => this.#settle(entry, null, value),
      (reason: unknown) => this.#settle(entry, toCallbackError(reason), undefined),
    );
  }

  #callbackOf(entry: Entry): NodeCallback {
    let called = false;
    return (error, value) => {
      if (called) throw calledTwice();
      called = true;
      this.#settle(entry, error, value);
    };
  }

  #scope(): { readonly signal: AbortSignal } {
    this.#controller ??= new AbortController();
    return { signal: this.#controller.signal };
  }

  #settle(entry: Entry, error: unknown, result: unknown): void {
    entry.settled = true;
    this.#running -= 1;
    if (this.#ended || (this.#isOrdered() ? entry.dropped : this.#isCut)) return;
    if (!this.#isOrdered()) this.#entries.push(entry);
    // `false` cancels, as everywhere in async: what came before is handed out, then the stream ends.
    if (error || error === false) {
      if (error) entry.failure = { reason: toRejection(error) };
      this.#cut(entry);
    } else this.#shapeResult(entry, result);
    this.#advance();
  }

  #shapeResult(entry: Entry, result: unknown): void {
    try {
      entry.output = this.#shape(result, entry.item);
    } catch (reason) {
      entry.failure = { reason };
      this.#cut(entry);
    }
  }

  /** Makes `entry` the last one: closes the source, and drops what comes later. */
  #cut(entry: Entry): void {
    this.#isCut = true;
    const dropped = this.#entries.takeAfter(entry);
    for (const later of dropped) later.dropped = true;
    this.#closeAll(dropped).catch(ignore);
  }

  /** Ends the stream with a failure, which the next consumer gets. */
  #fail(reason: unknown): void {
    if (this.#ended) return;
    this.#failure = { reason };
    this.#stop(reason).catch(ignore);
  }

  /** Hands out nothing more, tells the tasks, closes all that is open. */
  #stop(reason: unknown): Promise<unknown> {
    if (this.#ended) return Promise.resolve();
    this.#finish();
    this.#controller?.abort(reason);
    const inner = this.#inner;
    this.#inner = undefined;
    return Promise.all([inner?.close(), this.#closeAll(this.#entries.takeAfter())]);
  }

  #closeAll(entries: readonly Entry[]): Promise<unknown> {
    const source = this.#sourceEnded ? undefined : this.#closeSource();
    this.#sourceEnded = true;
    const inner = entries.map(({ output }) => output !== undefined && 'many' in output && output.many.close());
    return Promise.all([source, ...inner]);
  }

  /** A source that has not been opened is opened to be closed: a stream holds resources from its start. */
  async #closeSource(): Promise<void> {
    this.#reader ??= new SourceReader(this.#source);
    await this.#reader.close();
  }
}

function ignore(): void {
  // The failure that is being reported comes first.
}
