import type { Database } from '../engine/database.js';
import { SEGMENT_RECORDS } from './audit-index.schema.js';
import { TERMS } from './audit-search.sql.js';

/** Of a segment whose first records are archived, the others. */
const ARCHIVED = "(SELECT upto FROM audit_progress WHERE name = 'archived')";
const RECORDS = `SELECT * FROM audit_log WHERE seq BETWEEN max(?2, ${ARCHIVED} + 1) AND ?3`;
const ADD_SEGMENT = `
  INSERT INTO audit_segments (segment, first_at, last_at, has_credentials)
  SELECT ?1, min(at), max(at), 1 FROM (${RECORDS}) HAVING count(*) = ?3 - max(?2 - 1, ${ARCHIVED})`;
const ADD_TERMS = `
  WITH records AS MATERIALIZED (
    SELECT seq, ${TERMS.map(([, column]) => column).join(', ')}, resource_name FROM (${RECORDS})
  )
  INSERT INTO audit_terms (segment, field, value, seq)
  ${TERMS.map(([, column]) => `SELECT ?1, '${column}' AS field, ${column} AS value, seq FROM records WHERE ${column} IS NOT NULL`).join('\n  UNION ALL ')}
  UNION ALL SELECT ?1, 'resource_id', resource_name, seq FROM records
  WHERE resource_name IS NOT NULL AND resource_name IS NOT resource_id
  ORDER BY field, value, seq`;
/** Segments that are archived as a whole count: they are not in the index any more. */
const INDEXED = `
  SELECT max(coalesce(max(segment) + 1, 0), ${ARCHIVED} / ${SEGMENT_RECORDS}) AS segments FROM audit_segments`;

/** Writes the index of the log, after the log. `AuditSearch` looks at the records that are not in it yet. */
export class AuditIndex {
  private indexing = false;
  /** Indexing starts when the head reaches this number. */
  private nextSegmentEnd = 0;

  constructor(private readonly database: Database) {}

  /** Indexes the complete segments up to `head` in the background, one at a time. */
  follow(head: number): void {
    if (this.indexing || head < this.nextSegmentEnd) return;
    this.indexing = true;
    void this.catchUp(head);
  }

  /** The number of segments that are indexed, counted from the first. */
  async segments(): Promise<number> {
    return Number((await this.database.reader.get(INDEXED))?.segments);
  }

  /** The writer has reported a failure. It only delays the index: the next append tries again. */
  private async catchUp(head: number): Promise<void> {
    try {
      for (let segment = await this.segments(); (segment + 1) * SEGMENT_RECORDS <= head; segment += 1) {
        const place = [segment, segment * SEGMENT_RECORDS + 1, (segment + 1) * SEGMENT_RECORDS];
        await this.database.writer.run([
          { sql: ADD_SEGMENT, rows: [place], needsChange: true },
          { sql: ADD_TERMS, rows: [place] },
        ]);
      }
      this.nextSegmentEnd = ((await this.segments()) + 1) * SEGMENT_RECORDS;
    } catch {
      this.nextSegmentEnd = head + SEGMENT_RECORDS;
    } finally {
      this.indexing = false;
    }
  }
}
