import type { Database } from '../engine/database.js';
import { integer } from '../engine/sql.js';
import { SEGMENT_RECORDS } from './audit-index.schema.js';
import type { AuditProgress } from './audit-progress.repository.js';

/** The most records that one write deletes. Other writes wait no longer than for a batch. */
const RECORDS_A_WRITE = 256;

/** The newest record stays, since its number is that of the head. So does everything from the oldest open intent on. */
const HIGHEST = `min(?1, coalesce((SELECT max(seq) FROM audit_log), 1) - 1,
  coalesce((SELECT min(seq) FROM audit_open), ?1 + 1) - 1)`;
const RAISE = `UPDATE audit_progress SET upto = ${HIGHEST} WHERE name = 'archived' AND upto < ${HIGHEST}`;
const LOWEST = 'SELECT min(seq) AS seq FROM audit_log WHERE seq <= ?';
const DELETE = 'DELETE FROM audit_log WHERE seq BETWEEN ? AND ?';
const LOWEST_SEGMENT = `
  SELECT min(segment) AS segment FROM (
    SELECT (SELECT min(segment) FROM audit_segments) AS segment UNION ALL SELECT (SELECT min(segment) FROM audit_terms))`;
const DELETE_SEGMENT = 'DELETE FROM audit_segments WHERE segment = ?';
const DELETE_TERMS = 'DELETE FROM audit_terms WHERE segment = ?1 AND seq <= ?2';

/** The reads and deletions. Exported for the test of their query plans. */
export const PRUNING = { lowest: LOWEST, segment: LOWEST_SEGMENT, records: DELETE, terms: DELETE_TERMS } as const;

/** Deletes archived records, and what the index has of them. */
export class AuditPruning {
  constructor(
    private readonly database: Database,
    private readonly progress: AuditProgress,
  ) {}

  /** See `AuditLog.prune`. */
  async prune(upTo: number): Promise<number> {
    await this.database.writer.run([{ sql: RAISE, rows: [[upTo]] }]);
    const archived = await this.progress.upto('archived');
    await this.deleteRecords(archived);
    await this.deleteIndex(archived);
    return archived;
  }

  private async deleteRecords(archived: number): Promise<void> {
    for (;;) {
      const lowest = (await this.database.reader.get(LOWEST, archived))?.seq ?? null;
      if (lowest === null) return;
      const first = integer(lowest);
      const last = Math.min(first + RECORDS_A_WRITE - 1, archived);
      await this.database.writer.run([{ sql: DELETE, rows: [[first, last]] }]);
    }
  }

  /** Of the segment that is archived in part, only the terms of archived records. */
  private async deleteIndex(archived: number): Promise<void> {
    const whole = Math.floor(archived / SEGMENT_RECORDS);
    for (;;) {
      const lowest = (await this.database.reader.get(LOWEST_SEGMENT))?.segment ?? null;
      if (lowest === null) break;
      const segment = integer(lowest);
      if (segment >= whole) break;
      await this.database.writer.run([
        { sql: DELETE_TERMS, rows: [[segment, archived]] },
        { sql: DELETE_SEGMENT, rows: [[segment]] },
      ]);
    }
    await this.database.writer.run([{ sql: DELETE_TERMS, rows: [[whole, archived]] }]);
  }
}
