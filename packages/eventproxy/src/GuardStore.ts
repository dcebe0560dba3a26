import type { MaybePromise } from '@sluice/core';

/** A kept value, as a {@link GuardStore} holds it. */
export interface GuardEntry<V = unknown> {
  readonly value: V;
  /** Until when the value is fresh: milliseconds since 1970, as `Date.now()` gives them. `Infinity`: for ever. */
  readonly expires: number;
}

/**
 * Where a `Guard` keeps values. Each method may return a promise; a guard with a store whose methods do not stays
 * synchronous.
 *
 * A method that throws or rejects counts as a miss, and is reported as the event `storeFailed`; the loading goes on. An
 * entry may vanish at any time. Entries past `expires` are still asked for, where the guard serves stale values.
 *
 * @typeParam K - Key.
 */
export interface GuardStore<K = unknown> {
  /** Returns the entry of `key`, or undefined. */
  get(key: K): MaybePromise<GuardEntry | undefined>;
  /**
   * Keeps an entry.
   *
   * @param keepFor - Milliseconds after which the guard has no use for the entry, stale serving included. May be
   *   `Infinity`.
   */
  set(key: K, entry: GuardEntry, keepFor: number): unknown;
  /** Removes the entry of `key`, if there is one. */
  delete(key: K): unknown;
}
