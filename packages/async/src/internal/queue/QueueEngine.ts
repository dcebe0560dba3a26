import {
  captureContext,
  type Context,
  type NodeCallback,
  OverloadError,
  runInContext,
  taskKind,
  type TaskKind,
  throwLater,
  TimeoutError,
} from '@sluice/core';
import { EventSlot } from './EventSlot.js';
import { calledTwice } from '../checks.js';
import { toPeerError } from '../failure.js';
import { CALLBACK, invokeAs, WITHHELD } from '../invoke.js';
import { droppedError } from './droppedError.js';
import { CALLED, CALLING, DONE, GONE, Job, type JobForm, RUNNING, WAITING } from './Job.js';
import { JobBounds, SignalWatches } from './JobBounds.js';
import { JobExtra, type JobTask, Scope } from './JobExtra.js';
import type { JobHeap } from './JobHeap.js';
import { JobList } from './JobList.js';
import { PromiseSlot } from './PromiseSlot.js';
import { RateWindow } from './RateWindow.js';
import type { JobOutcome, PushOptions, QueueOptions } from './types.js';

/** How the worker is called; its position of the callback is the second. */
type Worker = (data: unknown, callback?: unknown) => unknown;

type EventName = 'saturated' | 'unsaturated' | 'empty' | 'drain' | 'error' | 'full' | 'late';

/** Where jobs wait. */
type JobStore = JobList<unknown> | JobHeap<unknown>;

/** What the four kinds of queues differ in. */
export interface QueueForm {
  /** Name of the function that was called, for messages. */
  readonly name: string;
  readonly isBatch: boolean;
  readonly makeStore: () => JobStore;
  readonly makeJob: (data: unknown, form: JobForm, done: (...args: never[]) => void, priority: number) => Job;
}

interface Rejection {
  readonly reason: unknown;
}

interface Thrown {
  readonly error: unknown;
}

/** The machine behind every queue of the package; `queueObject` gives it async's face. */
export class QueueEngine {
  readonly form: QueueForm;
  readonly waiting: JobStore;
  /** Calls of the worker that hold a slot. */
  runs = 0;
  limit: number;
  payload: number | undefined;
  buffer: number;
  started = false;
  paused = false;

  readonly events: Record<EventName, EventSlot> = {
    saturated: new EventSlot(),
    unsaturated: new EventSlot(),
    empty: new EventSlot(),
    drain: new EventSlot(),
    error: new EventSlot(true),
    full: new EventSlot(),
    late: new EventSlot(),
  };

  readonly #worker: Worker;
  readonly #kind: TaskKind;
  readonly #options: QueueOptions;
  readonly #rate: RateWindow | undefined;
  /** Whether a push may be refused, or its job may end before its worker does. */
  #isBounded: boolean;
  /** The jobs that run, in the order they started. */
  readonly #active = new JobList<unknown>();
  readonly #watches: SignalWatches = new SignalWatches((jobs, reason) => this.#abandon(jobs, reason));
  readonly #freeSlots: PromiseSlot[] = [];
  readonly #readers = new Set<(outcome?: JobOutcome) => void>();
  #waits: { readonly test: () => boolean; readonly resolve: () => void }[] = [];
  /** The array that `workersList` has given out, kept up to date from then on. */
  #listed: Job[] | undefined = undefined;
  #scheduled = false;
  #busy = false;
  /** Whether nothing is accepted any more. */
  #closed = false;

  constructor(worker: Worker, limit: number, payload: number | undefined, form: QueueForm, options: QueueOptions) {
    this.#worker = worker;
    this.#kind = taskKind(worker, 2, true);
    this.limit = limit;
    this.payload = payload;
    this.buffer = limit / 4;
    this.form = form;
    this.waiting = form.makeStore();
    this.#options = { ...options };
    const { maxWaiting, rate, signal, timeout } = options;
    this.#isBounded = (maxWaiting ?? timeout ?? signal) !== undefined;
    this.#rate = rate && new RateWindow(rate, () => this.process());
  }

  /** The context that jobs pushed now belong to. */
  context(): Context {
    return this.#options.keepContext !== false ? captureContext() : undefined;
  }

  isIdle(): boolean {
    return this.waiting.length + this.runs === 0;
  }

