import { requireGrowth, type WitnessedLog, WitnessedLogs } from '#audit-proofs';
import type { Database } from '../engine/database.js';
import { integer, text } from '../engine/sql.js';

const NEWEST = 'SELECT size, root FROM witnessed_logs WHERE origin = ?';
const FIRST = `
  INSERT INTO witnessed_logs (origin, size, root) SELECT ?1, ?2, ?3
  WHERE NOT EXISTS (SELECT 1 FROM witnessed_logs WHERE origin = ?1)`;
const NEXT = 'UPDATE witnessed_logs SET size = ?2, root = ?3 WHERE origin = ?1 AND size = ?4';

/** The reads. Exported for the test of their query plans. */
export const WITNESSED_LOG_READS = { newest: NEWEST } as const;

/** What was cosigned, on SQLite. */
export class SqliteWitnessedLogs extends WitnessedLogs {
  constructor(private readonly database: Database) {
    super();
  }

  async newest(origin: string): Promise<WitnessedLog | null> {
    const row = await this.database.reader.get(NEWEST, origin);
    return row ? { size: integer(row.size), root: text(row.root) } : null;
  }

  async advance(origin: string, old: number, log: WitnessedLog): Promise<boolean> {
    requireGrowth(old, log);
    const row = [origin, log.size, log.root];
    const statement = old === 0 ? { sql: FIRST, rows: [row] } : { sql: NEXT, rows: [[...row, old]] };
    if ((await this.database.writer.run([{ ...statement, needsChange: true }])) === 'done') return true;
    const newest = await this.newest(origin);
    return newest?.size === log.size && newest.root === log.root;
  }
}
