// Runs contracts: every public export is used once, and the checks hold. Loaded by every runtime and by the browser, so
// it needs nothing but the language; the caller says how modules are loaded.

/**
 * @typedef {object} Contract
 * @property {string} name - Package.
 * @property {Record<string, unknown>} module - Its namespace.
 * @property {Record<string, () => unknown>} uses - For each public export a use of it that fails when it is broken.
 * @property {Record<string, () => unknown>} checks - Statements about the package.
 * @property {Entry[]} [entries] - Its other entry points.
 *
 * @typedef {object} Entry
 * @property {string} name - Subpath.
 * @property {Record<string, unknown>} module
 * @property {Record<string, () => unknown>} uses
 */

/**
 * @param {Contract} contract
 * @returns {Promise<{ name: string, passed: number, failures: string[] }>}
 */
export async function runContract({ name, module, uses, checks, entries = [] }) {
  /** @type {string[]} */
  const failures = [];
  let passed = 0;
  /** @type {(readonly [string, () => unknown])[]} */
  const all = [];
  for (const entry of [{ name, module, uses }, ...entries]) {
    const at = entry.name === name ? '' : `${entry.name}: `;
    const exported = Object.keys(entry.module).filter((key) => key !== 'module.exports');
    for (const key of exported) if (!(key in entry.uses)) failures.push(`${at}the export ${key} is used by no smoke`);
    for (const key of Object.keys(entry.uses)) if (!exported.includes(key)) failures.push(`${at}no export ${key}`);
    for (const [key, use] of Object.entries(entry.uses)) all.push([`${at}smoke of ${key}`, use]);
  }
  all.push(...Object.entries(checks));
  for (const [statement, check] of all) {
    try {
      await withinSeconds(10, check);
      passed += 1;
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      failures.push(`${statement}: ${text.split('\n').slice(0, 4).join(' | ')}`);
    }
  }
  return { name: `@sluice/${name}`, passed, failures };
}

/** @param {number} seconds @param {() => unknown} check */
function withinSeconds(seconds, check) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([(async () => check())(), late]).finally(() => clearTimeout(timer));
}
