export { EventProxy, EventProxy as default, type EventProxyConstructor, type EventProxyOptions } from './EventProxy.js';
export { type CallerOptions, type Flight, Guard, type Guarded, type GuardOptions } from './Guard.js';
export type { GuardCounters, GuardEvent } from './GuardEvent.js';
export type { GuardEntry, GuardStore } from './GuardStore.js';
export { MemoryStore } from './MemoryStore.js';
