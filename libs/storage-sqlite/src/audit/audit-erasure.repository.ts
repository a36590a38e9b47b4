import type { Database } from '../engine/database.js';
import { integer, type SqlRow } from '../engine/sql.js';
import type { AuditIndex } from './audit-index.repository.js';
import { SEGMENT_RECORDS } from './audit-index.schema.js';

/** The most records that one write erases. Other writes wait no longer than for a batch. */
const RECORDS_A_WRITE = 256;

const PLACE = `SELECT log.seq, log.personal <> '{}' AS kept FROM`;
const OLDER = `
  ${PLACE} audit_segments AS segments
  CROSS JOIN audit_terms AS terms
    ON terms.segment = segments.segment AND terms.field = 'actor_id' AND terms.value = ?1
  CROSS JOIN audit_log AS log ON log.seq = terms.seq
  WHERE terms.seq > ?2 AND segments.segment >= ?3 AND segments.segment < ?4
  ORDER BY segments.segment, terms.seq LIMIT ?5`;
const NEWER = `
  ${PLACE} audit_log AS log
  WHERE log.actor_id = ?1 AND log.seq > ?2 ORDER BY log.seq LIMIT ?3`;

/** The only change that the triggers of the log allow. They also remove the address from the index. */
const ERASE = `UPDATE audit_log SET personal = '{}' WHERE seq = ? AND personal <> '{}'`;

/** The reads. Exported for the test of their query plans. */
export const ERASURE_READS = { older: OLDER, newer: NEWER } as const;

/**
 * Erases personal values beside leaves. Since one thread writes, indexing happens before or after an erasure, never
 * during it.
 */
export class AuditErasure {
  constructor(
    private readonly database: Database,
    private readonly index: AuditIndex,
  ) {}

  /** See `AuditLog.erasePersonal`. */
  async erase(actorId: string, after: number, limit: number): Promise<{ last: number | null; erased: number }> {
    const places = await this.find(actorId, after, Math.min(limit, RECORDS_A_WRITE));
    const last = places.at(-1);
    if (!last) return { last: null, erased: 0 };
    const rows = places.filter(({ kept }) => kept === 1).map(({ seq }) => [integer(seq)]);
    if (rows.length > 0) await this.database.writer.run([{ sql: ERASE, rows }]);
    return { last: integer(last.seq), erased: rows.length };
  }

  /** Oldest first, each once, even if a segment is indexed between the two reads. */
  private async find(actorId: string, after: number, limit: number): Promise<readonly SqlRow[]> {
    const { longReads } = this.database;
    const segments = await this.index.segments();
    const older = await longReads.all(OLDER, actorId, after, Math.floor(after / SEGMENT_RECORDS), segments, limit);
    if (older.length === limit) return older;
    const indexed = Math.max(after, segments * SEGMENT_RECORDS);
    return [...older, ...(await longReads.all(NEWER, actorId, indexed, limit - older.length))];
  }
}
