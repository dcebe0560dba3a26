import { hooks, type Report } from './hooks.js';
import { isUnhandledQ, QPromise } from './QPromise.js';
import { listen, unchecked } from '../SluicePromise.js';

// Q's way of reporting: `process` emits the two events with Q's promise, and a process without a listener goes on.

interface Host {
  emit?: (event: string, ...args: unknown[]) => void;
  nextTick?: (task: () => void) => void;
}

const host = (): Host => (globalThis as { process?: Host }).process ?? {};
// Weak, so that a promise nobody looks at any more is forgotten; Q keeps every reason for ever.
let reported: WeakRef<QPromise>[] = [];
let isTracking = true;

const asText = (reason: unknown): unknown =>
  (reason as { stack?: unknown } | null | undefined)?.stack ?? `(no stack) ${String(reason)}`;
const alive = (): QPromise[] => reported.map((ref) => ref.deref()).filter(isUnhandledQ);

/** `Q.getUnhandledReasons`. */
export function getUnhandledReasons(): unknown[] {
  return isTracking
    ? [...alive(), ...(unchecked as unknown[]).filter(isUnhandledQ)].map((promise) => asText(promise.exception))
    : [];
}

/** `Q.resetUnhandledRejections`. */
export function resetUnhandledRejections(): void {
  for (const promise of unchecked.filter(isUnhandledQ)) listen(promise, () => undefined);
  reported = [];
  isTracking = true;
}

/** `Q.stopUnhandledRejectionTracking`. */
export function stopUnhandledRejectionTracking(): void {
  resetUnhandledRejections();
  isTracking = false;
}

/** Takes over the reports of Q's promises. */
export function installReports(): void {
  const native = hooks.unhandled;
  hooks.unhandled = (promise, reason): Report => {
    if (!(promise instanceof QPromise)) return native(promise, reason);
    let wasEmitted = false;
    if (isTracking) {
      if (reported.length > 999) reported = alive().map((one) => new WeakRef(one));
      reported.push(new WeakRef(promise));
      // After the microtasks that are due: a handler that is attached by one of them is in time.
      host().nextTick?.(() => {
        if (!isTracking || !isUnhandledQ(promise)) return;
        wasEmitted = true;
        host().emit?.('unhandledRejection', reason, promise);
      });
    }
    return {
      catch: () => {
        if (wasEmitted) host().emit?.('rejectionHandled', asText(reason), promise);
      },
    };
  };
}
