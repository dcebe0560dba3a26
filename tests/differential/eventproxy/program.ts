// Programs of calls of an event proxy, and how to run one on any implementation. What a user can see goes into a log.
import type { EventProxy } from '@sluice/eventproxy';
import * as fc from 'fast-check';

/** The part of the surface that both sides have, without types: the programs call it with anything. */
export type Method = Exclude<keyof EventProxy, 'events' | 'guard'>;
export type AnyProxy = Record<Method, (...args: unknown[]) => unknown>;
export type Make = () => AnyProxy;

export type Command =
  | { do: 'on' | 'headbind' | 'once' | 'immediate'; event: string; listener: number }
  | { do: 'removeListener'; event: string; listener: number }
  | { do: 'unbind'; event: string }
  | { do: 'unbindEverything' | 'unbindForAll' }
  | { do: 'bindForAll' | 'unbindListenerForAll'; listener: number }
  | { do: 'emit' | 'emitLater'; event: string; data: number[] }
  | { do: 'any'; listener: number }
  | { do: 'all' | 'tail'; barrier: number; listener: number }
  | { do: 'after'; event: string; times: number; listener: number }
  | { do: 'group'; event: string; order: number[]; fails: boolean; map: boolean }
  | { do: 'not'; event: string; listener: number }
  | { do: 'done' | 'doneLater'; event: string; data: number[]; fails: boolean; map: boolean }
  | { do: 'fail'; listener: number }
  | { do: 'throw'; data: number[] };

export interface Script {
  readonly commands: readonly Command[];
  readonly throws: boolean;
}

export interface Program {
  readonly commands: readonly Command[];
  /** What each listener does when it is called. */
  readonly scripts: readonly Script[];
}

const EVENTS = ['a', 'b', 'c', 'x_y', 'error', 'p', 'q'];
// A member of a barrier belongs to one barrier only: the peer mixes up the data of barriers that share an event.
const BARRIERS = [['a', 'b'], ['c'], ['x_y', 'error']];
// Members of `any` belong to no barrier of another kind: the peer emits a joined event for each of them, for ever.
const ANY = ['p', 'q'];
const JOINED = ANY.join('_');
const LISTENERS = 6;

const event = fc.constantFrom(...EVENTS);
const listener = fc.nat(LISTENERS - 1);
const data = fc.array(fc.nat(9), { maxLength: 5 });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('on', 'headbind', 'once', 'immediate'), event, listener }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('emit'), event, data }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('emitLater'), event, data }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('any'), listener }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('removeListener'), event, listener }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unbind'), event }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('unbindEverything', 'unbindForAll') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('bindForAll', 'unbindListenerForAll'), listener }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('all', 'tail'), barrier: fc.nat(BARRIERS.length - 1), listener }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('after'), event, times: fc.integer({ min: -1, max: 4 }), listener }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('group'),
      event,
      order: fc.shuffledSubarray([0, 1, 2]),
      fails: fc.boolean(),
      map: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('not'), event, listener }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('done', 'doneLater'),
      event,
      data,
      fails: fc.boolean(),
      map: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail'), listener }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('throw'), data }) },
);

export const programs: fc.Arbitrary<Program> = fc.record({
  commands: fc.array(command, { maxLength: 30 }),
  scripts: fc.array(
    fc.record({
      commands: fc.array(command, { maxLength: 3 }),
      throws: fc.boolean().chain((maybe) => (maybe ? fc.boolean() : fc.constant(false))),
    }),
    { minLength: LISTENERS, maxLength: LISTENERS },
  ),
});

/**
 * Runs a program and returns what could be seen. It steps round the peer's known defects, each of which has an entry of
 * its own among the expectations:
 * - no emit of an event that is being emitted, and none from inside the phase of `__all__` when more than one waits there
 *   (a nested emit puts the list in order under the outer one, which then skips or repeats);
 * - not everything is unbound inside a nested emit (the outer one then completes a barrier a second time), nor in an emit of
 *   a member of `any` (whose callback is then not called);
 * - no `headbind` on an event that is being emitted (the running listener is called again);
 * - what is bound with `once` is neither removed by its function nor throws, and neither does the callback of `any`, which
 *   does not emit a member either;
 * - barriers share no events; `group` comes after an `after`, and belongs to that one only;
 * - the joined event that `any` emits is not looked at.
 *
 * Nothing throws in what comes later, where nobody could catch it.
 */
