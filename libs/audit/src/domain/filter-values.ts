const TIMESTAMP =
  /^\d{4}-(0[1-9]|1[0-2])-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** An RFC 3339 time in the one form that leaves have, UTC with milliseconds, by which they compare; null: it is none. */
export function canonicalTime(text: string): string | null {
  if (!TIMESTAMP.test(text)) return null;
  const lastDay = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  const day = Number(text.slice(8, 10));
  if (day < 1 || day > lastDay) return null;
  const canonical = new Date(text).toISOString();
  // An offset can lead out of the years of four digits, and text of another form does not compare.
  return /^\d{4}-/.test(canonical) ? canonical : null;
}
