import {
  argumentError,
  captureContext,
  type Context,
  OverloadError,
  runInContext,
  taskKind,
  type TaskKind,
  throwLater,
  TimeoutError,
} from '@sluice/core';
import { EventSlot } from './EventSlot.js';
import { outcomesOf } from './outcomes.js';
import { checkConcurrency, checkOptions, checkPayload } from './checks.js';
import { calledTwice } from '../checks.js';
import { toPeerError } from '../failure.js';
import { CALLBACK, invokeAs, WITHHELD } from '../invoke.js';
import { droppedError } from './droppedError.js';
import { deliver, Job, type Rejection, type Taker, type Thrown } from './Job.js';
import { JobBounds, SignalWatches } from './JobBounds.js';
import { JobExtra, Scope } from './JobExtra.js';
import type { JobHeap } from './JobHeap.js';
import { JobList } from './JobList.js';
import { PromiseSlot } from './PromiseSlot.js';
import { RateWindow } from './RateWindow.js';
import type { CargoOptions, JobOutcome, PushOptions, QueueOptions } from './types.js';

/** How the worker is called; its position of the callback is the second. */
type Worker = (data: unknown, callback?: unknown) => unknown;

type EventName = 'saturated' | 'unsaturated' | 'empty' | 'drain' | 'error' | 'full' | 'late';

/** Where jobs wait. */
export type JobStore = JobList<unknown> | JobHeap<unknown>;

/** The machine behind every queue of the package; `queueObject` gives it async's face. */
export class QueueEngine {
  /** Name of the function that was called, for messages. */
  readonly name: string;
  readonly isBatch: boolean;
  readonly waiting: JobStore;
  /** Calls of the worker that hold a slot. */
  runs = 0;
  #limit: number;
  #payload: number | undefined;
  buffer: number;
  started = false;
  paused = false;

  readonly #worker: Worker;
  readonly #kind: TaskKind;
  readonly #options: QueueOptions;
  readonly #keepsContext: boolean;
  readonly #rate: RateWindow | undefined;
  /** Whether a push may be refused, or its job may end before its worker does. */
  #isBounded: boolean;
  /** Whether anybody has ever listened or read. Until then, jobs go a shorter way. */
  #isWatched = false;
  readonly #events: Partial<Record<EventName, EventSlot>> = {};
  readonly #readers = new Set<(outcome?: JobOutcome) => void>();
  #watches: SignalWatches | undefined = undefined;
  readonly #freeSlots: PromiseSlot[] = [];
  /** The job that was started last, of those that run; `next` leads to the ones before it. Unused when there is a list. */
  #newest: Job | null = null;
  #waits: { readonly test: () => boolean; readonly resolve: () => void }[] = [];
  /** The array that `workersList` has given out, kept up to date from then on. */
  #listed: Job[] | undefined = undefined;
  /** The job whose worker is being called right now. */
  #calling: Job | undefined = undefined;
  #scheduled = false;
  #busy = false;
  /** Whether nothing is accepted any more. */
  #closed = false;

  constructor(name: string, worker: unknown, options: CargoOptions, waiting: JobStore, isBatch: boolean) {
    if (typeof worker !== 'function') throw argumentError(name, 'expected a function as worker', worker);
    this.name = name;
    this.isBatch = isBatch;
    this.waiting = waiting;
    this.#worker = worker as Worker;
    this.#kind = taskKind(worker, 2, true);
    this.#limit = checkConcurrency(name, options.concurrency ?? 1);
    this.#payload = checkPayload(name, options.payload);
    this.buffer = this.#limit / 4;
    checkOptions(name, options);
    this.#options = { ...options };
    const { keepContext, maxWaiting, rate, signal, timeout } = options;
    this.#keepsContext = keepContext !== false;
    this.#isBounded = (maxWaiting ?? timeout ?? signal) !== undefined;
    this.#rate = rate && new RateWindow(rate, () => this.process());
  }

  /** The event of this name; whoever asks for it is going to listen. */
  event(name: EventName): EventSlot {
    this.#isWatched = true;
    return (this.#events[name] ??= new EventSlot(name === 'error'));
  }

  #fire(name: EventName, ...args: unknown[]): void {
    this.#events[name]?.fire(...args);
  }

  /** The context that jobs pushed now belong to. */
  context(): Context {
    return this.#keepsContext ? captureContext() : undefined;
  }

  get concurrency(): number {
    return this.#limit;
  }

