import { Table } from './table.js';

// A symbol, so that the state does not collide with the properties of an object that the methods are mixed into.
export const STATE: unique symbol = Symbol('sluice.eventproxy');

// A proxy, or any object that has the methods: its state is made on first use.
export interface Host {
  [STATE]?: Table;
}

export function tableOf(host: Host): Table {
  return (host[STATE] ??= new Table({}));
}
