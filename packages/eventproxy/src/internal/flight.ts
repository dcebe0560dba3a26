import type { GuardEntry } from '../GuardStore.js';

type Answer = (failed: boolean, value: unknown) => void;

// One run of one key. The task gets it, and sees `key` and `signal`.
export class FlightRecord<K> {
  readonly key: K;
  waiting = 0;
  // Settled or cancelled: nobody can join any more.
  over = false;
  // What it brings is not kept.
  forgotten = false;
  readonly answers = new Set<Answer>();
  // A value to serve while the flight is in the map: what is refreshed, or what is being saved.
  // With one from the start, nobody needs to wait for the flight.
  kept: GuardEntry | undefined;
  // Callers without signal and timeout share one promise, the cheapest fan-out there is; they cannot leave.
  declare shared: Promise<unknown> | undefined;
  // Ends the flight, until it has ended.
  declare land: Answer | undefined;
  // Made on demand, since it costs more than the rest of a flight.
  declare controller: AbortController | undefined;

  constructor(key: K, kept?: GuardEntry) {
    this.key = key;
    this.kept = kept;
  }

  get signal(): AbortSignal {
    return this.control().signal;
  }

  control(): AbortController {
    return (this.controller ??= new AbortController());
  }
}
