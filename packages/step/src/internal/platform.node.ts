import { label } from './label.js';
import type { Platform, Waiting } from './platform.js';

// Steps that are pending when the process would end are reported. Most runs are over within a few milliseconds: until then
// the run itself is kept, in the cheapest way there is. After that a mark stands for it, a place and a name, so that an
// abandoned run can be collected.
class Mark {
  prev: Mark = this;
  next: Mark = this;
  index = 0;
  name = '';
}

interface Host {
  on?: (event: 'beforeExit', listener: () => void) => unknown;
  off?: (event: 'beforeExit', listener: () => void) => unknown;
  nextTick?: (job: () => void) => void;
}

// An array of its own for each YOUNG milliseconds: a pointer to a run costs more in an old one, for the sake of the
// garbage collector. `pending` of a run is its place in here, later its mark.
let young: (Waiting | undefined)[] = [];
let count = 0;
const YOUNG = 10;
const marks: Mark = /* @__PURE__ */ new Mark();
// Not queueMicrotask, which makes an AsyncResource for each call in Node.js.
const settled: Promise<void> = /* @__PURE__ */ Promise.resolve();
// Not the one of the time of the call, which may be a test's.
const { setTimeout } = globalThis;
let listening = false;
let timing = false;
let leaving = false;
// How often in a row all runs have been over, and the next one began in the same tick.
let busy = 0;
const BUSY = 16;

const host = (): Host | undefined => (globalThis as { process?: Host }).process;

export const track: Platform['track'] = (run) => {
  const { pending } = run;
  if (pending instanceof Mark) note(pending, run);
  else if (pending === undefined) {
    run.pending = count;
    young[count] = run;
    count += 1;
    if (!listening) listen();
    if (!timing) startTimer();
  }
};

export const untrack: Platform['untrack'] = (run) => {
  const { pending } = run;
  if (pending === undefined) return;
  run.pending = undefined;
  if (pending instanceof Mark) detach(pending);
  else {
    // The last one takes the place.
    count -= 1;
    const last = young[count] as Waiting;
    young[count] = undefined;
    if (last !== run) {
      young[pending as number] = last;
      last.pending = pending;
    }
  }
  if (!isEmpty()) return;
  // Adding and removing a listener of `process` costs as much as three steps, so it stays for the rest of this tick: the
  // next run may have started by then. Where one run follows the other all the time, even a microtask for each is too
  // much, and the timer does it.
  if (busy >= BUSY) startTimer();
  else if (!leaving) {
    leaving = true;
    void settled.then(leave);
  }
};

export const nextTick: Platform['nextTick'] = (job) => (host()?.nextTick ?? queueMicrotask)(job);

function isEmpty(): boolean {
  return count === 0 && marks.next === marks;
}

function note(mark: Mark, { sources, index }: Waiting): void {
  mark.index = index;
  mark.name = (sources[index] as () => unknown).name;
  if (mark.next !== mark) return;
  mark.prev = marks.prev;
  mark.next = marks;
  marks.prev.next = mark;
  marks.prev = mark;
  if (!listening) listen();
}

function detach(mark: Mark): void {
  mark.prev.next = mark.next;
  mark.next.prev = mark.prev;
  mark.prev = mark.next = mark;
}

function startTimer(): void {
  if (timing) return;
  timing = true;
  (setTimeout(sweep, YOUNG) as { unref?: () => void }).unref?.();
}

function age(): void {
  const runs = young as Waiting[];
  const end = count;
  young = [];
  count = 0;
  for (let i = 0; i < end; i += 1) {
    const run = runs[i] as Waiting;
    const mark = new Mark();
    run.pending = mark;
    note(mark, run);
  }
}

function sweep(): void {
  timing = false;
  age();
  if (isEmpty()) stop();
}

function leave(): void {
  leaving = false;
  if (isEmpty()) stop();
  else busy += 1;
}

function listen(): void {
  listening = true;
  host()?.on?.('beforeExit', report);
}

function stop(): void {
  listening = false;
  busy = 0;
  host()?.off?.('beforeExit', report);
}

function report(): void {
  age();
  const { next: first, prev: last } = marks;
  while (marks.next !== marks) detach(marks.next);
  stop();
  if (first === marks) return;
  const others = first === last ? '' : ' (and steps of other runs)';
  const where = `${label(first.index, first.name)}${others}`;
  throw Object.assign(
    new Error(`Step: the process would end while ${where} still waits; was its callback never called?`),
    { code: 'ERR_SLUICE_STEP_PENDING' as const },
  );
}
