import { parseTimestamp } from '#kernel';

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
