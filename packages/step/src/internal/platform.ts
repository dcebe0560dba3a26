/** What the watch for pending steps sees of a run. */
export interface Waiting {
  readonly sources: ArrayLike<unknown>;
  /** Place of the step that waits. */
  readonly index: number;
  /** Belongs to {@link Platform.track}; `undefined` while the run does not wait. */
  pending: unknown;
}

/** What the engine imports from `#platform`. */
export interface Platform {
  /** Notes that a run waits for its present step. */
  track: (run: Waiting) => void;
  /** Notes that a run waits no more. */
  untrack: (run: Waiting) => void;
  /** Calls the function after the present callback. */
  nextTick: (job: () => void) => void;
}
