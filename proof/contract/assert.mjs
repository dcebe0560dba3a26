// The few assertions that contracts use, for runtimes without `node:assert` (browsers).

/** @param {unknown} actual @param {unknown} expected @returns {boolean} */
function same(actual, expected) {
  if (Object.is(actual, expected)) return true;
  if (typeof actual !== 'object' || typeof expected !== 'object' || actual === null || expected === null) return false;
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return false;
  const keys = Object.keys(actual);
  if (keys.length !== Object.keys(expected).length) return false;
  const a = /** @type {Record<string, unknown>} */ (actual);
  const b = /** @type {Record<string, unknown>} */ (expected);
  return keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

/** @param {unknown} value */
function show(value) {
  try {
    return typeof value === 'function' ? `function ${value.name}` : (JSON.stringify(value) ?? String(value));
  } catch {
    return String(value);
  }
}

/** @param {unknown} value @param {string} [message] */
function assert(value, message) {
  if (!value) throw new Error(message ?? `${show(value)} is not truthy`);
}

/** @param {unknown} actual @param {unknown} expected @param {string} [message] */
assert.equal = (actual, expected, message) => {
  if (!Object.is(actual, expected)) throw new Error(message ?? `${show(actual)} is not ${show(expected)}`);
};
/** @param {unknown} actual @param {unknown} expected @param {string} [message] */
assert.deepEqual = (actual, expected, message) => {
  if (!same(actual, expected)) throw new Error(message ?? `${show(actual)} does not equal ${show(expected)}`);
};
/** @param {() => unknown} fn @param {Record<string, unknown>} expected */
assert.throws = (fn, expected) => {
  try {
    fn();
  } catch (error) {
    return matches(error, expected);
  }
  throw new Error('nothing was thrown');
};
/** @param {Promise<unknown> | (() => Promise<unknown>)} promise @param {Record<string, unknown>} expected */
assert.rejects = async (promise, expected) => {
  try {
    await (typeof promise === 'function' ? promise() : promise);
  } catch (error) {
    return matches(error, expected);
  }
  throw new Error('the promise was fulfilled');
};

/** @param {unknown} error @param {Record<string, unknown>} expected */
function matches(error, expected) {
  for (const [key, value] of Object.entries(expected)) {
    assert.deepEqual(/** @type {Record<string, unknown>} */ (error)[key], value, `${key} of ${String(error)}`);
  }
}

export default assert;
