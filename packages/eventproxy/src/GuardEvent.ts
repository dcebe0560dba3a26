interface KeyedEvent<T extends string, K> {
  readonly type: T;
  readonly key: K;
}

/**
 * What happens in a `Guard`, told to its `onEvent`:
 *
 * - `started`: a task was called; `background` when it refreshes a stale value.
 * - `joined`: a caller joined a flight under way; `waiting` callers wait on it now, this one included.
 * - `served`: `callers` callers got a kept value, or a kept failure, instead of a flight's; `stale`: past its `ttl`.
 * - `refused`: a caller was refused, because the bound `limit` is reached.
 * - `timedOut`: a flight took longer than the guard's `timeout`, or (`caller`) one caller waited longer than its own.
 * - `failed`: a task failed with `error`.
 * - `refreshed`: a background refresh has replaced a stale value.
 * - `abandoned`: the last caller of a flight has left, with `reason`; its signal is aborted.
 * - `storeFailed`: the store's `operation` threw or rejected with `error`, which counts as a miss.
 *
 * @typeParam K - Key.
 */
export type GuardEvent<K = unknown> =
  | (KeyedEvent<'started', K> & { readonly background: boolean })
  | (KeyedEvent<'joined', K> & { readonly waiting: number })
  | (KeyedEvent<'served', K> & { readonly stale: boolean; readonly callers: number })
  | (KeyedEvent<'refused', K> & { readonly limit: 'maxWaiting' | 'maxKeys' })
  | (KeyedEvent<'timedOut', K> & { readonly timeout: number; readonly caller: boolean })
  | (KeyedEvent<'failed', K> & { readonly error: unknown; readonly background: boolean })
  | KeyedEvent<'refreshed', K>
  | (KeyedEvent<'abandoned', K> & { readonly reason: unknown })
  | (KeyedEvent<'storeFailed', K> & { readonly operation: 'get' | 'set' | 'delete'; readonly error: unknown });

/** How often each {@link GuardEvent} has happened; `served` counts callers. */
export type GuardCounters = Record<GuardEvent['type'], number>;
