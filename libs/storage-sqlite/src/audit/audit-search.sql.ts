import type { AuditFilter } from '#audit';
import type { SqlValue } from '../engine/write-protocol.js';
import { SEGMENT_RECORDS } from './audit-index.schema.js';

/** The column of each indexed filter. The first usually excludes the most records. */
export const TERMS = [
  ['requestId', 'request_id'],
  ['decisionId', 'decision_id'],
  ['credential', 'credential'],
  ['resource', 'resource_id'],
  ['ip', 'ip'],
  ['outcome', 'outcome'],
  ['actor', 'actor_id'],
  ['action', 'action'],
] as const satisfies readonly (readonly [keyof AuditFilter, string])[];

export type Term = (typeof TERMS)[number];

/** A term with so many records in a segment is frequent there; they are not counted further. */
export const FREQUENT = 64;

// Each statement has these parameters: ?1 and ?2 a range, ?3 and ?4 the times, from ?5 on the terms. Null: not asked for.
const places = TERMS.map(([, column], index) => [column, `?${index + 5}`] as const);
/** After the terms: how many records at most, a term, and the lowest number. */
const [LIMIT, FIELD, VALUE, LOWEST] = [0, 1, 2, 3].map((place) => `?${place + TERMS.length + 5}`);
const IN_TIME = '(?3 IS NULL OR log.at >= ?3) AND (?4 IS NULL OR log.at < ?4)';
const SEGMENT_IN_TIME = '(?3 IS NULL OR last_at >= ?3) AND (?4 IS NULL OR first_at < ?4)';

const ofRecord = places.map(([column, value]) => `AND (${value} IS NULL OR ${isOf(column, value)})`);
const ofIndex = places.map(([column, value]) => `AND (${value} IS NULL OR ${isIndexed(column, value)})`);
const counts = places.map(
  ([column, value]) => `, (SELECT count(*) FROM (SELECT 1 FROM audit_terms AS term
    WHERE term.segment = segments.segment AND term.field = '${column}' AND term.value = ${value} LIMIT ${FREQUENT})) AS ${column}`,
);

/** Looks at the records with numbers from ?1 to ?2. */
const SCAN = `SELECT seq, leaf, personal, lasting FROM audit_log AS log WHERE seq BETWEEN ?1 AND ?2
  AND ${IN_TIME} ${ofRecord.join(' ')} ORDER BY seq DESC LIMIT ${LIMIT}`;

/** How many records the log has from ?1 to ?2, and which. */
const COUNT = 'SELECT count(*) AS records FROM audit_log WHERE seq BETWEEN ?1 AND ?2';
const NUMBERS = 'SELECT seq FROM audit_log WHERE seq BETWEEN ?1 AND ?2';

/** For the segments ?1 to ?2 that reach into the times: how many records each term has, up to FREQUENT. */
const OUTLINE = `SELECT segments.segment, has_credentials ${counts.join('')} FROM audit_segments AS segments
  WHERE segments.segment BETWEEN ?1 AND ?2 AND ${SEGMENT_IN_TIME} ORDER BY segments.segment DESC`;

/** In the segment ?1, from a lowest number up to ?2: the records of a term that the other terms have, too.
 * A record that is gone has no leaf. */
const SEARCH = `SELECT driver.seq, leaf, personal, lasting FROM audit_terms AS driver
  LEFT JOIN audit_log AS log ON log.seq = driver.seq
  WHERE driver.segment = ?1 AND driver.seq BETWEEN ${LOWEST} AND ?2 AND driver.field = ${FIELD} AND driver.value = ${VALUE}
  ${ofIndex.join(' ')} AND (log.seq IS NULL OR (${IN_TIME})) ORDER BY driver.seq DESC LIMIT ${LIMIT}`;

/** The first segment from ?1 on, below ?2, that reaches into the times. */
const SEEK = `SELECT segment FROM audit_segments
  WHERE segment >= ?1 AND segment < ?2 AND ${SEGMENT_IN_TIME} ORDER BY segment LIMIT 1`;

/** The reads. Exported for the test of their query plans. */
export const SEARCH_READS = {
  scan: SCAN,
  count: COUNT,
  numbers: NUMBERS,
  outline: OUTLINE,
  search: SEARCH,
  seek: SEEK,
} as const;

/** Whether a record that is not indexed yet has the term. */
function isOf(column: string, value: string): string {
  return column === 'resource_id' ? `${value} IN (log.resource_id, log.resource_name)` : `log.${column} = ${value}`;
}

/** Whether a record of an indexed segment has the term. Older segments have no credentials: their records are asked. */
function isIndexed(column: string, value: string): string {
  if (column === 'credential') return isOf(column, value);
  return `EXISTS (SELECT 1 FROM audit_terms AS term
    WHERE term.segment = driver.segment AND term.field = '${column}' AND term.value = ${value} AND term.seq = driver.seq)`;
}

/** The terms that the filter asks for. */
export function askedTerms(filter: AuditFilter): readonly Term[] {
  return TERMS.filter(([key]) => filter[key] !== undefined);
}

/** The parameters from ?1 to the last term. */
export function paramsOf(filter: AuditFilter, low: number, high: number): SqlValue[] {
  const { from = null, to = null } = filter;
  return [low, high, from, to, ...TERMS.map(([key]) => filter[key] ?? null)];
}

/** The first number of a segment. */
export function firstOf(segment: number): number {
  return segment * SEGMENT_RECORDS + 1;
}

export function segmentOf(seq: number): number {
  return Math.floor((seq - 1) / SEGMENT_RECORDS);
}
