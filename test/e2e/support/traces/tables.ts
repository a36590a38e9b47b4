import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Site } from '../processes/pairs.js';
import { documentsOf } from './traces.js';

/** Every row of the store as text, by table or collection. The names come from the store's own schema. */
export async function tablesOf({ env, engines }: Site): Promise<Map<string, Buffer>> {
  if (engines) {
    const found = await documentsOf(engines.mongodbUrl, env.DB_NAME ?? '');
    return new Map([...found].map(([name, rows]) => [name, Buffer.from(rows.join('\n'))]));
  }
  const database = new DatabaseSync(join(env.DATA_DIR ?? '', 'coffer.db'), { readOnly: true });
  try {
    const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    return new Map(
      names.all().map(({ name }) => {
        const rows = database.prepare(`SELECT * FROM "${String(name)}"`).all();
        return [String(name), Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'))];
      }),
    );
  } finally {
    database.close();
  }
}