  /** Accepts or refuses a job. */
  add(job: Job, atFront: boolean, options: PushOptions | undefined): void {
    this.started = true;
    if ((this.#isBounded || options !== undefined) && !this.#admit(job, options)) return;
    if (atFront) this.waiting.unshift(job as never);
    else this.waiting.push(job as never);
    if (this.#isBounded && !this.#hasRoom()) this.events.full.fire(this.waiting.length);
    if (!this.#scheduled) this.schedule();
  }

  /** Processes in a microtask, once for all that happens before it. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#processScheduled);
  }

  readonly #processScheduled = (): void => {
    this.#scheduled = false;
    this.process();
  };

  /** Starts what may start. */
  process(): void {
    // A worker that finishes at once comes back here; the loop below goes on then.
    if (this.#busy) return;
    this.#busy = true;
    while (!this.paused && this.runs < this.limit && this.waiting.length > 0 && this.#rate?.take() !== false) {
      if (this.form.isBatch) this.#startBatch();
      else this.#startNext();
    }
    this.#busy = false;
    if (this.#waits.length > 0) this.#checkWaits();
  }

  /** Drops the handlers and the waiting jobs; promises settle. Callbacks are called when there is a reason to give. */
  kill(reasons: readonly [reason?: unknown]): void {
    for (const event of Object.values(this.events)) event.off();
    this.drop(() => true, reasons);
    this.#rate?.stop();
    if (this.isIdle()) this.becomeIdle();
  }

  /** Drops the waiting jobs that `test` picks. */
  drop(test: (job: Job) => unknown, reasons: readonly [reason?: unknown]): void {
    const dropped: Job[] = [];
    this.waiting.remove((job) => test(job) && dropped.push(job));
    for (const job of dropped) {
      this.#forget(job);
      if (job.form === CALLED && reasons.length === 0) continue;
      const reason = reasons.length === 0 ? droppedError() : reasons[0];
      const thrown = deliver(job, toPeerError(reason), 0, undefined, { reason }, false);
      if (thrown !== undefined) throwLater(thrown.error);
    }
    this.#checkWaits();
  }

  /** Accepts nothing more and waits for what was accepted; the waiting jobs of a paused queue are dropped. */
  async dispose(): Promise<void> {
    this.#closed = true;
    this.#isBounded = true;
    if (this.paused) this.kill([]);
    await this.until(() => this.isIdle());
    this.kill([]);
  }

  /** A promise that is fulfilled as soon as `test` holds. */
  until(test: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (test()) resolve();
      else this.#waits.push({ test, resolve });
    });
  }

  /** Calls `reader` with each outcome from now on, and with nothing when the queue is idle. Returns what stops that. */
  read(reader: (outcome?: JobOutcome) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** The jobs that run: an array that stays up to date, as in async. */
  list(): Job[] {
    if (this.#listed === undefined) {
      this.#listed = [];
      for (let job = this.#active.head; job !== null; job = job.next) this.#listed.push(job);
    }
    return this.#listed;
  }

  /** Tells everybody who waits for the end. */
  becomeIdle(): void {
    this.#rate?.stop();
    if (this.events.drain.heard) this.events.drain.fire();
    if (this.#readers.size > 0) for (const reader of this.#readers) reader();
  }

  #admit(job: Job, options: PushOptions | undefined): boolean {
    const refusal = this.#refusal(options?.signal);
    if (refusal !== undefined) {
      queueMicrotask(() => this.#giveUp(job, refusal.reason));
      return false;
    }
    const signals = [this.#options.signal, options?.signal].filter((signal) => signal !== undefined);
    const timeout = options?.timeout ?? this.#options.timeout ?? Infinity;
    if (signals.length > 0 || timeout !== Infinity) {
      const bounds = new JobBounds(signals, timeout, this.#watches);
      (job.extra ??= new JobExtra()).bounds = bounds;
      bounds.watch(job);
    }
    return true;
  }

  #refusal(signal: AbortSignal | undefined): Rejection | undefined {
    if (this.#options.signal?.aborted) return this.#options.signal;
    if (signal?.aborted) return signal;
    if (this.#closed) return { reason: droppedError() };
    if (this.#hasRoom()) return undefined;
    this.events.full.fire(this.waiting.length);
    return { reason: new OverloadError(this.form.name, 'maxWaiting', this.#options.maxWaiting ?? 0) };
  }

  /** Whether one more job may wait. Those that start in the next microtask do not wait. */
  #hasRoom(): boolean {
    const { maxWaiting = Infinity } = this.#options;
    if (maxWaiting === Infinity) return true;
    const slots = this.paused ? 0 : Math.max(0, this.limit - this.runs);
    const starts = this.#rate === undefined ? slots : this.#rate.available(slots);
    const jobs = starts === 0 ? 0 : starts * (this.form.isBatch ? this.payload || Infinity : 1);
    return this.waiting.length < maxWaiting + jobs;
  }

  #startNext(): void {
    const job = this.waiting.shift();
    if (job === null) return;
    this.#begin(job);
    this.#start(job);
  }

  #startBatch(): void {
    const members: Job[] = [];
    const size = this.payload || Infinity;
    for (let job = this.waiting.shift(); job !== null; job = members.length < size ? this.waiting.shift() : null) {
      members.push(job);
    }
    const leader = new Job<unknown>(
      members.map((job) => job.data),
      CALLED,
      ignore,
    );
    leader.context = members[0]?.context;
    leader.extra = new JobExtra();
    leader.extra.members = members;
    for (const job of members) {
      if (job.extra !== undefined) job.extra.leader = leader;
      this.#begin(job);
    }
    this.#start(leader);
  }

  #begin(job: Job): void {
    job.state = RUNNING;
    this.#active.push(job);
    if (this.#listed !== undefined) this.#listed.push(job);
    job.extra?.bounds?.startTimer((timeout) =>
      this.#abandon([job], new TimeoutError(`${this.form.name}: the job`, timeout)),
    );
  }

  #start(job: Job): void {
    this.runs += 1;
    job.state = CALLING;
    if (this.events.empty.heard && this.waiting.length === 0) this.events.empty.fire();
    if (this.events.saturated.heard && this.runs === this.limit) this.events.saturated.fire();
    // A handler of these events may have given the job up.
    if (job.state !== CALLING) return;
    if (job.context === undefined) this.#call(job);
    else runInContext(job.context, this.#call, this, job);
    if (job.state === CALLING) job.state = RUNNING;
  }

  /** Calls the worker; its synchronous throw is a failure of the job. */
  #call(job: Job): void {
    // A method call would give it this engine as its `this`.
    const worker = this.#worker;
    try {
      if (job.extra?.task !== undefined) this.#callTask(job, job.extra.task);
      else if (this.#kind === CALLBACK) worker(job.data, this.#callbackOf(job));
      else if (this.#kind === WITHHELD) this.#callAsync(job, worker);
      else
        this.#callTask(job, (callback, failure) =>
          invokeAs(this.#kind, worker, undefined, [job.data], callback, failure),
        );
    } catch (error) {
      // After its callback has been called, what comes out of the worker may be the exception of that callback.
      if (job.state === DONE) throwLater(error);
      else this.fail(job, error);
    }
  }

  #callAsync(job: Job, worker: Worker): void {
    const promise = worker.length > 1 ? worker(job.data, new Scope((job.extra ??= new JobExtra()))) : worker(job.data);
    const slot = this.#freeSlots.pop() ?? new PromiseSlot(this, this.#freeSlots);
    slot.follow(job, promise as Promise<unknown>);
  }

  #callTask(job: Job, task: JobTask): void {
    task(this.#callbackOf(job), (reason) => {
      (job.extra ??= new JobExtra()).rejection = { reason };
      return toPeerError(reason);
    });
  }

  #callbackOf(job: Job): NodeCallback {
    const callback = callbackFor(this, job);
    const { extra } = job;
    if (extra !== undefined && (isBounded(job) || extra.members?.some(isBounded))) addSignal(callback, extra);
    return callback;
  }

  /** The value of an async worker's promise. */
  succeed(job: Job, value: unknown): void {
    try {
      this.finish(job, null, 1, value);
    } catch (error) {
      throwLater(error);
    }
  }

  /** A failure that is no call of the worker's callback; nobody but the process can take an exception of the job's. */
  fail(job: Job, reason: unknown): void {
    (job.extra ??= new JobExtra()).rejection = { reason };
    try {
      // async passes the missing value on.
      this.finish(job, toPeerError(reason), 1, undefined);
    } catch (error) {
      throwLater(error);
    }
  }

  /** The worker's outcome. What the job's callback throws goes to the worker, after the queue has gone on. */
  finish(job: Job, error: unknown, count: number, value: unknown): void {
    const { state, extra } = job;
    if (state === DONE) throw calledTwice();
    job.state = DONE;
    if (state === GONE) {
      if (!extra?.isEcho(error)) this.events.late.fire(outcomeOf(job.data, error, value));
      return;
    }
    // The slot is free when the job's callback runs, as in async.
    this.runs -= 1;
    // The worker runs in the context of the job; so does a callback from inside it, and the reaction to its promise.
    const inContext = state === CALLING || (this.#kind === WITHHELD && extra?.task === undefined);
    const thrown =
      extra?.members === undefined
        ? this.#settle(job, error, count, value, extra?.rejection, inContext)
        : this.#settleBatch(extra.members, error, count, value, extra.rejection, inContext);
    this.#goOn(true);
    if (thrown !== undefined) throw thrown.error;
  }

  #goOn(slotIsFree: boolean): void {
    if (slotIsFree && this.events.unsaturated.heard && this.runs <= this.limit - this.buffer)
      this.events.unsaturated.fire();
    if (this.runs === 0 && this.waiting.length === 0) this.becomeIdle();
    if (!this.#busy) this.process();
  }

  #settleBatch(
    members: readonly Job[],
    error: unknown,
    count: number,
    value: unknown,
    rejection: Rejection | undefined,
    inContext: boolean,
  ): Thrown | undefined {
    let thrown: Thrown | undefined;
    for (const job of members) {
      if (job.state === RUNNING)
        thrown = this.#settle(job, error, count, value, rejection, inContext && job === members[0]) ?? thrown;
    }
    return thrown;
  }

  /** Hands the outcome to the job, then to the queue's `error` event. Returns what the job's callback threw. */
  #settle(
    job: Job,
    error: unknown,
    count: number,
    value: unknown,
    rejection: Rejection | undefined,
    inContext: boolean,
  ): Thrown | undefined {
    this.#forget(job);
    const thrown = deliver(job, error, count, value, rejection, inContext);
    if (error != null && this.events.error.heard) this.events.error.fire(error, job.data);
    if (this.#readers.size > 0) this.#tellReaders(outcomeOf(job.data, error, value));
    return thrown;
  }

  #tellReaders(outcome: JobOutcome): void {
    for (const reader of this.#readers) reader(outcome);
  }

  /** Takes the job out of all that holds it, the waiting ones excepted. */
  #forget(job: Job): void {
    if (job.extra !== undefined) job.extra.bounds?.release(job);
    if (job.state !== WAITING) {
      this.#active.removeLink(job);
      if (this.#listed !== undefined) this.#listed.splice(this.#listed.indexOf(job), 1);
    }
    if (job.state !== DONE) job.state = GONE;
  }

  /** Fails a job before its worker does. */
  #giveUp(job: Job, reason: unknown): void {
    const thrown = this.#settle(job, toPeerError(reason), 0, undefined, { reason }, false);
    if (thrown !== undefined) throwLater(thrown.error);
  }

  /** Fails jobs wherever they are. The slot of a worker that nobody waits for any more is free at once. */
  #abandon(jobs: Iterable<Job>, reason: unknown): void {
    const busy = this.#busy;
    // Nothing starts before the last of them has gone.
    this.#busy = true;
    let freed = false;
    for (const job of jobs) {
      if (job.state === GONE || job.state === DONE) continue;
      const worked = job.state === WAITING ? undefined : this.#lastOf(job);
      if (job.state === WAITING) this.waiting.removeLink(job as never);
      if (worked !== undefined) {
        this.runs -= 1;
        freed = true;
      }
      this.#giveUp(job, reason);
      if (worked !== undefined) {
        worked.state = GONE;
        worked.extra?.abort(reason);
      }
    }
    this.#busy = busy;
    this.#goOn(freed);
  }

  /** The call of the worker that ends when `job` is given up: its own, or that of its batch when it is the last one. */
  #lastOf(job: Job): Job | undefined {
    const leader = job.extra?.leader;
    if (leader === undefined) return job;
    return leader.extra?.members?.some((other) => other !== job && other.state === RUNNING) ? undefined : leader;
  }

  #checkWaits(): void {
    this.#waits = this.#waits.filter(({ test, resolve }) => {
      const holds = test();
      if (holds) resolve();
      return !holds;
    });
  }
}

function ignore(): void {
  // The members of a batch have callbacks, not the batch.
}

function isBounded(job: Job): boolean {
  return job.extra?.bounds !== undefined;
}

/** Hands the outcome to whoever pushed the job. Returns what the callback threw. */
function deliver(
  job: Job,
  error: unknown,
  count: number,
  value: unknown,
  rejection: Rejection | undefined,
  inContext: boolean,
): Thrown | undefined {
  try {
    if (job.form !== CALLED && rejection !== undefined) job.fail(rejection.reason);
    else if (inContext || job.context === undefined || job.form !== CALLED) job.deliver(error, count, value);
    else runInContext(job.context, job.deliver, job, error, count, value);
  } catch (exception) {
    return { error: exception };
  }
  return undefined;
}

function outcomeOf(data: unknown, error: unknown, value: unknown): JobOutcome {
  return error != null ? { data, error } : { data, value };
}

/** The callback of one call of the worker. */
function callbackFor(engine: QueueEngine, job: Job): NodeCallback {
  return function (error?: unknown, value?: unknown) {
    // Rest parameters would make an array for every job.
    if (arguments.length < 3) engine.finish(job, error, arguments.length < 2 ? 0 : 1, value);
    // eslint-disable-next-line prefer-rest-params -- See above; several values are rare.
    else engine.finish(job, error, arguments.length - 1, Array.prototype.slice.call(arguments, 1));
  };
}

function addSignal(callback: NodeCallback, extra: JobExtra): void {
  Object.defineProperty(callback, 'signal', { get: () => extra.signal });
}
