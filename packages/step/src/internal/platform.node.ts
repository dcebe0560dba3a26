import { label } from './label.js';
import type { Platform } from './platform.js';

// Steps that are pending when the process would end are reported. A mark holds the place of a step and nothing else, so
// that an abandoned run can be collected.
export class Mark {
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

const list: Mark = /* @__PURE__ */ new Mark();
// Not queueMicrotask, which makes an AsyncResource for each call in Node.js.
const settled: Promise<void> = /* @__PURE__ */ Promise.resolve();
let listening = false;
let sweeping = false;
// How often in a row a sweep has found another run.
let busy = 0;
const BUSY = 16;

const host = (): Host | undefined => (globalThis as { process?: Host }).process;

export const track: Platform['track'] = (known, index, name) => {
  const mark = (known as Mark | undefined) ?? new Mark();
  mark.index = index;
  mark.name = name;
  if (mark.next === mark) {
    mark.prev = list.prev;
    mark.next = list;
    list.prev.next = mark;
    list.prev = mark;
    if (!listening) {
      listening = true;
      host()?.on?.('beforeExit', report);
    }
  }
  return mark;
};

export const untrack: Platform['untrack'] = (known) => {
  const mark = known as Mark | undefined;
  if (mark === undefined || mark.next === mark) return;
  mark.prev.next = mark.next;
  mark.next.prev = mark.prev;
  mark.prev = mark.next = mark;
  if (list.next !== list || sweeping) return;
  // Adding and removing a listener of `process` costs as much as three steps, so it stays for the rest of this tick: the
  // next run may have started by then. Where one run follows the other all the time, even a microtask for each is too
  // much, and a look once in a millisecond takes its place.
  sweeping = true;
  if (busy < BUSY) void settled.then(sweep);
  else (setTimeout(sweep, 1) as { unref?: () => void }).unref?.();
};

export const nextTick: Platform['nextTick'] = (job) => (host()?.nextTick ?? queueMicrotask)(job);

function sweep(): void {
  sweeping = false;
  if (list.next === list) stop();
  else busy += 1;
}

function stop(): void {
  listening = false;
  busy = 0;
  host()?.off?.('beforeExit', report);
}

function report(): void {
  const { next: first, prev: last } = list;
  list.prev = list.next = list;
  stop();
  if (first === list) return;
  const others = first === last ? '' : ' (and steps of other runs)';
  const where = `${label(first.index, first.name)}${others}`;
  throw Object.assign(
    new Error(`Step: the process would end while ${where} still waits; was its callback never called?`),
    { code: 'ERR_SLUICE_STEP_PENDING' as const },
  );
}
