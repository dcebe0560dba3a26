import type * as maps from './EventMap.cjs';
import type { EventProxy as Proxy, EventProxyConstructor, EventProxyOptions as ProxyOptions } from './EventProxy.cjs';
import type * as guards from './Guard.cjs';
import type * as events from './GuardEvent.cjs';
import type * as stores from './GuardStore.cjs';
import type * as iterate from './internal/iterate.cjs';
import type * as wait from './internal/wait.cjs';
import type { MemoryStore as Memory } from './MemoryStore.cjs';

declare const EventProxy: EventProxyConstructor & {
  readonly Guard: typeof guards.Guard;
  readonly MemoryStore: typeof Memory;
};

// The peer's `import EventProxy = require('eventproxy')` names the type of a proxy with the same word.
type EventProxy<E extends maps.EventMap<E> = maps.AnyEvents> = Proxy<E>;

declare namespace EventProxy {
  type AnyData = maps.AnyData;
  type AnyEvent<E, N> = maps.AnyEvent<E, N>;
  type AnyEvents = maps.AnyEvents;
  type EventData<E, N> = maps.EventData<E, N>;
  type EventMap<E> = maps.EventMap<E>;
  type EventName<E> = maps.EventName<E>;
  type EventNames<E> = maps.EventNames<E>;
  type FirstData<E, N> = maps.FirstData<E, N>;
  type FirstDatas<E, L extends readonly unknown[]> = maps.FirstDatas<E, L>;
  type FlatNames<L extends readonly unknown[]> = maps.FlatNames<L>;
  type EventProxyOptions = ProxyOptions;
  type EventsOptions = iterate.EventsOptions;
  type WaitOptions = wait.WaitOptions;
  type Guard<K = unknown> = guards.Guard<K>;
  type GuardOptions<K = unknown> = guards.GuardOptions<K>;
  type CallerOptions = guards.CallerOptions;
  type Flight<K = unknown> = guards.Flight<K>;
  type Guarded<A extends unknown[], V> = guards.Guarded<A, V>;
  type GuardCounters = events.GuardCounters;
  type GuardEvent<K = unknown> = events.GuardEvent<K>;
  type GuardEntry<V = unknown> = stores.GuardEntry<V>;
  type GuardStore<K = unknown> = stores.GuardStore<K>;
  type MemoryStore<K = unknown> = Memory<K>;
}

export = EventProxy;
