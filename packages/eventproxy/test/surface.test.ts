import { describe, expect, it } from 'vitest';
import * as surface from '../src/index.js';

describe('@sluice/eventproxy', () => {
  it('exports these names', () => {
    expect(Object.keys(surface).sort()).toEqual(['EventProxy', 'Guard', 'MemoryStore', 'default']);
    expect(surface.default).toBe(surface.EventProxy);
    expect(surface.EventProxy).toHaveProperty('name', 'EventProxy');
    expect(surface.EventProxy.EventProxy).toBe(surface.EventProxy);
  });

  it('has these methods, all of them enumerable', () => {
    const names: string[] = [];
    for (const name in surface.EventProxy.prototype) names.push(name);
    expect(names.sort()).toEqual(
      [
        ...['addListener', 'after', 'all', 'any', 'asap', 'assign', 'assignAll', 'assignAlways', 'bind', 'bindForAll'],
        ...[
          'done',
          'doneLater',
          'emit',
          'emitLater',
          'events',
          'fail',
          'fire',
          'group',
          'guard',
          'headbind',
          'immediate',
        ],
        ...[
          'not',
          'off',
          'on',
          'once',
          'removeAllListeners',
          'removeListener',
          'subscribe',
          'tail',
          'throw',
          'trigger',
        ],
        ...['unbind', 'unbindForAll'],
      ].sort(),
    );
  });
});
