import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { mongo } from 'mongoose';
import type { Lockout } from '#auth';
import type { Site } from '../../e2e/support/processes/pairs.js';

/** The counts that a store keeps of failed attempts on one name. */
export interface Attempts {
  /** Wrong attempts over all networks. */
  readonly lookedAt: number;
  /** Wrong attempts of each network that has any. */
  readonly perNetwork: readonly number[];
  readonly refused: number;
}

/** Reads the store's rows of attempts beside the server. The rows hold hashed names, so a test knows a row by its change. */
export class AttemptRows {
  private constructor(private readonly rows: ReadonlyMap<string, Lockout>) {}

  static async of(site: Site): Promise<AttemptRows> {
    const rows = site.pair === 'embedded' ? embeddedRows(site) : await productionRows(site);
    return new AttemptRows(new Map(rows.map((row) => [row.id, row])));
  }

  /** The attempts on the one name that was tried since `before`. Throws if several were. */
  since(before: AttemptRows): Attempts {
    const changed = [...this.rows.values()].filter(
      (row) => JSON.stringify(before.rows.get(row.id)) !== JSON.stringify(row),
    );
    const [row] = changed;
    if (!row || changed.length > 1) throw new Error(`attempts on ${changed.length} names`);
    const perNetwork = row.networks.map(({ count }) => count).filter((count) => count > 0);
    return { lookedAt: row.total.count, perNetwork, refused: row.refused };
  }
}

function embeddedRows({ env }: Site): Lockout[] {
  const database = new DatabaseSync(join(env.DATA_DIR ?? '', 'coffer.db'), { readOnly: true });
  try {
    return database
      .prepare('SELECT body FROM lockouts')
      .all()
      .map(({ body }) => JSON.parse(String(body)) as Lockout);
  } finally {
    database.close();
  }
}

async function productionRows({ env }: Site): Promise<Lockout[]> {
  const client = await new mongo.MongoClient(env.MONGODB_URL ?? '').connect();
  try {
    const rows = client.db(env.DB_NAME).collection<Omit<Lockout, 'id'> & { _id: string }>('lockouts');
    return (await rows.find().toArray()).map(({ _id, ...row }) => ({ ...row, id: _id }));
  } finally {
    await client.close();
  }
}
