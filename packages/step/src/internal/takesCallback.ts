// `this` as an argument, called, or kept under another name. A mere `this.signal` is none of it, nor is a receiver that
// is passed on: `load.call(this)`, the `__awaiter(this, void 0, …)` of a compiler.
const TAKEN = /(?<=[(,:?]|\w ?=)(?<!\.(apply|bind|call)\()\s*this\s*(?!, void)[,;:)}]|\bthis\(/;

/**
 * Tells whether the source of a step uses `this` as a callback.
 *
 * Asked only of a step whose promise was fulfilled with nothing: `async function () { fs.readFile(path, this); }` waits
 * for its callback, `async function () { await save(); }` is done. A callback that is taken in this way leaves no other
 * trace before it is called.
 */
export function takesCallback(step: unknown): boolean {
  return TAKEN.test(String(step));
}
