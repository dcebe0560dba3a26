import { runLater } from '@sluice/core';
import { isName } from './barriers.js';
import { emit, off } from './listeners.js';
import { add, type Host, ONCE } from './table.js';

type Loose = (...data: unknown[]) => unknown;

export function done(this: Host, handler: PropertyKey | Loose, map?: Loose): (...args: unknown[]) => unknown {
  return (...args) => {
    const [error, ...data] = args;
    if (error) return emit.call(this, 'error', ...(args as [unknown]));
    if (isName(handler)) return emit.call(this, handler as string, ...((map ? [map(...data)] : data) as [unknown]));
    // With one value its result is returned, with more nothing is, as in the peer.
    if (args.length <= 2) return (handler as Loose)(data[0]);
    (handler as Loose)(...data);
    return undefined;
  };
}

export function doneLater(this: Host, handler: PropertyKey | Loose, map?: Loose): (...args: unknown[]) => void {
  const callback = done.call(this, handler, map);
  return (...args) => runLater(() => callback(...args));
}

export function fail<H extends Host>(this: H, callback: Loose): H {
  const listener = (...args: unknown[]): void => {
    off.call(this);
    callback(...args);
  };
  add(this, 'error', Object.assign(listener, { listener: callback }), ONCE);
  return this;
}

export function throwError<H extends Host>(this: H, ...args: unknown[]): H {
  return emit.call(this, 'error', ...(args as [unknown])) as H;
}
