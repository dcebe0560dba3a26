// The job queue. One native microtask per generation of jobs: what a job enqueues runs in the next generation, so a
// promise takes as many ticks as a native one, and the microtasks of others get their turn in between.

import { longer } from './longer.js';

// Jobs and their sources in turn. Two lists that grow and stay: one fills while the other runs.
let jobs: unknown[] = [];
let spare: unknown[] = [];
let count = 0;
let scheduled = false;
let run: (job: never, source: never) => void;
let idle: () => void;

// A burst of more gives its memory back.
const KEPT = 0x10000;

// `then` of a settled native promise. (queueMicrotask makes an AsyncResource each time.)
const settled: Promise<void> = /* @__PURE__ */ Promise.resolve();
const nativeSchedule = (task: () => void): void => void settled.then(task);
let schedule = nativeSchedule;

/**
 * Sets what runs a job and what runs when no job is left.
 */
export function setRunners<J, S>(runJob: (job: J, source: S) => void, whenIdle: () => void): void {
  run = runJob;
  idle = whenIdle;
}

/** Replaces the native microtask; `undefined` brings it back. (Q's settable `nextTick`.) */
export function setSchedule(scheduler: ((task: () => void) => void) | undefined): void {
  schedule = scheduler ?? nativeSchedule;
}

/** Whether the next job would be the first of its generation, which runs in the context that is current now. */
export function isIdle(): boolean {
  return !scheduled;
}

/** Makes sure that the queue is visited, and `idle` called, even if no job comes. */
export function visit(): void {
  if (scheduled) return;
  scheduled = true;
  schedule(drain);
}

/** Adds a job: `run(job, source)` will be called in a microtask. */
export function enqueue(job: unknown, source: unknown): void {
  if (count === jobs.length) jobs = longer(jobs);
  jobs[count] = job;
  jobs[count + 1] = source;
  count += 2;
  if (!scheduled) visit();
}

function drain(): void {
  const now = jobs;
  const end = count;
  let at = 0;
  // A scheduler of Q's may call back at once, so this list is no spare one before it has run.
  jobs = spare;
  spare = [];
  count = 0;
  scheduled = false;
  try {
    while (at < end) {
      const job = now[at];
      const source = now[at + 1];
      now[at] = now[at + 1] = undefined;
      at += 2;
      run(job as never, source as never);
    }
  } finally {
    // A job does not throw; should the machine itself fail, the rest still runs.
    for (; at < end; at += 2) enqueue(now[at], now[at + 1]);
    if (end < KEPT) spare = now;
  }
  if (count === 0) idle();
}
