// The untyped form is as loose as the peer: listeners of any shape are accepted, and their parameters inferred.
/** Arguments of an event that nothing is known of. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- `unknown` would refuse `(user: User) => …` as a listener
export type AnyData = any[];

/** Events of an untyped proxy. */
export type AnyEvents = Record<PropertyKey, AnyData>;

/** What the events of a typed proxy must look like: for each name the arguments of its listeners. */
export type EventMap<E> = { [N in keyof E]: readonly unknown[] };

/** Names of the events; `error` exists in every proxy. */
export type EventName<E> = keyof E | 'error';

/** What is emitted with event `N`. */
export type EventData<E, N> = N extends keyof E ? (E[N] extends readonly unknown[] ? E[N] : never) : AnyData;

/** The first argument of event `N`, which is what barriers keep. */
export type FirstData<E, N> = EventData<E, N> extends readonly [] ? undefined : EventData<E, N>[0];

/** First arguments of several events, in their order. */
// The clause tells TypeScript before 5.4 that a mapped list is a list.
export type FirstDatas<E, L extends readonly unknown[]> = {
  -readonly [I in keyof L]: FirstData<E, L[I]>;
} extends infer D extends unknown[]
  ? D
  : never;

/** An event name, or a list of them. */
export type EventNames<E> = EventName<E> | readonly EventName<E>[];

/** A list of names, with the lists in it put in place. */
export type FlatNames<L extends readonly unknown[]> = L extends readonly [infer H, ...infer T]
  ? [...(H extends readonly unknown[] ? H : [H]), ...FlatNames<T>]
  : L extends readonly []
    ? []
    : (L[number] extends infer X ? (X extends readonly (infer Y)[] ? Y : X) : never)[];

/** What `any` hands out: one event of several. */
export type AnyEvent<E, N> = N extends unknown ? { readonly data: FirstData<E, N>; readonly eventName: N } : never;
