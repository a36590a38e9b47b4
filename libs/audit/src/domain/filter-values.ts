import { canonicalId, isId, isObjectName, OBJECT_NAME, parseTimestamp } from '#kernel';

/** An id that is made of a purpose and an account, such as that of a mailed code. */
const COMPOUND_ID = /^[a-z-]{1,64}:(?=[0-9a-f-]{36}$)/;
const ANY_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What every text that {@link isResource} takes looks like. */
export const RESOURCE_TEXT = new RegExp(`${COMPOUND_ID.source}.{36}$|${OBJECT_NAME.source}`);
/** What every address or counted network looks like: IPv4, or IPv6 without a zone. */
export const ADDRESS_TEXT =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}(?:\/24)?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+|[0-9a-f]*:[0-9a-f:.]*\/48)$/;

/**
 * An RFC 3339 time as leaves of the audit log write it, in UTC with milliseconds: texts of this form compare as their
 * times do. Null for any other text.
 *
 * @example
 * canonicalTime('2026-11-22T10:30:00+01:00'); // '2026-11-22T09:30:00.000Z'
 */
export function canonicalTime(text: string): string | null {
  const at = parseTimestamp(text);
  return at === null ? null : new Date(at).toISOString();
}

/**
 * Whether records may have `text` as the id or the name of their object. A pattern or a beginning of a path finds nothing,
 * so it is refused.
 *
 * @example isResource('prod/db/password') // true
 * @example isResource('prod/**') // false
 */
export function isResource(text: string): boolean {
  const id = canonicalId(text);
  return isObjectName(id) || isId(id.replace(COMPOUND_ID, ''));
}

/** Whether `text` has the form of a decision's id: a UUID of any version. */
export function isDecisionId(text: string): boolean {
  return ANY_UUID.test(canonicalId(text));
}

/** Whether a time range is one: its beginning is not after its end. Both in the form of {@link canonicalTime}. */
export function isTimeRange(from: string | undefined, to: string | undefined): boolean {
  return from === undefined || to === undefined || from <= to;
}