export async function runProgram(make: Make, { commands, scripts }: Program): Promise<unknown[]> {
  const log: unknown[] = [];
  const proxy = make();
  const emitting: string[] = [];
  const boundOnce = new Set<number>();
  const usedBarriers = new Set<number>();
  const afters = new Map<string, number>();
  let waitingForAll = 0;
  let inAllPhase = 0;
  let mayFail = false;
  let isLater = false;
  let pending = 0;
  let fuel = 60;

  const called = function (this: unknown, kind: string, id: number, args: unknown[]): void {
    log.push([kind, id, JSON.stringify(args), this === proxy]);
    const script = scripts[id];
    if (script === undefined || fuel <= 0) return;
    try {
      script.commands.forEach(execute);
      if (script.throws) throw new Error(`listener ${id}`);
    } catch (error) {
      // Whatever is bound with `once` must not throw.
      if (kind !== 'fail' && kind !== 'any' && !isLater && !boundOnce.has(id)) throw error;
    }
  };
  const listeners = scripts.map(
    (_, id) =>
      function (this: unknown, ...args: unknown[]): void {
        called.call(this, 'listener', id, args);
      },
  );
  const listenersForAll = scripts.map(
    (_, id) =>
      function (this: unknown, ...args: unknown[]): void {
        if (args[0] !== JOINED) late(() => called.call(this, 'forAll', id, args));
      },
  );
  const late = (work: () => void): void => {
    inAllPhase += 1;
    try {
      work();
    } finally {
      inAllPhase -= 1;
    }
  };
  const lateCallback =
    (kind: string, id: number) =>
    (...args: unknown[]): void =>
      late(() => called.call(undefined, kind, id, args));

  const canEmit = (name: string): boolean =>
    !emitting.includes(name) &&
    !(ANY.includes(name) && ANY.some((member) => emitting.includes(member))) &&
    (inAllPhase === 0 || waitingForAll <= 1) &&
    !(name === 'error' && mayFail && emitting.length > 0);
  const emitting_ = (name: string, work: () => unknown): void => {
    if (!canEmit(name)) return;
    emitting.push(name);
    try {
      log.push(['returned', work() === proxy]);
    } finally {
      emitting.pop();
    }
  };

  // Runs `start`, which emits `name` in a macrotask; what is around it marks the event as being emitted.
  const later = (name: string, start: () => void): void => {
    pending += 1;
    setImmediate(() => {
      isLater = true;
      emitting.push(name);
    });
    start();
    setImmediate(() => {
      emitting.pop();
      isLater = false;
      pending -= 1;
    });
  };

  function execute(command: Command): void {
    fuel -= 1;
    if (fuel <= 0) return;
    const isRunning = 'event' in command && emitting.includes(command.event);
    switch (command.do) {
      case 'once':
        boundOnce.add(command.listener);
        proxy.once(command.event, listeners[command.listener]);
        break;
      case 'on':
        proxy.on(command.event, listeners[command.listener]);
        break;
      case 'headbind':
        if (!isRunning) proxy.headbind(command.event, listeners[command.listener]);
        break;
      case 'immediate':
        emitting_(command.event, () => proxy.immediate(command.event, listeners[command.listener], 7));
        break;
      case 'removeListener':
        if (!boundOnce.has(command.listener)) proxy.removeListener(command.event, listeners[command.listener]);
        break;
      case 'unbind':
        proxy.unbind(command.event);
        break;
      case 'unbindEverything':
        if (emitting.length === 0 || (emitting.length === 1 && !ANY.includes(emitting[0] as string))) proxy.unbind();
        break;
      case 'unbindForAll':
        proxy.unbindForAll();
        break;
      case 'bindForAll':
        waitingForAll += 1;
        proxy.bindForAll(listenersForAll[command.listener]);
        break;
      case 'unbindListenerForAll':
        proxy.unbindForAll(listenersForAll[command.listener]);
        break;
      case 'emit':
        emitting_(command.event, () => proxy.emit(command.event, ...command.data));
        break;
      case 'emitLater':
        later(command.event, () => proxy.emitLater(command.event, ...command.data));
        break;
      case 'any':
        if (usedBarriers.has(-1)) break;
        usedBarriers.add(-1);
        proxy.any(...ANY, function (this: unknown, ...args: unknown[]): void {
          called.call(this, 'any', command.listener, args);
        });
        break;
      case 'all':
      case 'tail':
        if (usedBarriers.has(command.barrier)) break;
        usedBarriers.add(command.barrier);
        waitingForAll += 1;
        proxy[command.do](...(BARRIERS[command.barrier] ?? []), lateCallback(command.do, command.listener));
        break;
      case 'after':
        if (afters.get(command.event) === Infinity) break;
        if (command.times !== 0) {
          waitingForAll += 1;
          afters.set(command.event, (afters.get(command.event) ?? 0) + 1);
        }
        proxy.after(command.event, command.times, lateCallback('after', command.listener));
        break;
      case 'group': {
        if (afters.get(command.event) !== 1) break;
        afters.set(command.event, Infinity);
        const map = command.map ? (...values: unknown[]): unknown => values.length : undefined;
        const callbacks = [0, 1, 2].map(() => proxy.group(command.event, map) as (...args: unknown[]) => unknown);
        for (const index of command.order) {
          const callback = callbacks[index] as (...args: unknown[]) => unknown;
          if (command.fails && index === 1) emitting_('error', () => callback('failed', 1));
          else if (canEmit(`${command.event}_group`)) log.push(['group', callback(null, index, 'more')]);
        }
        break;
      }
      case 'not':
        waitingForAll += 1;
        proxy.not(command.event, (...args: unknown[]) => {
          // The data of the joined event.
          if (typeof args[0] === 'object' && args[0] !== null && 'eventName' in args[0]) return;
          lateCallback('not', command.listener)(...args);
        });
        break;
      case 'done': {
        const map = command.map ? (...values: unknown[]): unknown => values.length : undefined;
        const callback = proxy.done(command.event, map) as (...args: unknown[]) => unknown;
        emitting_(command.fails ? 'error' : command.event, () => callback(command.fails && 'failed', ...command.data));
        break;
      }
      case 'doneLater': {
        const map = command.map ? (...values: unknown[]): unknown => values.length : undefined;
        const callback = proxy.doneLater(command.event, map) as (...args: unknown[]) => unknown;
        later(command.fails ? 'error' : command.event, () => callback(command.fails && 'failed', ...command.data));
        break;
      }
      case 'fail':
        mayFail = true;
        boundOnce.add(command.listener);
        proxy.fail((...args: unknown[]) => called.call(undefined, 'fail', command.listener, args));
        break;
      case 'throw':
        if (canEmit('error')) {
          emitting.push('error');
          try {
            proxy.throw(...command.data);
          } finally {
            emitting.pop();
          }
        }
        break;
    }
  }

  for (const command of commands) {
    try {
      execute(command);
    } catch (error) {
      log.push(['threw', (error as Error).message]);
    }
  }
  while (pending > 0) await new Promise((resolve) => setImmediate(resolve));
  return log;
}
