/** What waits for a promise without being a promise itself: no child, no closure. */
export abstract class Reaction {
  /** Called in a job of its own when the promise is settled. Must not throw. */
  abstract run(fulfilled: boolean, value: unknown): void;

  /** Called, in the turn of the `notify`, for progress of the promise while it is pending. */
  progress(_value: unknown): void {
    // Most reactions do not look at it.
  }
}
