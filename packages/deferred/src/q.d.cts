// `require` gives Q's function itself, so the CommonJS types are of the form `export =`, merged with the types of Q.
import type { QDeferred, QPromiseOf, QState, QStatic, Whenable } from './QStatic.cjs';

declare const Q: QStatic;

declare namespace Q {
  /** A promise of Q. */
  type Promise<T> = QPromiseOf<T>;
  /** What `Q.defer()` gives. */
  type Deferred<T> = QDeferred<T>;
  /** What `inspect()` gives. */
  type PromiseState<T> = QState<T>;
  /** A value or a promise of it. */
  type IWhenable<T> = Whenable<T>;
  /** Any thenable. */
  type IPromise<T> = PromiseLike<T>;
}

export = Q;
