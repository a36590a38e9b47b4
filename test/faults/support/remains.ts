import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Site } from '../../e2e/support/processes/pairs.js';
import { documentsOf } from '../../e2e/support/traces/traces.js';

/** Documents that name a deleted account for good, by id only: its tombstone, its ring's tombstone, its closed vault. */
const TOMBSTONES = ['key_rings', 'users'];
/** Of a closed vault, as JSON or as a column with JSON: no entry, and no base. */
const EMPTY_VAULT = [/"manifest":"\[\]"/, /"base":null/, /^(?!.*"baseLines":(?!null))/];
/** Not looked at: the audit, which has its own erasure, and the request ids that a document keeps for 10 minutes. */
const ASIDE = /^(audit_.*|published|fences)$/;
/** A creation whose object was erased: it makes no account again for a client that repeats its Idempotency-Key [R88]. */
const ERASED_CREATION = '"requestHash":""';

/** Throws if the store holds anything but tombstones of a deleted account. */
export async function expectNothingOf(site: Site, leaver: { readonly id: string; readonly username: string }) {
  const rows = await rowsOf(site);
  const isTombstone = (table: string, row: string) => {
    const text = row.replaceAll('\\"', '"');
    if (table === 'vaults') return EMPTY_VAULT.every((part) => part.test(text));
    return TOMBSTONES.includes(table) || (table === 'creations' && text.includes(ERASED_CREATION));
  };
  const tablesWith = (isMeant: (table: string, row: string) => boolean) =>
    [...rows].filter(([table, found]) => found.some((row) => isMeant(table, row))).map(([table]) => table);
  expect(tablesWith((table, row) => row.includes(leaver.id) && !isTombstone(table, row))).toEqual([]);
  expect(tablesWith((_, row) => row.includes(leaver.username))).toEqual([]);
}

/** Every row of the store except the audit's, as JSON, by table or collection. */
async function rowsOf({ env, engines }: Site): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = engines ? await documentsOf(engines.mongodbUrl, env.DB_NAME ?? '') : tablesOf(env.DATA_DIR ?? '');
  return new Map([...all].filter(([table]) => !ASIDE.test(table)));
}

function tablesOf(folder: string): Map<string, string[]> {
  const database = new DatabaseSync(join(folder, 'coffer.db'), { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return new Map(
      tables.map(({ name }) => {
        const rows = database.prepare(`SELECT * FROM "${name}"`).all();
        return [String(name), rows.map((row) => JSON.stringify(row, (_, value) => textOf(value)))];
      }),
    );
  } finally {
    database.close();
  }
}

function textOf(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
}
