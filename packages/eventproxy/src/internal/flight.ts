import type { GuardEntry } from '../GuardStore.js';

type Answer = (failed: boolean, value: unknown) => void;

// One run of one key. The task gets it, and sees `key` and `signal`.
export class FlightRecord<K> {
  readonly key: K;
  // Refreshes a stale value: nobody needs to wait for it.
  readonly background: boolean;
  waiting = 0;
  // Settled or cancelled: nobody can join any more.
  over = false;
  // What it brings is not kept.
  forgotten = false;
  // A value to serve while the flight is in the map: what is refreshed, or what is being saved.
  kept: GuardEntry | undefined;
  // Callers without signal and timeout share one promise, the cheapest fan-out there is; they cannot leave.
  shared: Promise<unknown> | undefined;
  readonly answers = new Set<Answer>();
  reject: ((reason: unknown) => void) | undefined;
  // Made on demand, since it costs more than the rest of a flight.
  #controller: AbortController | undefined;
  #aborted: [reason: unknown] | undefined;

  constructor(key: K, background: boolean) {
    this.key = key;
    this.background = background;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort(this.#aborted[0]);
    return this.#controller.signal;
  }

  cancel(reason: unknown): void {
    this.over = true;
    this.#aborted = [reason];
    this.#controller?.abort(reason);
    this.reject?.(reason);
  }
}
