import * as platform from '#platform';

/** What {@link track} returns; opaque. */
export type Pending = object | undefined;

/** @internal */
export interface Platform {
  track: (pending: Pending, index: number, name: string) => Pending;
  untrack: (pending: Pending) => void;
  nextTick: (job: () => void) => void;
}

/** Notes that a run waits for its step number `index`. The arguments are what it has returned last, `index` and the name. */
export const track: Platform['track'] = platform.track;

/** Notes that a run waits no more. */
export const untrack: Platform['untrack'] = platform.untrack;

/** Calls the function after the present callback. */
export const nextTick: Platform['nextTick'] = platform.nextTick;
