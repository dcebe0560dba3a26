import type { Guard, GuardOptions } from '../Guard.js';
import { Table } from './table.js';

// A symbol, so that the state does not collide with the properties of an object that the methods are mixed into.
export const STATE: unique symbol = Symbol('sluice.eventproxy');

export interface State {
  table: Table;
  guard: Guard | undefined;
  guardOptions: GuardOptions | undefined;
}

// A proxy, or any object that has the methods: its state is made on first use.
export interface Host {
  [STATE]?: State;
}

export function stateOf(host: Host): State {
  return (host[STATE] ??= { table: new Table(), guard: undefined, guardOptions: undefined });
}

export function tableOf(host: Host): Table {
  return stateOf(host).table;
}
