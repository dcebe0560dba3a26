// The types of the entry for Q. `any` stays, as in @types/q, where `unknown` would refuse code: for what reaches a
// handler's parameter (`(error: Error) => …`) or is read (`state.reason.message`), and for the objects and arguments that
// are handed in (an object literal with `this` in its methods).
/* eslint-disable @typescript-eslint/no-explicit-any -- see above */

/** A value or a promise of it. */
export type Whenable<T> = PromiseLike<T> | T;

/** What `inspect()` gives. */
export interface QState<T> {
  state: 'fulfilled' | 'rejected' | 'pending';
  value?: T | undefined;
  reason?: any;
}

/** What `Q.defer()` gives; its functions may be used detached. */
export interface QDeferred<T> {
  promise: QPromiseOf<T>;
  resolve(value?: Whenable<T>): void;
  fulfill(value?: T): void;
  reject(reason?: unknown): void;
  notify(progress?: unknown): void;
  makeNodeResolver(): (reason?: unknown, value?: T) => void;
}

/** A promise of Q: control flow, state, and messages to the object that it stands for. */
export interface QPromiseOf<T> {
  readonly [Symbol.toStringTag]: string;
  then<U>(
    onFulfill?: ((value: T) => Whenable<U>) | null,
    onReject?: ((error: any) => Whenable<U>) | null,
    onProgress?: ((progress: any) => unknown) | null,
  ): QPromiseOf<U>;
  then<U = T, V = never>(
    onFulfill?: ((value: T) => Whenable<U>) | null,
    onReject?: ((error: any) => Whenable<V>) | null,
    onProgress?: ((progress: any) => unknown) | null,
  ): QPromiseOf<U | V>;
  catch<U>(onRejected: (reason: any) => Whenable<U>): QPromiseOf<U>;
  fail<U>(onRejected: (reason: any) => Whenable<U>): QPromiseOf<U>;
  finally(callback?: (() => unknown) | null): QPromiseOf<T>;
  fin(callback: () => unknown): QPromiseOf<T>;
  progress(onProgress: (progress: any) => unknown): QPromiseOf<T>;
  spread<U>(onFulfill: (...args: any[]) => Whenable<U>, onReject?: (reason: any) => Whenable<U>): QPromiseOf<U>;
  tap(onFulfilled: (value: T) => unknown): QPromiseOf<T>;
  done(
    onFulfilled?: ((value: T) => unknown) | null,
    onRejected?: ((reason: any) => unknown) | null,
    onProgress?: ((progress: any) => unknown) | null,
  ): void;
  timeout(ms: number, message?: unknown): QPromiseOf<T>;
  delay(ms: number): QPromiseOf<T>;
  thenResolve<U>(value: U): QPromiseOf<U>;
  thenReject<U = T>(reason?: unknown): QPromiseOf<U>;
  nodeify(callback?: ((reason: any, value: any) => void) | null): QPromiseOf<T>;
  join(other: Whenable<T>): QPromiseOf<T>;
  inspect(): QState<T>;
  isPending(): boolean;
  isFulfilled(): boolean;
  isRejected(): boolean;
  valueOf(): any;
  get<U>(name: PropertyKey): QPromiseOf<U>;
  set<U>(name: PropertyKey, value: any): QPromiseOf<U>;
  delete<U>(name: PropertyKey): QPromiseOf<U>;
  del<U>(name: PropertyKey): QPromiseOf<U>;
  post<U>(name: PropertyKey | null | undefined, args: any[]): QPromiseOf<U>;
  mapply<U>(name: PropertyKey | null | undefined, args: any[]): QPromiseOf<U>;
  invoke<U>(name: PropertyKey, ...args: any[]): QPromiseOf<U>;
  send<U>(name: PropertyKey, ...args: any[]): QPromiseOf<U>;
  mcall<U>(name: PropertyKey, ...args: any[]): QPromiseOf<U>;
  keys(): QPromiseOf<string[]>;
  fapply<U>(args: any[]): QPromiseOf<U>;
  fcall<U>(...args: any[]): QPromiseOf<U>;
  fbind<U>(...args: any[]): (...args: any[]) => QPromiseOf<U>;
  dispatch<U>(operation: string, args?: any[]): QPromiseOf<U>;
  all<U = unknown>(): QPromiseOf<U[]>;
  any<U = unknown>(): QPromiseOf<U>;
  race<U = unknown>(): QPromiseOf<U>;
  allSettled<U = unknown>(): QPromiseOf<QState<U>[]>;
  allResolved<U = unknown>(): QPromiseOf<QPromiseOf<U>[]>;
  nfapply<U>(args: any[]): QPromiseOf<U>;
  nfcall<U>(...args: any[]): QPromiseOf<U>;
  nfbind<U>(...args: any[]): (...args: any[]) => QPromiseOf<U>;
  denodeify<U>(...args: any[]): (...args: any[]) => QPromiseOf<U>;
  nbind<U>(self: any, ...args: any[]): (...args: any[]) => QPromiseOf<U>;
  npost<U>(name: PropertyKey, args?: any[]): QPromiseOf<U>;
  nmapply<U>(name: PropertyKey, args?: any[]): QPromiseOf<U>;
  ninvoke<U>(name: PropertyKey, ...args: any[]): QPromiseOf<U>;
  nsend<U>(name: PropertyKey, ...args: any[]): QPromiseOf<U>;
  nmcall<U>(name: PropertyKey, ...args: any[]): QPromiseOf<U>;
  /** Ours: a native promise with the same outcome. */
  readonly native: Promise<T>;
}

