// What the unit tests use of Node, for a browser: a stand-in where one is possible, else something that fails with
// NEEDS NODE as soon as it is called. The packages themselves see none of it.
// @ts-nocheck -- stands in the place of modules of Node

/** Something that may be imported, made and looked at, but not called. */
export function needsNode(name) {
  return new Proxy(function () {}, {
    apply: () => {
      throw new Error(`NEEDS NODE: ${name}`);
    },
    construct: () => needsNode(name),
    get: (_target, key) => (typeof key === 'symbol' || key === 'then' ? undefined : needsNode(`${name}.${key}`)),
  });
}

// Warnings reach their listeners; in a browser the packages print them.
const warn = console.warn;
const warningListeners = new Set();
console.warn = (...args) => {
  const code = /^(ERR_SLUICE_\w+): ([^]*)$/.exec(args[0]);
  if (!code) return warn(...args);
  for (const listener of warningListeners) {
    setImmediate(() => listener(Object.assign(new Error(code[2]), { name: 'SluiceWarning', code: code[1] })));
  }
};
const others = needsNode('process');
const listening = (act) => (event, listener) => (event === 'warning' ? void act(listener) : others[event](listener));
export const process = new Proxy(
  {},
  {
    get: (_target, key) => {
      if (key === 'on') return listening((listener) => warningListeners.add(listener));
      if (key === 'off' || key === 'removeListener') return listening((listener) => warningListeners.delete(listener));
      return others[key];
    },
  },
);

const { port1, port2 } = new MessageChannel();
const jobs = [];
port1.onmessage = () => jobs.shift()();
export function setImmediate(job, ...args) {
  jobs.push(() => job(...args));
  port2.postMessage(undefined);
}

// `getEventListeners` of node:events: counted where they are added.
const listeners = new WeakMap();
const { addEventListener, removeEventListener } = EventTarget.prototype;
const listenersOf = (target, type) => {
  if (!listeners.has(target)) listeners.set(target, new Map());
  const own = listeners.get(target);
  if (!own.has(type)) own.set(type, new Set());
  return own.get(type);
};
EventTarget.prototype.addEventListener = function (type, listener, options) {
  const target = this ?? globalThis;
  const own = listenersOf(target, type);
  own.add(listener);
  if (options?.once) addEventListener.call(target, type, () => own.delete(listener), { once: true });
  addEventListener.call(target, type, listener, options);
};
EventTarget.prototype.removeEventListener = function (type, listener, options) {
  const target = this ?? globalThis;
  listenersOf(target, type).delete(listener);
  removeEventListener.call(target, type, listener, options);
};
export const getEventListeners = (target, type) => [...listenersOf(target, type)];
