import type { Database } from '../engine/database.js';
import { integer } from '../engine/sql.js';
import { SEGMENT_RECORDS } from './audit-index.schema.js';
import { TERMS } from './audit-search.sql.js';

/** Of a segment whose first records are archived, the others. */
const ARCHIVED = "(SELECT upto FROM audit_progress WHERE name = 'archived')";
const RECORDS = `SELECT * FROM audit_log WHERE seq BETWEEN max(?2, ${ARCHIVED} + 1) AND ?3`;
/** A record that somebody removed keeps the others of its segment out of no index. */
const ADD_SEGMENT = `
  INSERT INTO audit_segments (segment, first_at, last_at, has_credentials)
  SELECT ?1, coalesce(min(at), ''), coalesce(max(at), ''), 1 FROM (${RECORDS})
  HAVING ?3 > ${ARCHIVED} AND ?3 <= (SELECT max(seq) FROM audit_log)`;
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
/** The first segment from ?1 on, below ?2, that is not indexed. Older builds left one out if a record of it was gone. */
const LEFT_OUT = `
  WITH RECURSIVE places (segment) AS (
    SELECT max(?1, ${ARCHIVED} / ${SEGMENT_RECORDS})
    UNION ALL SELECT segment + 1 FROM places WHERE segment IN (SELECT segment FROM audit_segments))
  SELECT max(segment) AS segment FROM places HAVING max(segment) < ?2`;

/** Writes the index of the log, after the log. `AuditSearch` looks at the records that are not in it yet. */
export class AuditIndex {
  private indexing = false;
  /** The last number that was appended, as far as this process knows. */
  private head = 0;
  /** Indexing starts when the head reaches this number. */
  private nextSegmentEnd = 0;
  /** All segments below it are indexed, as far as this process has looked. */
  private complete = 0;

  constructor(private readonly database: Database) {}

  /** Indexes the complete segments up to `head` in the background, one at a time. */
  follow(head: number): void {
    this.head = Math.max(this.head, head);
    if (this.indexing || head < this.nextSegmentEnd) return;
    this.indexing = true;
    void this.catchUp();
  }

  /** The number of segments that are indexed, counted from the first. */
  async segments(): Promise<number> {
    return Number((await this.database.reader.get(INDEXED))?.segments);
  }

  /** The writer has reported a failure. It only delays the index: the next append tries again. */
  private async catchUp(): Promise<void> {
    try {
      for (let segment = await this.firstLeftOut(); segment !== null; segment = await this.firstLeftOut()) {
        const place = [segment, segment * SEGMENT_RECORDS + 1, (segment + 1) * SEGMENT_RECORDS];
        const landing = await this.database.writer.run([
          { sql: ADD_SEGMENT, rows: [place], needsChange: true },
          { sql: ADD_TERMS, rows: [place] },
        ]);
        if (landing !== 'done') break;
      }
      this.nextSegmentEnd = ((await this.segments()) + 1) * SEGMENT_RECORDS;
    } catch {
      this.nextSegmentEnd = this.head + SEGMENT_RECORDS;
    } finally {
      this.indexing = false;
    }
  }

  /** The first segment up to the head that is not indexed. Null: all are. */
  private async firstLeftOut(): Promise<number | null> {
    const whole = Math.floor(this.head / SEGMENT_RECORDS);
    const row = await this.database.reader.get(LEFT_OUT, this.complete, whole);
    this.complete = row ? integer(row.segment) : whole;
    return row ? this.complete : null;
  }
}
