import type { EventProxy as Proxy, EventProxyConstructor, EventProxyOptions as ProxyOptions } from './EventProxy.cjs';
import type * as guards from './Guard.cjs';
import type * as events from './GuardEvent.cjs';
import type * as stores from './GuardStore.cjs';
import type { MemoryStore as Memory } from './MemoryStore.cjs';

declare const EventProxy: EventProxyConstructor & {
  readonly Guard: typeof guards.Guard;
  readonly MemoryStore: typeof Memory;
};

declare namespace EventProxy {
  type EventProxy = Proxy;
  type EventProxyOptions = ProxyOptions;
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
