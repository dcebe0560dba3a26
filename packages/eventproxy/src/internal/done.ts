import { runLater } from '@sluice/core';
import { isName } from './barriers.js';
import type { Host } from './table.js';

type Loose = (...data: unknown[]) => unknown;

// A Node-style callback: its error is emitted, with everything that came with it.
export const plug =
  (host: Host, use: (data: unknown[], single: boolean) => unknown): Loose =>
  (...args) => {
    const [error, ...data] = args;
    return error ? host.emit('error', ...args) : use(data, args.length <= 2);
  };

export const errors = {
  done(this: Host, handler: PropertyKey | Loose, map?: Loose): Loose {
    return plug(this, (data, single) => {
      if (isName(handler)) return this.emit(handler, ...(map ? [map(...data)] : data));
      // With one value its result is returned, with more nothing is, as in the peer.
      if (single) return handler(data[0]);
      handler(...data);
      return undefined;
    });
  },
  doneLater(this: Host, handler: PropertyKey | Loose, map?: Loose): (...args: unknown[]) => void {
    const callback = this.done(handler, map);
    return (...args) => runLater(() => callback(...args));
  },
  fail(this: Host, callback: Loose): unknown {
    const listener = (...args: unknown[]): void => {
      this.unbind();
      callback(...args);
    };
    return this.once('error', Object.assign(listener, { listener: callback }));
  },
  throw(this: Host, ...args: unknown[]): unknown {
    return this.emit('error', ...args);
  },
};
