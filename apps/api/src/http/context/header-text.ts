const MAX_LENGTH = 256;
/** Control and format characters: line breaks, escape sequences, and marks that reverse the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;
const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * The text of a header for the audit: at most 256 characters, no control characters; null if nothing is left.
 * Node decodes headers as Latin-1. Bytes that are valid UTF-8 are decoded as UTF-8 here.
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