/** `Q.Promise`, with or without `new`. */
export interface QPromiseMaker {
  <T>(resolver: Resolver<T>): QPromiseOf<T>;
  new <T>(resolver: Resolver<T>): QPromiseOf<T>;
  all: QStatic['all'];
  race: QStatic['race'];
  resolve: QStatic['resolve'];
  reject: QStatic['reject'];
}

type Resolver<T> = (
  resolve: (value?: Whenable<T>) => void,
  reject: (reason?: unknown) => void,
  notify: (progress?: unknown) => void,
) => void;

type Bound<T> = (...args: any[]) => QPromiseOf<T>;

/** Q's function and namespace. */
export interface QStatic {
  (): QPromiseOf<void>;
  <T>(value: Whenable<T>): QPromiseOf<T>;
  defer<T>(): QDeferred<T>;
  Promise: QPromiseMaker;
  promise: QPromiseMaker;
  /** Only its prototype is of use, to add methods to Q's promises; calling it throws. */
  makePromise: { (): never; prototype: QPromiseOf<unknown> };
  resolve<T>(value?: Whenable<T>): QPromiseOf<T>;
  fulfill<T>(value?: T): QPromiseOf<T>;
  reject<T>(reason?: unknown): QPromiseOf<T>;
  when(): QPromiseOf<void>;
  when<T>(value: Whenable<T>): QPromiseOf<T>;
  when<T, U, V = never>(
    value: Whenable<T>,
    onFulfilled: ((value: T) => Whenable<U>) | null | undefined,
    onRejected?: ((reason: any) => Whenable<V>) | null,
    onProgress?: ((progress: any) => unknown) | null,
  ): QPromiseOf<U | V>;
  all<L extends readonly unknown[] | []>(
    promises: Whenable<L>,
  ): QPromiseOf<{ -readonly [K in keyof L]: Awaited<L[K]> }>;
  all<T>(promises: Whenable<Iterable<Whenable<T>>>): QPromiseOf<T[]>;
  any<T>(promises: readonly Whenable<T>[]): QPromiseOf<T>;
  race<T>(promises: readonly Whenable<T>[]): QPromiseOf<T>;
  allSettled<T>(promises: Whenable<readonly Whenable<T>[]>): QPromiseOf<QState<T>[]>;
  allResolved<T>(promises: Whenable<readonly Whenable<T>[]>): QPromiseOf<QPromiseOf<T>[]>;
  spread<T, U>(
    promises: Whenable<readonly Whenable<T>[]>,
    onFulfilled: (...args: T[]) => Whenable<U>,
    onRejected?: (reason: any) => Whenable<U>,
  ): QPromiseOf<U>;
  join<T>(x: Whenable<T>, y: Whenable<T>): QPromiseOf<T>;
  tap<T>(promise: Whenable<T>, callback: (value: T) => unknown): QPromiseOf<T>;
  thenResolve<T>(promise: Whenable<unknown>, value: T): QPromiseOf<T>;
  thenReject<T>(promise: Whenable<T>, reason?: unknown): QPromiseOf<T>;
  catch<T, U = never>(promise: Whenable<T>, onRejected: (reason: any) => Whenable<U>): QPromiseOf<T | U>;
  fail<T, U = never>(promise: Whenable<T>, onRejected: (reason: any) => Whenable<U>): QPromiseOf<T | U>;
  progress<T>(promise: Whenable<T>, onProgress: (progress: any) => unknown): QPromiseOf<T>;
  finally<T>(promise: Whenable<T>, callback: () => unknown): QPromiseOf<T>;
  fin<T>(promise: Whenable<T>, callback: () => unknown): QPromiseOf<T>;
  done<T>(
    promise: Whenable<T>,
    onFulfilled?: ((value: T) => unknown) | null,
    onRejected?: ((reason: any) => unknown) | null,
    onProgress?: ((progress: any) => unknown) | null,
  ): void;
  timeout<T>(promise: Whenable<T>, ms: number, message?: unknown): QPromiseOf<T>;
  delay<T>(value: Whenable<T>, ms: number): QPromiseOf<T>;
  delay(ms: number): QPromiseOf<void>;
  dispatch<T>(object: any, operation: string, args?: any[]): QPromiseOf<T>;
  get<T>(object: any, name: PropertyKey): QPromiseOf<T>;
  set<T>(object: any, name: PropertyKey, value: any): QPromiseOf<T>;
  delete<T>(object: any, name: PropertyKey): QPromiseOf<T>;
  del<T>(object: any, name: PropertyKey): QPromiseOf<T>;
  post<T>(object: any, name: PropertyKey | null | undefined, args: any[]): QPromiseOf<T>;
  mapply<T>(object: any, name: PropertyKey | null | undefined, args: any[]): QPromiseOf<T>;
  invoke<T>(object: any, name: PropertyKey, ...args: any[]): QPromiseOf<T>;
  send<T>(object: any, name: PropertyKey, ...args: any[]): QPromiseOf<T>;
  mcall<T>(object: any, name: PropertyKey, ...args: any[]): QPromiseOf<T>;
  keys(object: any): QPromiseOf<string[]>;
  fapply<T>(callback: Whenable<(...args: any[]) => Whenable<T>>, args: any[]): QPromiseOf<T>;
  fcall<T>(callback: Whenable<(...args: any[]) => Whenable<T>>, ...args: any[]): QPromiseOf<T>;
  try<T>(callback: Whenable<(...args: any[]) => Whenable<T>>, ...args: any[]): QPromiseOf<T>;
  fbind<T>(callback: Whenable<(...args: any[]) => Whenable<T>>, ...args: any[]): Bound<T>;
  promised<T>(callback: (...args: any[]) => Whenable<T>): Bound<T>;
  nfapply<T>(callback: Whenable<(...args: any[]) => unknown>, args: any[]): QPromiseOf<T>;
  nfcall<T>(callback: Whenable<(...args: any[]) => unknown>, ...args: any[]): QPromiseOf<T>;
  nfbind<T>(callback: Whenable<(...args: any[]) => unknown>, ...args: any[]): Bound<T>;
  denodeify<T>(callback: Whenable<(...args: any[]) => unknown>, ...args: any[]): Bound<T>;
  nbind<T>(callback: (...args: any[]) => unknown, self: any, ...args: any[]): Bound<T>;
  npost<T>(object: any, name: PropertyKey, args?: any[]): QPromiseOf<T>;
  nmapply<T>(object: any, name: PropertyKey, args?: any[]): QPromiseOf<T>;
  ninvoke<T>(object: any, name: PropertyKey, ...args: any[]): QPromiseOf<T>;
  nsend<T>(object: any, name: PropertyKey, ...args: any[]): QPromiseOf<T>;
  nmcall<T>(object: any, name: PropertyKey, ...args: any[]): QPromiseOf<T>;
  nodeify<T>(promise: Whenable<T>, callback?: ((reason: any, value: any) => void) | null): QPromiseOf<T>;
  async<T>(makeGenerator: (...args: any[]) => Iterator<unknown, T>): Bound<T>;
  spawn(makeGenerator: (...args: any[]) => Iterator<unknown>): void;
  return(value: unknown): never;
  isPromise(value: unknown): value is QPromiseOf<any>;
  isPromiseAlike(value: unknown): value is PromiseLike<any>;
  isPending(value: unknown): boolean;
  isFulfilled(value: unknown): boolean;
  isRejected(value: unknown): boolean;
  nearer<T>(value: Whenable<T>): T;
  passByCopy<T>(value: T): T;
  master<T>(value: Whenable<T>): QPromiseOf<T>;
  getUnhandledReasons(): string[];
  resetUnhandledRejections(): void;
  stopUnhandledRejectionTracking(): void;
  nextTick(task: (...args: any[]) => unknown): void;
  noConflict(): never;
  /** Receives what would otherwise be thrown where nobody can catch it. */
  onerror?: ((reason: any) => void) | null;
  /** Accepted, without effect. */
  longStackSupport: boolean;
}
