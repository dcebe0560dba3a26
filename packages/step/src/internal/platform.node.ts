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
let listening = false;
let sweeping = false;

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
  // Adding and removing a listener of `process` costs as much as three steps. A program that starts one run after the
  // other pays it once: the listener goes when nothing has come in the rest of this tick.
  if (list.next === list && !sweeping) {
    sweeping = true;
    queueMicrotask(sweep);
  }
};

export const nextTick: Platform['nextTick'] = (job) => (host()?.nextTick ?? queueMicrotask)(job);

function sweep(): void {
  sweeping = false;
  if (list.next === list) stop();
}

function stop(): void {
  listening = false;
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
