// The job queue. One native microtask per generation of jobs: what a job enqueues runs in the next generation, so a
// promise takes as many ticks as a native one, and the microtasks of others get their turn in between.

let ring: unknown[] = /* @__PURE__ */ new Array(128).fill(undefined);
let mask = 127;
let head = 0;
let tail = 0;
let scheduled = false;
let run: (job: never, source: never) => void;
let idle: () => void;

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
  if (tail - head > mask) resize((mask + 1) * 2);
  ring[tail & mask] = job;
  ring[(tail + 1) & mask] = source;
  tail += 2;
  if (!scheduled) visit();
}

function drain(): void {
  scheduled = false;
  const end = tail;
  try {
    while (head < end) {
      const at = head & mask;
      const job = ring[at];
      const source = ring[at + 1];
      ring[at] = ring[at + 1] = undefined;
      head += 2;
      run(job as never, source as never);
    }
  } finally {
    // A job does not throw; should the machine itself fail, the rest still runs.
    if (head < end) visit();
  }
  if (head !== tail) return;
  // Positions stay small integers, and a burst gives its memory back.
  if (tail > 1e9) head = tail = 0;
  if (mask > 0xffff) resize(128);
  idle();
}

function resize(size: number): void {
  const larger: unknown[] = new Array(size).fill(undefined);
  for (let i = head; i < tail; i += 1) larger[i & (size - 1)] = ring[i & mask];
  ring = larger;
  mask = size - 1;
}
