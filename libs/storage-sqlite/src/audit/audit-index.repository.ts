import type { AuditFilter } from '#audit';
import type { Database } from '../engine/database.js';
import type { SqlRow } from '../engine/sql.js';
import type { SqlValue } from '../engine/write-protocol.js';
import { SEGMENT_RECORDS } from './audit-index.schema.js';

/** The column of each indexed filter. The first usually excludes the most records. */
const TERMS = [
  ['requestId', 'request_id'],
  ['resource', 'resource_id'],
  ['ip', 'ip'],
  ['outcome', 'outcome'],
  ['actor', 'actor_id'],
  ['action', 'action'],
] as const satisfies readonly (readonly [keyof AuditFilter, string])[];

const RECORDS = 'SELECT * FROM audit_log WHERE seq BETWEEN ?2 AND ?3';
const ADD_SEGMENT = `
  INSERT INTO audit_segments (segment, first_at, last_at)
  SELECT ?1, min(at), max(at) FROM (${RECORDS}) HAVING count(*) = ${SEGMENT_RECORDS}`;
const ADD_TERMS = `
  WITH records AS MATERIALIZED (
    SELECT seq, request_id, resource_id, ip, outcome, actor_id, action FROM (${RECORDS})
  )
  INSERT INTO audit_terms (segment, field, value, seq)
  ${TERMS.map(([, column]) => `SELECT ?1, '${column}' AS field, ${column} AS value, seq FROM records WHERE ${column} IS NOT NULL`).join('\n  UNION ALL ')}
  ORDER BY field, value, seq`;
const INDEXED = 'SELECT coalesce(max(segment) + 1, 0) AS segments FROM audit_segments';

interface Part {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * Finds records. It looks at each of the newer ones, about one segment at most, and uses the index for the older ones.
 * So an answer is complete, although the index is written after the log.
 */
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

  /** Rows of the log, newest first, with numbers below `before`. */
  async query(filter: AuditFilter, before: number | null, limit: number): Promise<readonly SqlRow[]> {
    const segments = await this.segments();
    const below = before ?? Number.MAX_SAFE_INTEGER;
    const newer = await this.select(scan(filter, segments * SEGMENT_RECORDS), below, limit);
    if (newer.length === limit || segments === 0) return newer;
    const newest = Math.min(segments - 1, Math.floor((below - 2) / SEGMENT_RECORDS));
    const older = await this.select(search(filter, newest), below, limit - newer.length);
    return [...newer, ...older];
  }

  /** The number of segments that are indexed, counted from the first. */
  async segments(): Promise<number> {
    return Number((await this.database.reader.get(INDEXED))?.segments);
  }

  private select({ sql, values }: Part, below: number, limit: number): Promise<readonly SqlRow[]> {
    return this.database.reader.all(sql, ...values, below, limit);
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

/** Conditions on a record's time. `to` is exclusive. */
function times(filter: AuditFilter): readonly (readonly [string, string])[] {
  const conditions: (readonly [string, string])[] = [];
  if (filter.from !== undefined) conditions.push(['log.at >= ?', filter.from]);
  if (filter.to !== undefined) conditions.push(['log.at < ?', filter.to]);
  return conditions;
}

function terms(filter: AuditFilter): readonly (readonly [string, string])[] {
  return TERMS.flatMap(([key, column]) => {
    const value = filter[key];
    return value === undefined ? [] : [[column, value] as const];
  });
}

/** Looks at every record above `above`. */
function scan(filter: AuditFilter, above: number): Part {
  const equal = terms(filter).map(([column, value]) => [`log.${column} = ?`, value] as const);
  const conditions: readonly (readonly [string, SqlValue])[] = [['log.seq > ?', above], ...equal, ...times(filter)];
  return {
    sql: `SELECT log.seq, leaf, personal FROM audit_log AS log WHERE ${conditions.map(([sql]) => sql).join(' AND ')}
      AND log.seq < ? ORDER BY log.seq DESC LIMIT ?`,
    values: conditions.map(([, value]) => value),
  };
}

/**
 * Walks the segments from `newest` down. In each it takes the numbers of the first term that the other terms have too.
 */
function search(filter: AuditFilter, newest: number): Part {
  const places = terms(filter);
  const joins = places.map(([column], n) => {
    const same = n === 0 ? '' : ' AND t%.seq = t0.seq';
    const place = `t%.segment = segments.segment AND t%.field = '${column}' AND t%.value = ?`;
    return `CROSS JOIN audit_terms AS t% ON ${place}${same}`.replaceAll('%', String(n));
  });
  const [lowest, highest] = [
    `segments.segment * ${SEGMENT_RECORDS} + 1`,
    `(segments.segment + 1) * ${SEGMENT_RECORDS}`,
  ];
  const record = places.length > 0 ? 'log.seq = t0.seq' : `log.seq BETWEEN ${lowest} AND ${highest}`;
  const conditions: (readonly [string, SqlValue])[] = [['segments.segment <= ?', newest]];
  if (filter.from !== undefined) conditions.push(['segments.last_at >= ?', filter.from]);
  if (filter.to !== undefined) conditions.push(['segments.first_at < ?', filter.to]);
  conditions.push(...times(filter));
  const seq = places.length > 0 ? 't0.seq' : 'log.seq';
  return {
    sql: `SELECT log.seq, leaf, personal FROM audit_segments AS segments ${joins.join(' ')}
      CROSS JOIN audit_log AS log ON ${record} WHERE ${conditions.map(([sql]) => sql).join(' AND ')}
      AND ${seq} < ? ORDER BY segments.segment DESC, ${seq} DESC LIMIT ?`,
    values: [...places.map(([, value]) => value), ...conditions.map(([, value]) => value)],
  };
}
