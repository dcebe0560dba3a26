import { argumentError } from '@sluice/core';
import { promisify, type PromisifiedFunction, type PromisifyOptions } from './promisify.js';

type AnyFunction = (...args: never[]) => unknown;

/** Options of {@link promisifyAll}. */
export interface PromisifyAllOptions extends PromisifyOptions {
  /** What the name of the new method ends with. Default: `Async`. */
  readonly suffix?: string;
  /** Which methods: gets the name and the function. Default: names that do not start with `_`, and no classes. */
  readonly filter?: (name: string, fn: AnyFunction, target: object) => boolean;
}

/** An object with a promise-returning method beside each of its methods. */
export type WithPromisified<T, S extends string> = T & {
  [K in keyof T as T[K] extends AnyFunction ? `${K & string}${S}` : never]: PromisifiedFunction<T[K]>;
};

/**
 * Adds a promise-returning method, `readAsync` for `read`, beside every method of an object, own or inherited. The methods
 * and prototypes of classes that the object holds get theirs too.
 *
 * @param target - Object, class or prototype; it is changed.
 * @param options - `suffix`, `filter`, and the options of {@link promisify}.
 * @returns The object.
 * @throws {TypeError} `ERR_SLUICE_ARGUMENT` when `target` is no object or already has a method that ends with the suffix of
 *   its own making beside the one without.
 * @example
 * ```ts
 * import { promisifyAll } from '@sluice/deferred';
 *
 * const store = { get: (id: number, callback: (error: Error | null, row?: string) => void) => callback(null, `row ${id}`) };
 *
 * await promisifyAll(store).getAsync(7); // => 'row 7'
 * ```
 */
export function promisifyAll<T extends object, const S extends string = 'Async'>(
  target: T,
  options: PromisifyAllOptions & { readonly suffix?: S } = {},
): WithPromisified<T, S> {
  if ((typeof target !== 'object' || target === null) && typeof target !== 'function') {
    throw argumentError('promisifyAll', 'target must be an object', target);
  }
  const { suffix = 'Async', filter = isMethod } = options;
  if (typeof suffix !== 'string' || suffix === '') {
    throw argumentError('promisifyAll', 'suffix must be a string that is not empty', suffix);
  }
  for (const [, value] of functionsOf(target)) {
    if (!isClass(value)) continue;
    addTo(value.prototype as object, suffix, filter, options);
    addTo(value, suffix, filter, options);
  }
  addTo(target, suffix, filter, options);
  return target as never;
}

// Promise-returning functions of our making; a second call of promisifyAll leaves them alone.
const made = /* @__PURE__ */ new WeakSet<object>();

function addTo(
  target: object,
  suffix: string,
  filter: NonNullable<PromisifyAllOptions['filter']>,
  options: PromisifyAllOptions,
): void {
  const functions = functionsOf(target);
  for (const [name, fn] of functions) {
    if (made.has(fn) || !filter(name, fn, target)) continue;
    const present = functions.get(name + suffix);
    if (present !== undefined) {
      if (made.has(present)) continue;
      throw argumentError('promisifyAll', `target must not have a method of its own named ${name}${suffix}`, target);
    }
    const promisified = promisify(fn, options) as object;
    made.add(promisified);
    Object.defineProperty(target, name + suffix, { value: promisified, writable: true, configurable: true });
  }
}

// Getters are not called. The prototypes of the language are left out.
function functionsOf(target: object): Map<string, AnyFunction> {
  const functions = new Map<string, AnyFunction>();
  const ends: unknown[] = [Object.prototype, Function.prototype, Array.prototype, null];
  for (let object: object = target; !ends.includes(object); object = Object.getPrototypeOf(object) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      if (typeof value === 'function' && name !== 'constructor' && !functions.has(name)) {
        functions.set(name, value as AnyFunction);
      }
    }
  }
  return functions;
}

function isMethod(name: string, fn: AnyFunction): boolean {
  return !name.startsWith('_') && !isClass(fn);
}

function isClass(fn: AnyFunction): boolean {
  const prototype: unknown = fn.prototype;
  if (typeof prototype !== 'object' || prototype === null) return false;
  return Object.getOwnPropertyNames(prototype).length > 1 || /^class\b/.test(Function.prototype.toString.call(fn));
}
