// The published types of the peer beside ours: what compiles with them compiles with ours.
import { EventProxy } from '@sluice/eventproxy';
import Peer from 'eventproxy';
import { describe, expectTypeOf, it } from 'vitest';

declare const proxy: EventProxy;
declare const peer: InstanceType<typeof Peer>;

describe('the types of eventproxy 1.0.0', () => {
  it('name no method that ours lacks', () => {
    // It declares `removeEventListener`, which it does not have.
    type Missing = Exclude<keyof typeof peer, keyof EventProxy>;
    expectTypeOf<Missing>().toEqualTypeOf<'removeEventListener'>();
  });

  it('lack what ours have', () => {
    expectTypeOf(proxy.removeListener).toBeFunction();
    // @ts-expect-error -- the peer has the method, and not its type
    peer.removeListener('a');
    proxy.removeListener('a');
    // @ts-expect-error -- two events at most
    peer.all('a', 'b', 'c', () => {});
    proxy.all('a', 'b', 'c', () => {});
    // @ts-expect-error -- an argument is asked for
    peer.removeAllListeners();
    proxy.removeAllListeners();
  });

  it('accept calls that ours accept', () => {
    const listener = (a: string, b: number): string => `${a} ${b}`;
    expectTypeOf(proxy.on).toBeFunction();
    peer.on('a', listener);
    proxy.on('a', listener);
    peer.after('a', 2, (list: string[]) => list.length);
    proxy.after('a', 2, (list: string[]) => list.length);
    peer.all(['a', 'b'], listener);
    proxy.all(['a', 'b'], listener);
    peer.tail('a', ['b'], listener);
    proxy.tail('a', ['b'], listener);
    peer.not('a', listener);
    proxy.not('a', listener);
    peer.asap('a', (data: number) => data, 5);
    proxy.asap('a', (data: number) => data, 5);
    peer.fail((error: Error) => error.message);
    proxy.fail((error: Error) => error.message);
    peer.done('a', (data: string) => data.trim());
    proxy.done('a', (data: string) => data.trim());
  });
});
