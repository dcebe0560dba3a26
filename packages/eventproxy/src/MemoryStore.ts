import { checkCount } from '@sluice/core';
import type { GuardEntry, GuardStore } from './GuardStore.js';

/**
 * A bounded store in this process: when it is full, the entry that was used least recently gives way.
 *
 * Entries that the guard has no use for any more are dropped when they are asked for; there is no timer.
 *
 * @typeParam K - Key; compared as in `Map`.
 * @example
 * ```ts
 * import { Guard, MemoryStore } from '@sluice/eventproxy';
 *
 * const guard = new Guard({ ttl: 60_000, store: new MemoryStore({ max: 10_000 }) });
 *
 * await guard.run('answer', async () => 42); // => 42
 * ```
 */
export class MemoryStore<K = unknown> implements GuardStore<K> {
  readonly #entries = new Map<K, { readonly entry: GuardEntry; readonly until: number }>();
  readonly #max: number;

  /**
   * @param options.max - Most entries: an integer of at least 1, or `Infinity`. Default: 1000.
   * @throws {RangeError} `ERR_SLUICE_LIMIT` when `max` is no such number.
   */
  constructor({ max = 1000 }: { readonly max?: number } = {}) {
    checkCount('MemoryStore', 'max', max, 1);
    this.#max = max;
  }

  /** Entries held. */
  get size(): number {
    return this.#entries.size;
  }

  /** Returns the entry of `key`, which becomes the most recently used one. */
  get(key: K): GuardEntry | undefined {
    const kept = this.#entries.get(key);
    this.#entries.delete(key);
    if (!kept || Date.now() >= kept.until) return undefined;
    this.#entries.set(key, kept);
    return kept.entry;
  }

  /** Keeps an entry for `keepFor` milliseconds at most. */
  set(key: K, entry: GuardEntry, keepFor: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { entry, until: Date.now() + keepFor });
    if (this.#entries.size > this.#max) this.#entries.delete(this.#entries.keys().next().value as K);
  }

  /** Removes the entry of `key`. */
  delete(key: K): void {
    this.#entries.delete(key);
  }

  /** Removes every entry. */
  clear(): void {
    this.#entries.clear();
  }
}
