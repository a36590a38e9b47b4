/**
 * RFC 3339 section 5.6, with `T` and `Z` in either case. Whether the day exists is checked apart.
 */
const TIMESTAMP =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** Years of four digits in UTC: only these can be written in the same form again. */
const FIRST_MOMENT = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Milliseconds since 1970 of an RFC 3339 time. Null for any other text, for a day that no calendar has, and for a year
 * that has no four digits in UTC.
 *
 * @example
 * parseTimestamp('1970-01-01T01:00:00+01:00'); // 0
 * parseTimestamp('2026-02-30T12:00:00Z'); // null
 */
export function parseTimestamp(text: string): number | null {
  if (!TIMESTAMP.test(text)) return null;
  const day = Number(text.slice(8, 10));
  // Leap years repeat every 400 years, and Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const sameCalendar = 2_000 + (Number(text.slice(0, 4)) % 400);
  const lastDay = new Date(Date.UTC(sameCalendar, Number(text.slice(5, 7)), 0)).getUTCDate();
  const at = Date.parse(text.toUpperCase());
  return day > lastDay || at < FIRST_MOMENT || at > LAST_MOMENT ? null : at;
}
