const MAX_LENGTH = 256;
/** Control and format characters: line breaks, escape sequences, and what turns the direction of writing around. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;
const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * A header that is kept in the audit: at most 256 characters, without control characters; null when nothing is left.
 * Node reads header bytes as Latin-1; what clients send as UTF-8 is read as such.
 */
export function headerText(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string' || header === '') return null;
  const text = BEYOND_ASCII.test(header) ? utf8Of(header) : header;
  const printable = text
    .slice(0, 4 * MAX_LENGTH)
    .replace(UNPRINTABLE, ' ')
    .trim();
  return [...printable.slice(0, 2 * MAX_LENGTH)].slice(0, MAX_LENGTH).join('') || null;
}

function utf8Of(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return header;
  }
}
