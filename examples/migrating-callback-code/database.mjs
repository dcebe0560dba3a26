// An embedded Postgres with the hashes that are known, behind a callback API and a promise API. It takes some seconds to
// open, so that everybody shares one.
import { PGlite } from '@electric-sql/pglite';
import { callbackify } from '@sluice/core';

/** @param {[hash: string, name: string][]} known @returns {Promise<import('./types.js').Database>} */
export async function openDatabase(known) {
  const postgres = await PGlite.create();
  await postgres.exec('CREATE TABLE known (hash text PRIMARY KEY, name text NOT NULL)');
  for (const row of known) await postgres.query('INSERT INTO known VALUES ($1, $2)', row);
  let queries = 0;
  /** @param {string[]} hashes */
  const findNames = async (hashes) => {
    queries += 1;
    /** @type {{ rows: { hash: string, name: string }[] }} */
    const { rows } = await postgres.query('SELECT hash, name FROM known WHERE hash = ANY($1)', [hashes]);
    return new Map(rows.map(({ hash, name }) => [hash, name]));
  };
  return {
    findNames,
    lookUp: callbackify(findNames),
    get queries() {
      return queries;
    },
    close: () => postgres.close(),
  };
}