  set concurrency(value: number) {
    // Zero and less hold the queue, as in async.
    if (!(value <= 0)) checkConcurrency(this.name, value);
    const isRaised = value > this.#limit;
    this.#limit = value;
    if (isRaised && this.waiting.length > 0) this.schedule();
  }

  get payload(): number | undefined {
    return this.#payload;
  }

  set payload(value: number | undefined) {
    this.#payload = checkPayload(this.name, value);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    // A microtask of its own beside that of a push, as in async: the job of a later push may have to wait for its own.
    queueMicrotask(() => this.process());
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
    if (this.#isBounded && !this.#hasRoom()) this.#fire('full', this.waiting.length);
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
    while (!this.paused && this.runs < this.#limit && this.waiting.length > 0) {
      if (this.#rate !== undefined && !this.#rate.take()) break;
      if (this.isBatch) this.#startBatch();
      else this.#startNext(this.waiting.shift() as Job);
    }
    this.#busy = false;
    if (this.#waits.length > 0) this.#checkWaits();
  }

  /** Drops the handlers and the waiting jobs; promises settle. Callbacks are called when there is a reason to give. */
  kill(reasons: readonly [reason?: unknown]): void {
    for (const event of Object.values(this.#events)) event.off();
    this.drop(() => true, reasons);
    this.#rate?.stop();
    if (this.isIdle()) this.becomeIdle();
  }

  /** Drops the waiting jobs that `test` picks. */
  drop(test: (job: Job) => unknown, reasons: readonly [reason?: unknown]): void {
    const dropped: Job[] = [];
    this.waiting.remove((job) => test(job) && dropped.push(job));
    for (const job of dropped) {
      release(job);
      // A callback that is not called may still be of use to whoever has dropped its job.
      if (reasons.length === 0 && typeof job.taker === 'function') {
        if (job.extra !== undefined) job.extra.isGone = true;
        continue;
      }
      const reason = reasons.length === 0 ? droppedError() : reasons[0];
      throwSoon(hand(job, toPeerError(reason), 0, undefined, { reason }));
    }
    this.#checkWaits();
  }

  /** Accepts nothing more and waits for what was accepted; the waiting jobs of a paused queue are dropped. */
  async dispose(): Promise<void> {
    this.#closed = true;
    this.#isBounded = true;
    if (this.paused) this.kill([]);
    await this.onIdle();
    this.kill([]);
  }

  onIdle(): Promise<void> {
    return this.#until(() => this.isIdle());
  }

  onEmpty(): Promise<void> {
    return this.onSizeLessThan(1);
  }

  onSizeLessThan(size: number): Promise<void> {
    return this.#until(() => this.waiting.length < size);
  }

  outcomes(): AsyncIterableIterator<JobOutcome> {
    return outcomesOf(this);
  }

  /** A promise that is fulfilled as soon as `test` holds. */
  #until(test: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (test()) resolve();
      else this.#waits.push({ test, resolve });
    });
  }

  /** Calls `reader` with each outcome from now on, and with nothing when the queue is idle. Returns what stops that. */
  read(reader: (outcome?: JobOutcome) => void): () => void {
    this.#isWatched = true;
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** The jobs that run: an array that stays up to date, as in async. */
  list(): Job[] {
    if (this.#listed === undefined) {
      this.#listed = [];
      for (let job = this.#newest; job !== null;) {
        const { next } = job;
        this.#listed.push(job);
        job.prev = job.next = null;
        job = next;
      }
      this.#listed.reverse();
    }
    return this.#listed;
  }

  /** Tells everybody who waits for the end. */
  becomeIdle(): void {
    this.#rate?.stop();
    if (!this.#isWatched) return;
    this.#fire('drain');
    for (const reader of this.#readers) reader();
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
      this.#watches ??= new SignalWatches((jobs, reason) => this.#abandon(jobs, reason));
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
    this.#fire('full', this.waiting.length);
    return { reason: new OverloadError(this.name, 'maxWaiting', this.#options.maxWaiting ?? 0) };
  }

  /** Whether one more job may wait. Those that start in the next microtask do not wait. */
  #hasRoom(): boolean {
    const { maxWaiting = Infinity } = this.#options;
    if (maxWaiting === Infinity) return true;
    const slots = this.paused ? 0 : Math.max(0, this.#limit - this.runs);
    const starts = this.#rate === undefined ? slots : this.#rate.available(slots);
    const jobs = starts === 0 ? 0 : starts * (this.isBatch ? this.#payload || Infinity : 1);
    return this.waiting.length < maxWaiting + jobs;
  }

  #startNext(job: Job): void {
    this.#begin(job);
    this.#start(job);
  }

  #startBatch(): void {
    const members: Job[] = [];
    const size = this.#payload || Infinity;
    for (let job = this.waiting.shift(); job !== null; job = members.length < size ? this.waiting.shift() : null) {
      members.push(job);
    }
    const leader = new Job<unknown>(
      members.map((job) => job.data),
      ignore,
      members[0]?.context,
    );
    leader.extra = new JobExtra();
    leader.extra.members = members;
    for (const job of members) {
      if (job.extra !== undefined) job.extra.leader = leader;
      this.#begin(job);
    }
    this.#start(leader);
  }

  #begin(job: Job): void {
    if (this.#listed !== undefined) this.#listed.push(job);
    else {
      const newest = this.#newest;
      if (newest !== null) newest.prev = job;
      job.next = newest;
      this.#newest = job;
    }
    const { extra } = job;
    if (extra === undefined) return;
    extra.isRunning = true;
    extra.bounds?.startTimer((timeout) => this.#abandon([job], new TimeoutError(`${this.name}: the job`, timeout)));
  }

  #start(job: Job): void {
    this.runs += 1;
    if (this.#isWatched) {
      if (this.waiting.length === 0) this.#fire('empty');
      if (this.runs === this.#limit) this.#fire('saturated');
      // A handler of these events may have given the job up.
      if (job.taker === null) return;
    }
    this.#calling = job;
    if (job.context === undefined) this.#call(job);
    else runInContext(job.context, this.#call, this, job);
    this.#calling = undefined;
  }

  /** Calls the worker; its synchronous throw is a failure of the job. */
  #call(job: Job): void {
    // A method call would give it this engine as its `this`.
    const worker = this.#worker;
    try {
      if (job.extra === undefined && this.#kind === CALLBACK) worker(job.data, outcome.bind(this, job));
      else if (this.#kind === WITHHELD && job.extra?.task === undefined) this.#callAsync(job, worker);
      else this.#callTask(job, job.extra);
    } catch (error) {
      // After its callback has been called, what comes out of the worker may be the exception of that callback.
      if (job.taker === null && !job.extra?.isGone) throwLater(error);
      else this.fail(job, error);
    }
  }

  #callAsync(job: Job, worker: Worker): void {
    const promise = worker.length > 1 ? worker(job.data, new Scope((job.extra ??= new JobExtra()))) : worker(job.data);
    const slot = this.#freeSlots.pop() ?? new PromiseSlot(this, this.#freeSlots);
    slot.follow(job, promise as Promise<unknown>);
  }

  #callTask(job: Job, extra: JobExtra | undefined): void {
    const callback = outcome.bind(this, job);
    if (extra !== undefined && (isBounded(job) || extra.members?.some(isBounded))) {
      Object.defineProperty(callback, 'signal', { get: () => extra.signal });
    }
    const failure = (reason: unknown): unknown => {
      (job.extra ??= new JobExtra()).rejection = { reason };
      return toPeerError(reason);
    };
    if (extra?.task !== undefined) extra.task(callback, failure);
    else invokeAs(this.#kind, this.#worker, undefined, [job.data], callback, failure);
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
    const { extra } = job;
    if (job.taker === null) {
      this.#finishLate(job, error, value);
      return;
    }
    // The slot is free when the job's callback runs, as in async.
    this.runs -= 1;
    const members = extra?.members;
    // The worker runs in the context of the job; so does a callback from inside it, and the reaction to its promise.
    if (this.#calling === job || (this.#kind === WITHHELD && extra?.task === undefined)) {
      (members?.[0] ?? job).context = undefined;
    }
    const thrown =
      members === undefined
        ? this.#settle(job, error, count, value, extra?.rejection)
        : this.#settleBatch(job, members, error, count, value, extra?.rejection);
    this.#goOn(true);
    if (thrown !== undefined) throw thrown.error;
  }

  /** An outcome of a job that has one already. */
  #finishLate({ data, extra }: Job, error: unknown, value: unknown): void {
    if (!extra?.isGone) throw calledTwice();
    extra.isGone = false;
    if (!extra.isEcho(error)) this.#fire('late', outcomeOf(data, error, value));
  }

  #goOn(slotIsFree: boolean): void {
    if (this.#isWatched && slotIsFree && this.runs <= this.#limit - this.buffer) this.#fire('unsaturated');
    if (this.runs === 0 && this.waiting.length === 0) this.becomeIdle();
    if (!this.#busy) this.process();
  }

  #settleBatch(
    leader: Job,
    members: readonly Job[],
    error: unknown,
    count: number,
    value: unknown,
    rejection: Rejection | undefined,
  ): Thrown | undefined {
    leader.taker = null;
    let thrown: Thrown | undefined;
    for (const job of members) {
      if (job.taker !== null) thrown = this.#settle(job, error, count, value, rejection) ?? thrown;
    }
    return thrown;
  }

  /** Ends a running job: hands it the outcome, then to the queue's `error` event. Returns what the job's callback threw. */
  #settle(
    job: Job,
    error: unknown,
    count: number,
    value: unknown,
    rejection: Rejection | undefined,
  ): Thrown | undefined {
    this.#unlist(job);
    release(job);
    const thrown = hand(job, error, count, value, rejection);
    if (this.#isWatched) this.#report(job.data, error, value);
    return thrown;
  }

  #report(data: unknown, error: unknown, value: unknown): void {
    if (error != null) this.#fire('error', error, data);
    for (const reader of this.#readers) reader(outcomeOf(data, error, value));
  }

  #unlist(job: Job): void {
    if (this.#listed !== undefined) {
      this.#listed.splice(this.#listed.indexOf(job), 1);
      return;
    }
    const { prev, next } = job;
    if (prev === null) this.#newest = next;
    else prev.next = next;
    if (next !== null) next.prev = prev;
    job.prev = job.next = null;
  }

  /** Fails a job before its worker does. */
  #giveUp(job: Job, reason: unknown): void {
    if (job.extra?.isRunning) this.#unlist(job);
    release(job);
    const error = toPeerError(reason);
    throwSoon(hand(job, error, 0, undefined, { reason }));
    this.#report(job.data, error, undefined);
  }

  /** Fails jobs wherever they are. The slot of a worker that nobody waits for any more is free at once. */
  #abandon(jobs: Iterable<Job>, reason: unknown): void {
    const busy = this.#busy;
    // Nothing starts before the last of them has gone.
    this.#busy = true;
    let freed = false;
    for (const job of jobs) {
      const { extra } = job;
      if (job.taker === null || extra === undefined || extra.isGone) continue;
      const leader = extra.leader ?? job;
      if (!extra.isRunning) this.waiting.removeLink(job as never);
      else if (leader === job || isLast(job, leader)) {
        // Nobody waits for this call of the worker any more.
        this.runs -= 1;
        freed = true;
        if (leader !== job) leader.taker = null;
        if (leader.extra !== undefined) leader.extra.isGone = true;
      }
      this.#giveUp(job, reason);
      if (leader.extra?.isGone) leader.extra.abort(reason);
    }
    this.#busy = busy;
    this.#goOn(freed);
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

/** Whether all others of the batch have their outcome. */
function isLast(job: Job, leader: Job): boolean {
  return !leader.extra?.members?.some((other) => other !== job && other.taker !== null);
}

function isBounded(job: Job): boolean {
  return job.extra?.bounds !== undefined;
}

/** Nothing may give the job up any more. */
function release(job: Job): void {
  if (job.extra !== undefined) job.extra.bounds?.release(job);
}

/** Hands the job its outcome. Returns what its callback threw. */
function hand(
  job: Job,
  error: unknown,
  count: number,
  value: unknown,
  rejection: Rejection | undefined,
): Thrown | undefined {
  const { taker, context } = job;
  job.taker = null;
  return deliver(taker as Taker, context, error, count, value, rejection);
}

function throwSoon(thrown: Thrown | undefined): void {
  if (thrown !== undefined) throwLater(thrown.error);
}

function outcomeOf(data: unknown, error: unknown, value: unknown): JobOutcome {
  return error != null ? { data, error } : { data, value };
}

/** Bound to engine and job, it is the callback of one call of the worker: a bound function costs less than a closure. */
function outcome(this: QueueEngine, job: Job, error?: unknown, value?: unknown): void {
  // Rest parameters would make an array for every job.
  const count = arguments.length - 2;
  // eslint-disable-next-line prefer-rest-params -- See above; several values are rare.
  this.finish(job, error, count, count > 1 ? Array.prototype.slice.call(arguments, 2) : value);
}
