import { UNWANTED } from '#kernel';

/** None of them enters the log [R85]. */
const ANY_UNWANTED = new RegExp(`[${UNWANTED}]`, 'u');
const ALL_UNWANTED = new RegExp(ANY_UNWANTED.source, 'gu');

/**
 * `text` without control characters, cut to `longest` UTF-16 units, as well-formed Unicode.
 *
 * @example
 * bounded('a\r\nb', 256); // 'ab'
 */
export function bounded(text: string, longest: number): string {
  const head = text.length > longest * 2 ? text.slice(0, longest * 2) : text;
  const clean = ANY_UNWANTED.test(head) ? head.replace(ALL_UNWANTED, '') : head;
  return (clean.length > longest ? clean.slice(0, longest) : clean).toWellFormed();
}

/** As {@link bounded}. Null for null, and for a text of which nothing is left. */
export function boundedOrNull(text: string | null, longest: number): string | null {
  if (text === null) return null;
  return bounded(text, longest) || null;
}
