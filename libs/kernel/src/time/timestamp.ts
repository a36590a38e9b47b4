/**
 * RFC 3339 section 5.6, with `T` and `Z` in either case. Whether the day exists is checked apart.
 */
const TIMESTAMP =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** The numbers below 60 with two digits. */
const DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Years of four digits in UTC: only these can be written in the same form again. */
const FIRST_MOMENT = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

/** The moment of the last {@link timestampOf}: a new object for each would be one for every time in every list. */
const MOMENT = new Date(0);

/**
 * As `Date.prototype.toISOString`, in half its time: RFC 3339 in UTC with milliseconds. RangeError beyond the times that
 * a Date can be.
 *
 * @example
 * timestampOf(1_795_339_800_000); // '2026-11-22T09:30:00.000Z'
 */
export function timestampOf(milliseconds: number): string {
  // A new secret was made and changed at the same time.
  if (milliseconds === lastMoment) return lastText;
  lastText = written(milliseconds);
  lastMoment = milliseconds;
  return lastText;
}

let lastMoment = Number.NaN;
let lastText = '';

function written(milliseconds: number): string {
  MOMENT.setTime(milliseconds);
  const year = MOMENT.getUTCFullYear();
  // Other years are written with a sign or with zeros in front. NaN is among them.
  if (!(year >= 1_000 && year <= 9_999)) return MOMENT.toISOString();
  const day = `${year}-${DIGITS[MOMENT.getUTCMonth() + 1]}-${DIGITS[MOMENT.getUTCDate()]}`;
  const time = `${DIGITS[MOMENT.getUTCHours()]}:${DIGITS[MOMENT.getUTCMinutes()]}:${DIGITS[MOMENT.getUTCSeconds()]}`;
  return `${day}T${time}.${String(MOMENT.getUTCMilliseconds()).padStart(3, '0')}Z`;
}

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
