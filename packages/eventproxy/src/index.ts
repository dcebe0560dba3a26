export type {
  AnyData,
  AnyEvent,
  AnyEvents,
  EventData,
  EventMap,
  EventName,
  EventNames,
  FirstData,
  FirstDatas,
  FlatNames,
} from './EventMap.js';
export { EventProxy, EventProxy as default, type EventProxyConstructor, type EventProxyOptions } from './EventProxy.js';
export type { CallerOptions, Flight, Guarded, GuardOptions } from './Guard.js';
export type { GuardCounters, GuardEvent } from './GuardEvent.js';
export type { GuardEntry, GuardStore } from './GuardStore.js';
export type { EventsOptions } from './internal/iterate.js';
export { Guard } from './internal/provided.js';
export type { WaitOptions } from './internal/wait.js';
export { MemoryStore } from './MemoryStore.js';
